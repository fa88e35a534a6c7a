/** The handles of ngx.pipe: foreign objects, which end their process when they are forgotten. */
import type { ByteText, Processes } from "../../host/ports.ts";
import { PipeProcess } from "../../runtime/pipe/process.ts";
import { NativeFunction } from "../../vm/functions.ts";
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { Unreachable } from "../../vm/unreachable.ts";
import { NOTHING, typeName, Userdata, type Value } from "../../vm/values.ts";
import { unconvertible } from "../c-conversions.ts";
import { timeoutField, toTimeout } from "./options.ts";

/** How LuaJIT names the type of the handles in error texts: by its number in the recorded build. */
const TYPE = "struct 538";

/** One for each machine. */
export class PipeHandles {
  readonly processes: Processes;
  readonly bytes: ByteText;
  private metatable: Table | undefined;
  private readonly forgotten = new Unreachable<PipeProcess>((process) => process.destroy());

  constructor(processes: Processes, bytes: ByteText) {
    this.processes = processes;
    this.bytes = bytes;
  }

  /**
   * @param methods what handles have
   * @param onClosed called once the process needs nobody any more
   */
  create(state: State, process: PipeProcess, methods: Table, onClosed: () => void): Userdata {
    const handle = new Userdata(process, "cdata");
    this.metatable ??= metatableOf(state, methods);
    handle.metatable = this.metatable;
    const watched = this.forgotten.watch(handle, process);
    const closed = () => {
      onClosed();
      this.forgotten.unwatch(watched);
    };
    process.onClosed = closed;
    return handle;
  }
}

function metatableOf(state: State, methods: Table): Table {
  const refuse = (key: Value) => {
    if (typeof key === "string") raise(state, `'${TYPE}' has no member named '${key}'`);
    return raise(state, `'${TYPE}' cannot be indexed with '${typeName(key)}'`);
  };
  /** The members of the reference's struct, but for addresses. */
  const member = (handle: Value, key: Value) => {
    const process = processOf(handle);
    const field = timeoutField(key);
    if (process === undefined || (field === undefined && key !== "_pid")) return refuse(key);
    return field === undefined ? process.pid : process.timeouts[field];
  };
  const setMember = (handle: Value, key: Value, value: Value) => {
    const process = processOf(handle);
    const field = timeoutField(key);
    if (process === undefined || field === undefined) return refuse(key);
    const milliseconds = typeof value === "boolean" ? Number(value) : value;
    if (typeof milliseconds !== "number") return raise(state, unconvertible(value, "uint64_t"));
    process.timeouts[field] = toTimeout(milliseconds);
    return NOTHING;
  };
  const metatable = new Table();
  metatable.set("__index", new NativeFunction("__index", (handle, key) => methods.get(key) ?? member(handle, key)));
  metatable.set("__newindex", new NativeFunction("__newindex", setMember));
  metatable.set("__metatable", "ffi");
  metatable.set(
    "__tostring",
    new NativeFunction("__tostring", (handle) => `cdata<${TYPE}>: ${state.addressOf(handle as Userdata)}`),
  );
  for (const [event, refusal] of REFUSALS) {
    metatable.set(
      event,
      new NativeFunction(event, (left, right) => raise(state, refusal(nameOf(left), nameOf(right)))),
    );
  }
  return metatable;
}

export function processOf(value: Value): PipeProcess | undefined {
  return value instanceof Userdata && value.payload instanceof PipeProcess ? value.payload : undefined;
}

function nameOf(value: Value): string {
  return processOf(value) !== undefined ? `'${TYPE}'` : `'${typeName(value)}'`;
}

type Refusal = (left: string, right: string) => string;

const calculating: Refusal = (left, right) => `attempt to perform arithmetic on ${left} and ${right}`;
const comparing: Refusal = (left, right) => `attempt to compare ${left} with ${right}`;

/** What LuaJIT says to what cannot be done with foreign objects: it names their types, and no variables. */
const REFUSALS: readonly (readonly [event: string, refusal: Refusal])[] = [
  ...["__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm"].map((event) => [event, calculating] as const),
  ["__lt", comparing],
  ["__le", comparing],
  ["__concat", (left, right) => `attempt to concatenate ${left} and ${right}`],
  ["__len", (object) => `attempt to get length of ${object}`],
  ["__call", (object) => `${object} is not callable`],
  ["__pairs", (object) => `${object} has no '__pairs' metamethod`],
  ["__ipairs", (object) => `${object} has no '__ipairs' metamethod`],
];
