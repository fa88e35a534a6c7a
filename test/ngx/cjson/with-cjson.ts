/** The library cjson in a worker of its own, to be called from TypeScript. */
import { callBlocking } from "../../../src/vm/calls.ts";
import { LuaError } from "../../../src/vm/errors.ts";
import { Table } from "../../../src/vm/table.ts";
import { asList, type Value } from "../../../src/vm/values.ts";
import { type FakeWorker, fakeWorker } from "../fake-worker.ts";

export interface WithCjson {
  readonly fake: FakeWorker;
  /** Runs Lua with the libraries in `cjson` and `safe`, and what a test takes of the standard library. */
  run(lua: string): readonly Value[];
  /** Calls a function of cjson. */
  call(name: string, ...args: Value[]): Value;
  decode(text: string): Value;
  encode(value: Value): Value;
  /** What decode raises, as cjson.safe answers it. */
  refusal(text: string): Value;
  /** A value of JSON as Lua has it: strings are bytes of UTF-8. */
  toLua(value: unknown): Value;
  /** And back. Empty tables are `{}`. */
  fromLua(value: Value): unknown;
}

export function withCjson(): WithCjson {
  const fake = fakeWorker();
  const { state } = fake.context;
  const library = fake.libraries.get("cjson") as Table;
  const safe = fake.libraries.get("cjson.safe") as Table;
  state.globals.set("cjson", library);
  state.globals.set("safe", safe);
  const invoke = (from: Table, name: string, args: Value[]) => asList(callBlocking(state, from.get(name), args));
  const ngxNull = fake.context.null;
  const toLua = (value: unknown): Value => {
    if (value === null) return ngxNull;
    if (typeof value === "string") return Buffer.from(value).toString("latin1");
    if (typeof value !== "object") return value as Value;
    if (Array.isArray(value)) return Table.fromArray(value.map(toLua));
    const table = new Table();
    for (const [key, item] of Object.entries(value)) table.set(toLua(key), toLua(item));
    return table;
  };
  const fromLua = (value: Value): unknown => {
    if (value === ngxNull) return null;
    if (typeof value === "string") return Buffer.from(value, "latin1").toString();
    if (!(value instanceof Table)) return value;
    if (value.array.length > 0) return value.array.map(fromLua);
    const entries = value.shape.keys.map((key, slot) => [fromLua(key), fromLua(value.slots[slot])]);
    return Object.fromEntries(entries);
  };
  return {
    fake,
    run: fake.run,
    call: (name, ...args) => invoke(library, name, args)[0],
    decode: (text) => invoke(library, "decode", [text])[0],
    encode: (value) => invoke(library, "encode", [value])[0],
    refusal: (text) => invoke(safe, "decode", [text])[1],
    toLua,
    fromLua,
  };
}

/** The text of the LuaError that `act` throws; undefined where it throws none. */
export function luaErrorOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof LuaError)) throw thrown;
    return String(thrown.value);
  }
}
