/** Lua 5.1's function environments: getfenv, setfenv, module. */
import { checkNumber, checkString, checkTable } from "../arguments.ts";
import { levelAt } from "../call-stack.ts";
import { callBlocking } from "../calls.ts";
import { Closure, type LuaFunction, NativeFunction } from "../functions.ts";
import { raise, raiseArgument } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { NOTHING, type Value } from "../values.ts";
import type { Library } from "./define.ts";

export function environmentLibrary(state: State): Library {
  /** What the library's own functions are said to have: another table than the globals, as in the reference. */
  const ofNatives = new Table();
  const metatable = new Table();
  metatable.setHash("__index", state.globals);
  ofNatives.setMetatable(metatable);
  const environmentOf = (callee: LuaFunction) => (callee instanceof Closure ? callee.environment : ofNatives);
  return {
    getfenv(target) {
      if (target instanceof NativeFunction) return ofNatives;
      if (target instanceof Closure) return target.environment;
      const level = target === undefined ? 1 : checkNumber(state, target, 1, arguments.length);
      return level === 0 ? state.globals : environmentOf(functionAt(state, level));
    },
    setfenv(target, environment) {
      const table = checkTable(state, environment, 2, arguments.length);
      if (target === 0) {
        state.globals = table;
        return NOTHING;
      }
      const callee =
        target instanceof Closure || target instanceof NativeFunction
          ? target
          : functionAt(state, checkNumber(state, target, 1, arguments.length));
      if (callee instanceof Closure) callee.environment = table;
      else if (!callee.writtenInLua) raise(state, "'setfenv' cannot change environment of given object");
      return callee;
    },
    module(name, ...options) {
      const moduleName = checkString(state, name, 1, arguments.length);
      const table = moduleTable(state, moduleName);
      const caller = levelAt(state, state.coroutine, 1)?.callee;
      if (!(caller instanceof Closure)) raise(state, "'module' not called from a Lua function");
      caller.environment = table;
      for (const option of options) callBlocking(state, option, [table]);
      return NOTHING;
    },
  };
}

/** The function `level` calls out; 1 called the native function at work. */
function functionAt(state: State, level: number): LuaFunction {
  if (!(level >= 0)) raiseArgument(state, 1, "invalid level");
  const callee = levelAt(state, state.coroutine, Math.trunc(level))?.callee;
  if (callee === undefined) raiseArgument(state, 1, "invalid level");
  return callee;
}

/** The table of module `name`: as loaded, or found or made along the dots of its name in the globals. */
function moduleTable(state: State, name: string): Table {
  const loaded = state.registry.getHash("_LOADED") as Table;
  const known = loaded.getHash(name);
  if (known instanceof Table) return known;
  const globals = state.globals;
  let table: Table = globals;
  for (const part of name.split(".")) {
    let inner: Value = table.getHash(part);
    if (inner === undefined) {
      inner = new Table();
      if (table === globals) setGlobal(state, part, inner);
      else table.setHash(part, inner);
    } else if (!(inner instanceof Table)) raise(state, `name conflict for module '${name}'`);
    table = inner as Table;
  }
  loaded.setHash(name, table);
  if (table.getHash("_NAME") === undefined) {
    table.setHash("_M", table);
    table.setHash("_NAME", name);
    table.setHash("_PACKAGE", name.slice(0, name.lastIndexOf(".") + 1));
  }
  return table;
}

/** Through `__newindex`, so that OpenResty's guard against new globals sees it. */
function setGlobal(state: State, name: string, value: Value): void {
  const handler = state.globals.metatable?.getHash("__newindex");
  if (handler === undefined) state.globals.setHash(name, value);
  else callBlocking(state, handler, [state.globals, name, value]);
}
