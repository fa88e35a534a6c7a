/** The handles of ngx.pipe: foreign objects, which end their process when they are forgotten. */
import type { ByteText, Processes } from "../../host/ports.ts";
import type { PipeProcess } from "../../runtime/pipe/process.ts";
import { NativeFunction } from "../../vm/functions.ts";
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { typeName, Userdata, type Value } from "../../vm/values.ts";

/** How LuaJIT names the type of the handles in error texts: by its number in the recorded build. */
const TYPE = "struct 538";

/** One for each machine. */
export class PipeHandles {
  readonly processes: Processes;
  readonly bytes: ByteText;
  private metatable: Table | undefined;
  private readonly forgotten = new FinalizationRegistry<PipeProcess>((process) => process.destroy());

  constructor(processes: Processes, bytes: ByteText) {
    this.processes = processes;
    this.bytes = bytes;
  }

  /** @param methods what handles have */
  create(state: State, process: PipeProcess, methods: Table): Userdata {
    const handle = new Userdata(process, "cdata");
    this.metatable ??= metatableOf(state, methods);
    handle.metatable = this.metatable;
    this.forgotten.register(handle, process);
    return handle;
  }
}

function metatableOf(state: State, methods: Table): Table {
  const refuse = (_object: Value, key: Value) => {
    if (typeof key === "string") raise(state, `'${TYPE}' has no member named '${key}'`);
    return raise(state, `'${TYPE}' cannot be indexed with '${typeName(key)}'`);
  };
  methods.metatable = new Table();
  methods.metatable.set("__index", new NativeFunction("__index", refuse));
  const metatable = new Table();
  metatable.set("__index", methods);
  metatable.set("__newindex", new NativeFunction("__newindex", refuse));
  metatable.set("__metatable", "ffi");
  metatable.set(
    "__tostring",
    new NativeFunction("__tostring", (handle) => `cdata<${TYPE}>: ${state.addressOf(handle as Userdata)}`),
  );
  return metatable;
}
