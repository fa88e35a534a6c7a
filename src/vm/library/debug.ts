/** The debug library. */
import { checkAny, checkFunction, checkInteger, checkString, checkTable, optionalString } from "../arguments.ts";
import { cString } from "../byte-text.ts";
import { type Level, levelAt, levels, lineOf, nameOf, traceback } from "../call-stack.ts";
import { Coroutine } from "../coroutine.ts";
import { type LuaFrame, NO_REGISTERS } from "../frames.ts";
import { Box, Closure, type LuaFunction, NativeFunction } from "../functions.ts";
import { isJump } from "../hooks.ts";
import { Op } from "../instructions.ts";
import { isMainChunk, type Prototype } from "../prototype.ts";
import { raise, raiseArgument, raiseArgumentType } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { interpretAll } from "../tiers.ts";
import { toText } from "../tostring.ts";
import { isFunction, NOTHING, type Result, Userdata, type Value } from "../values.ts";
import type { Library } from "./define.ts";

export function debugLibrary(state: State): Library {
  /** Most functions take a coroutine in front of their arguments. */
  const withCoroutine = (args: readonly Value[]): { coroutine: Coroutine; rest: readonly Value[]; shift: number } =>
    args[0] instanceof Coroutine
      ? { coroutine: args[0], rest: args.slice(1), shift: 1 }
      : { coroutine: state.coroutine, rest: args, shift: 0 };
  const luaFunction = (value: Value, index: number, count: number): Closure => {
    const callee = checkFunction(state, value, index, count);
    return callee instanceof Closure ? callee : raiseArgument(state, index, "Lua function expected");
  };
  const userValues = new WeakMap<Userdata, Table>();
  const identities = new WeakMap<Box, Userdata>();
  const identityOf = (box: Box): Userdata => {
    const identity = identities.get(box) ?? new Userdata("upvalue");
    identities.set(box, identity);
    return identity;
  };
  return {
    traceback(...args) {
      const { coroutine, rest, shift } = withCoroutine(args);
      const [message, level] = rest;
      if (rest.length > 0 && typeof message !== "string" && typeof message !== "number") return message;
      const fallback = coroutine === state.coroutine ? 1 : 0;
      const from = level === undefined ? fallback : checkInteger(state, level, 2 + shift, args.length);
      return traceback(state, coroutine, message === undefined ? undefined : cString(toText(state, message)), from);
    },
    getinfo(...args) {
      const { coroutine, rest, shift } = withCoroutine(args);
      const [target, what] = rest;
      const options = optionalString(state, what, 2 + shift, args.length, "nSlfu");
      let level: Level | undefined;
      if (isFunction(target)) level = { callee: target, frame: undefined, caller: null };
      else if (typeof target === "number") {
        level = levelAt(state, coroutine, Math.trunc(target));
        if (level === undefined) return undefined;
      } else raiseArgument(state, 1 + shift, "function or level expected");
      if (/[^nSlfuL]/.test(options)) raiseArgument(state, 2 + shift, "invalid option");
      return information(state, level, options);
    },
    getlocal(...args) {
      const { coroutine, rest, shift } = withCoroutine(args);
      const [target, which] = rest;
      const number = checkInteger(state, which, 2 + shift, args.length);
      if (isFunction(target)) return parameterName(target, number);
      const frame = frameAt(state, coroutine, target, 1 + shift, args.length);
      if (frame !== undefined && number < 0 && -number <= frame.varargs.length) {
        return ["(*vararg)", frame.varargs[-number - 1]];
      }
      const local = frame === undefined ? undefined : localAt(frame, number);
      if (frame === undefined || local === undefined) return undefined;
      const value = frame.registers[local.register] as unknown;
      return [local.name, value instanceof Box ? value.value : (value as Value)];
    },
    setlocal(...args) {
      const { coroutine, rest, shift } = withCoroutine(args);
      const [target, which, value] = rest;
      const frame = frameAt(state, coroutine, target, 1 + shift, args.length);
      checkAny(state, 3 + shift, args.length);
      const number = checkInteger(state, which, 2 + shift, args.length);
      const local = frame === undefined ? undefined : localAt(frame, number);
      if (frame === undefined || local === undefined) return undefined;
      const held = frame.registers[local.register] as unknown;
      // A compiled function that was at work before anything looked at variables keeps its own.
      if (frame.registers === NO_REGISTERS) return local.name;
      if (held instanceof Box) held.value = value;
      else frame.registers[local.register] = value;
      return local.name;
    },
    getupvalue(callee, which) {
      const { name, box } = upvalueAt(state, callee, which, arguments.length);
      return box === undefined ? NOTHING : [name, box.value];
    },
    setupvalue(callee, which, value) {
      checkAny(state, 3, arguments.length);
      const { name, box } = upvalueAt(state, callee, which, arguments.length);
      if (box === undefined) return NOTHING;
      box.value = value;
      return name;
    },
    upvalueid(callee, which) {
      checkFunction(state, callee, 1, arguments.length);
      const { box } = upvalueAt(state, callee, which, arguments.length);
      if (box === undefined) raiseArgument(state, 2, "index out of range");
      return identityOf(box);
    },
    upvaluejoin(callee, which, source, whichSource) {
      const joined = luaFunction(callee, 1, arguments.length);
      const to = upvalueOf(joined, checkInteger(state, which, 2, arguments.length));
      if (to.box === undefined) raiseArgument(state, 2, "index out of range");
      const giver = luaFunction(source, 3, arguments.length);
      const from = upvalueOf(giver, checkInteger(state, whichSource, 4, arguments.length));
      if (from.box === undefined) raiseArgument(state, 4, "index out of range");
      joined.upvalues[to.index] = from.box;
      return NOTHING;
    },
    getmetatable(value) {
      checkAny(state, 1, arguments.length);
      return state.metatableOf(value) ?? undefined;
    },
    setmetatable(value, metatable) {
      if (metatable !== undefined ? !(metatable instanceof Table) : arguments.length < 2) {
        raiseArgument(state, 2, "nil or table expected");
      }
      state.setMetatable(value, metatable instanceof Table ? metatable : null);
      return value;
    },
    getregistry() {
      return state.registry;
    },
    getfenv(value) {
      checkAny(state, 1, arguments.length);
      if (value instanceof Closure) return value.environment;
      if (value instanceof Userdata) return userValues.get(value) ?? state.globals;
      return isFunction(value) || value instanceof Coroutine ? state.globals : undefined;
    },
    setfenv(value, environment) {
      const table = checkTable(state, environment, 2, arguments.length);
      if (value instanceof Closure) value.environment = table;
      else if (value instanceof Userdata) userValues.set(value, table);
      else if (!isFunction(value) && !(value instanceof Coroutine)) {
        raise(state, "'setfenv' cannot change environment of given object");
      }
      return value;
    },
    getuservalue(value) {
      return value instanceof Userdata ? (userValues.get(value) ?? state.globals) : undefined;
    },
    setuservalue(value, table) {
      if (!(value instanceof Userdata)) raiseArgumentType(state, 1, "userdata", value, arguments.length);
      userValues.set(value, checkTable(state, table, 2, arguments.length));
      return value;
    },
    sethook(...args) {
      const { rest, shift } = withCoroutine(args);
      const [callee, mask, count] = rest;
      if (callee === undefined) {
        state.hook = undefined;
        return NOTHING;
      }
      const letters = checkString(state, mask, 2 + shift, args.length);
      const hook = checkFunction(state, callee, 1 + shift, args.length);
      const every = count === undefined ? 0 : checkInteger(state, count, 3 + shift, args.length);
      interpretAll(state);
      state.hook = {
        mask: [..."crl"].filter((letter) => letters.includes(letter)).join(""),
        callee: hook,
        count: every,
        countdown: every,
      };
      if (!state.hookRuns) state.hookPlace.frame = undefined;
      return state.unwinding.begin({ kind: "hook" });
    },
    gethook() {
      const { hook } = state;
      return hook === undefined ? [undefined, "", 0] : [hook.callee, hook.mask, hook.count];
    },
    debug() {
      return NOTHING;
    },
  };
}

