/** The two kinds of function that a script can call. */
import type { Prototype } from "./prototype.ts";
import type { Table } from "./table.ts";
import type { Result, Value } from "./values.ts";

export type LuaFunction = Closure | NativeFunction;

/** A variable captured by a closure. Every closure that captured it shares the one box. */
export class Box {
  value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** A Lua function: its code, its captured variables and its environment (Lua 5.1's `setfenv`). */
export class Closure {
  readonly prototype: Prototype;
  readonly upvalues: Box[];
  environment: Table;

  constructor(prototype: Prototype, upvalues: Box[], environment: Table) {
    this.prototype = prototype;
    this.upvalues = upvalues;
    this.environment = environment;
  }
}

/** The body of a function written in TypeScript. `this` is not used; `arguments.length` tells nil from nothing. */
export type NativeBody = (...args: Value[]) => Result;

/** A function written in TypeScript. */
export class NativeFunction {
  readonly name: string;
  /** Written anew only where the body was not there yet (library/define.ts). */
  run: NativeBody;
  /**
   * True where the reference implements the function in Lua: such functions may be started as coroutines and timers
   * (`ngx.timer.at(0, print)` works there, `ngx.timer.at(0, io.write)` does not).
   */
  get writtenInLua(): boolean {
    return this.luaSource !== undefined;
  }
  /** Where the reference has it written in Lua: what tracebacks show as its source; "" is nothing they know. */
  luaSource: string | undefined;
  /** The number that LuaJIT shows in place of an address where the function is its own; 0: it has none. */
  builtin = 0;

  /** @param writtenInLua whether the reference has it written in Lua, or where: the source that tracebacks show */
  constructor(name: string, run: NativeBody, writtenInLua: string | boolean = false) {
    this.name = name;
    this.run = run;
    this.luaSource = writtenInLua === false ? undefined : writtenInLua === true ? "" : writtenInLua;
  }
}
