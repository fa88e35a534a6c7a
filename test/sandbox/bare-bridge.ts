/**
 * Values of the host in a Lua machine as they would be without the membrane: scripts get the objects themselves. Tests of
 * attacks use it to show that the attack works where nothing is in its way.
 */
import { LuaError } from "../../src/vm/errors.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import type { Machine } from "../../src/vm/machine.ts";
import { type Entry, Table } from "../../src/vm/table.ts";
import { isFunction, Userdata, type Value } from "../../src/vm/values.ts";

export class BareBridge {
  private readonly machine: Machine;
  private readonly metatable = new Table();

  constructor(machine: Machine) {
    this.machine = machine;
    const define = (name: string, run: (...args: Value[]) => Value) =>
      this.metatable.set(name, new NativeFunction(name, run));
    define("__index", (object, key) => this.toLua(Reflect.get(this.target(object), this.key(object, key))));
    define("__newindex", (object, key, value) => {
      Reflect.set(this.target(object), this.key(object, key), this.toHost(value));
      return undefined;
    });
    define("__call", (callee, ...args) => {
      const given = args.map((arg) => this.toHost(arg));
      // as obj:method() or as f(): what the script puts first is `this`, where it is an object
      const [first, ...rest] = given;
      const isMethod = args[0] instanceof Userdata;
      try {
        return this.toLua(Reflect.apply(this.target(callee), isMethod ? first : undefined, isMethod ? rest : given));
      } catch (thrown) {
        throw new LuaError(this.toLua(thrown));
      }
    });
  }

  toLua(value: unknown): Value {
    if (value === null || value === undefined) return undefined;
    if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
    const userdata = new Userdata(value);
    userdata.metatable = this.metatable;
    return userdata;
  }

  /** Tables are objects whose properties are read from the table each time; Lua functions can be called. */
  private toHost(value: Value): unknown {
    if (value instanceof Userdata) return value.payload;
    if (isFunction(value)) {
      return (...args: unknown[]) => this.toHost(this.machine.call(value, ...args.map((arg) => this.toLua(arg)))[0]);
    }
    if (!(value instanceof Table)) return value;
    const object = {};
    const entry: Entry = { key: undefined, value: undefined, passed: 0 };
    for (let more = value.next(undefined, entry); more === true; more = value.next(entry.key, entry)) {
      const { key } = entry;
      const get = () => this.toHost(value.get(key));
      Object.defineProperty(object, String(key), { get, enumerable: true, configurable: true });
    }
    return object;
  }

  private target(userdata: Value): (...args: unknown[]) => unknown {
    return (userdata as Userdata).payload as (...args: unknown[]) => unknown;
  }

  private key(object: Value, key: Value): string {
    return String(Array.isArray(this.target(object)) && typeof key === "number" ? key - 1 : key);
  }
}