function information(state: State, level: Level, options: string): Table {
  const { callee } = level;
  const prototype = callee instanceof Closure ? callee.prototype : undefined;
  const table = new Table(state.emptyShape);
  const set = (name: string, value: Value) => table.setHash(name, value);
  if (options.includes("S")) {
    const native = callee instanceof NativeFunction ? callee : undefined;
    const source = native?.luaSource || undefined;
    const nativeSource = source === undefined ? "=[C]" : source.startsWith("/") ? `@${source}` : native?.name;
    set("source", prototype?.source ?? nativeSource);
    set("short_src", prototype?.shortSource ?? source ?? "[C]");
    set("what", prototype === undefined ? (source ? "Lua" : "C") : isMainChunk(prototype) ? "main" : "Lua");
    set("linedefined", prototype?.lineDefined ?? -1);
    set("lastlinedefined", prototype?.lastLineDefined ?? -1);
  }
  if (options.includes("l")) set("currentline", lineOf(level));
  if (options.includes("u")) {
    set("nups", prototype === undefined ? 0 : namedUpvalues(prototype).length);
    set("nparams", prototype?.parameters ?? 0);
    set("isvararg", prototype?.isVararg ?? true);
  }
  if (options.includes("n")) {
    const name = nameOf(level);
    set("namewhat", name?.kind ?? "");
    if (name !== undefined) set("name", name.name);
  }
  if (options.includes("f")) set("func", callee);
  if (options.includes("L") && prototype !== undefined) {
    const lines = new Table();
    const { length } = prototype.code;
    const shown = endsBefore(prototype, length - 1) ? length - 1 : length;
    for (let at = 0; at < shown; at++) lines.set(prototype.lines[at] as number, true);
    table.setHash("activelines", lines);
  }
  return table;
}

/** Whether the instruction at `last`, which returns at the `end`, is never reached: LuaJIT has none there. */
function endsBefore({ code }: Prototype, last: number): boolean {
  switch (code[last - 1]?.op) {
    case Op.Return:
    case Op.ReturnOne:
    case Op.ReturnOpen:
    case Op.TailCall:
    case Op.TailCallOpen:
      return code.every((instruction) => !isJump(instruction.op) || instruction.target !== last);
    default:
      return false;
  }
}

/** The upvalues as a script sees them: without the hidden one for the environment. */
function namedUpvalues(prototype: Prototype): number[] {
  const indexes: number[] = [];
  prototype.upvalues.forEach((upvalue, at) => {
    if (!upvalue.hidden) indexes.push(at);
  });
  return indexes;
}

function upvalueAt(
  state: State,
  value: Value,
  which: Value,
  count: number,
): { name: string; index: number; box: Box | undefined } {
  const number = checkInteger(state, which, 2, count);
  const callee: LuaFunction = checkFunction(state, value, 1, count);
  if (!(callee instanceof Closure)) return { name: "", index: 0, box: undefined };
  return upvalueOf(callee, number);
}

function upvalueOf(callee: Closure, number: number): { name: string; index: number; box: Box | undefined } {
  const index = namedUpvalues(callee.prototype)[number - 1];
  if (index === undefined) return { name: "", index: 0, box: undefined };
  return { name: callee.prototype.upvalues[index]?.name ?? "", index, box: callee.upvalues[index] };
}

function frameAt(
  state: State,
  coroutine: Coroutine,
  target: Value,
  index: number,
  count: number,
): LuaFrame | undefined {
  const wanted = checkInteger(state, target, index, count);
  let number = 0;
  for (const level of levels(state, coroutine)) if (number++ === wanted) return level.frame;
  return raiseArgument(state, index, "level out of range");
}

function parameterName(callee: LuaFunction, number: number): Result {
  if (!(callee instanceof Closure) || number > callee.prototype.parameters) return undefined;
  return callee.prototype.locals[number - 1]?.name;
}

/** The `number`th local variable in scope; behind them the temporaries. */
function localAt(frame: LuaFrame, number: number): { name: string; register: number } | undefined {
  const { prototype } = frame;
  const pc = frame.pc - 1;
  let seen = 0;
  for (const local of prototype.locals) {
    if (local.start <= pc && pc < local.end && ++seen === number) return local;
  }
  const register = number - 1;
  const current = prototype.code[pc];
  // What lies behind the function that is being called is no longer this frame's.
  if (number < 1 || current === undefined || register >= current.a) return undefined;
  return { name: "(*temporary)", register };
}
