/** The basic functions: types, raw access, iteration, errors. Loading and environments are in files of their own. */
import { checkAny, checkFunction, checkString, checkTable } from "../arguments.ts";
import { cString } from "../byte-text.ts";
import { callMetamethod } from "../calls.ts";
import { chargeEquality, chargeKey, chargePassed, chargeText, isLongText } from "../charge.ts";
import { registerWeak, watchProxy } from "../collection.ts";
import { LuaError } from "../errors.ts";
import type { StackFrame } from "../frames.ts";
import { type NativeBody, NativeFunction } from "../functions.ts";
import { takeCalleesPlace } from "../instruction-bodies.ts";
import { formatNumber, parseNumber } from "../numbers.ts";
import { FEW_ARGUMENTS, protectedCall, protectedCallOfFew } from "../protected-call.ts";
import { position, raise, raiseArgument, raiseUncallable } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { toText } from "../tostring.ts";
import { isFunction, type Result, typeName, Userdata, type Value } from "../values.ts";
import { checkInt32 } from "./strings/int32.ts";

export function baseLibrary(state: State): Readonly<Record<string, NativeBody | NativeFunction>> {
  const { entry } = state;
  const next = new NativeFunction("next", function next(table, key) {
    const found = checkTable(state, table, 1, arguments.length).next(key, entry);
    chargePassed(state, entry);
    if (found === undefined) throw new LuaError("invalid key to 'next'");
    return found ? [entry.key, entry.value] : undefined;
  });
  const ipairsStep = new NativeFunction("ipairs_aux", (table, at) => {
    const index = (at as number) + 1;
    const value = table instanceof Table ? table.get(index) : undefined;
    return value === undefined ? undefined : [index, value];
  });
  state.next = next;
  state.ipairsStep = ipairsStep;
  /** `pairs` and `ipairs`: LuaJIT's 5.2 compatibility lets a metamethod answer instead. */
  const iterate = (event: string, value: Value, count: number, step: NativeFunction, start: Value): Result => {
    checkAny(state, 1, count);
    const handler = state.metamethod(value, event);
    if (handler !== undefined) return callInPlace(state, handler, value);
    return [step, checkTable(state, value, 1, count), start];
  };
  /** Where a native function called back, LuaJIT's stack ends at that function, not at the one that failed. */
  const below = (given: Result): Result => (state.callbacks > 0 ? undefined : given);
  const failed = (message: string, given: Result) =>
    state.unwinding.raise(new LuaError(position(state.frame) + message, below(given)));
  return {
    type(value) {
      checkAny(state, 1, arguments.length);
      return typeName(value);
    },
    tostring(value) {
      checkAny(state, 1, arguments.length);
      const handler = state.metamethod(value, "__tostring");
      if (handler === undefined) return toText(state, value);
      // In the place of this function, as a tail call: with all its results, and without a frame in between.
      return callInPlace(state, handler, value);
    },
    tonumber(value, base) {
      const radix = base === undefined ? 10 : checkInt32(state, base, 2, arguments.length);
      if (radix === 10) {
        checkAny(state, 1, arguments.length);
        if (typeof value !== "string") return typeof value === "number" ? value : undefined;
        chargeText(state, value.length);
        return parseNumber(value);
      }
      const text = checkString(state, value, 1, arguments.length);
      if (radix < 2 || radix > 36) raiseArgument(state, 2, "base out of range");
      chargeText(state, text.length * 16);
      return parseInBase(text, radix);
    },
    next,
    pairs(table) {
      return iterate("__pairs", table, arguments.length, next, undefined);
    },
    ipairs(table) {
      return iterate("__ipairs", table, arguments.length, ipairsStep, 0);
    },
    rawget(table, key) {
      const source = checkTable(state, table, 1, arguments.length);
      checkAny(state, 2, arguments.length);
      chargeKey(state, key);
      return source.get(key);
    },
    rawset(table, key, value) {
      const target = checkTable(state, table, 1, arguments.length);
      checkAny(state, 2, arguments.length);
      checkAny(state, 3, arguments.length);
      if (key === undefined) throw new LuaError("table index is nil");
      if (key !== key) throw new LuaError("table index is NaN");
      chargeKey(state, key);
      target.set(key, value);
      return target;
    },
    rawequal(left, right) {
      checkAny(state, 1, arguments.length);
      checkAny(state, 2, arguments.length);
      if (isLongText(left)) chargeEquality(state, left, right);
      return left === right;
    },
    rawlen(value) {
      if (typeof value === "string") return value.length;
      return checkTable(state, value, 1, arguments.length).length();
    },
    setmetatable(table, metatable) {
      const target = checkTable(state, table, 1, arguments.length);
      if (!(metatable instanceof Table) && (metatable !== undefined || arguments.length < 2)) {
        raiseArgument(state, 2, "nil or table expected");
      }
      if (target.metatable?.getHash("__metatable") !== undefined) raise(state, "cannot change a protected metatable");
      target.setMetatable(metatable instanceof Table ? metatable : null);
      if (metatable instanceof Table && metatable.getHash("__mode") !== undefined) registerWeak(state, target);
      return target;
    },
    getmetatable(value) {
      checkAny(state, 1, arguments.length);
      const metatable = state.metatableOf(value);
      if (metatable === null) return undefined;
      return metatable.getHash("__metatable") ?? metatable;
    },
    select(which) {
      const count = arguments.length - 1;
      if (typeof which === "string" && which.startsWith("#")) return count;
      let from = checkInt32(state, which, 1, arguments.length);
      if (from < 0) from += count + 1;
      if (from < 1) raiseArgument(state, 1, "index out of range");
      if (from === count) return arguments[from];
      const values: Value[] = [];
      for (let at = from; at <= count; at++) values.push(arguments[at]);
      return values;
    },
    assert(value, message) {
      const count = arguments.length;
      if (value !== undefined && value !== false) {
        if (count === 1) return value;
        return count === 2 ? [value, message] : Array.from(arguments as ArrayLike<Value>);
      }
      checkAny(state, 1, count);
      if (count < 2) return failed("assertion failed!", [value]);
      const text = typeof message === "number" ? formatNumber(message) : message;
      const given = count === 2 ? [value, text] : [value, text, ...Array.from(arguments as ArrayLike<Value>).slice(2)];
      if (typeof text === "string") return failed(cString(text), given);
      // What is no text is not looked at: LuaJIT raises whatever was pushed last.
      return state.unwinding.raise(new LuaError(given.pop(), below(given)));
    },
    error(message, level) {
      const at = level === undefined ? 1 : checkInt32(state, level, 2, arguments.length);
      if (at <= 0 || (typeof message !== "string" && typeof message !== "number")) {
        return state.unwinding.raise(new LuaError(message));
      }
      const text = typeof message === "number" ? formatNumber(message) : message;
      return state.unwinding.raise(new LuaError(position(callerAt(state, at)) + text, below(message)));
    },
    pcall(callee, first, second, third) {
      const count = arguments.length - 1;
      if (count <= FEW_ARGUMENTS) {
        if (count < 0) checkAny(state, 1, 0);
        return protectedCallOfFew(state, undefined, callee, count, first, second, third);
      }
      return protectedCall(state, callee, Array.from(arguments as ArrayLike<Value>).slice(1), undefined);
    },
    xpcall(callee, handler, ...args) {
      checkAny(state, 1, arguments.length);
      return protectedCall(state, callee, args, checkFunction(state, handler, 2, arguments.length));
    },
    newproxy(template) {
      return newProxy(state, template);
    },
  };
}

/** Calls a metamethod as if the function at work were it: so a message names it, too, where it cannot be called. */
function callInPlace(state: State, handler: Value, value: Value): Result {
  if (!isFunction(handler) && !isFunction(state.metamethod(handler, "__call"))) {
    takeCalleesPlace(state, state.frame, handler);
    raiseUncallable(state, handler);
  }
  return callMetamethod(state, handler, value);
}

/** The frame `level` calls out from the native function at work: 1 is the function that called it. */
function callerAt(state: State, level: number): StackFrame | null {
  let frame = state.frame;
  for (let at = 1; at < level && frame !== null; at++) frame = frame.parent;
  return frame;
}

/** Digits of a base other than ten, as C's strtoul reads them: it stops counting at 2^64 - 1. */
function parseInBase(text: string, base: number): number | undefined {
  let at = afterSpace(text, 0);
  const sign = text.charCodeAt(at);
  if (sign === 43 /* + */ || sign === 45 /* - */) at++;
  let value = 0;
  const hasPrefix = base === 16 && text.charCodeAt(at) === 48 /* 0 */ && (text.charCodeAt(at + 1) | 32) === 120; /* x */
  if (hasPrefix && digitValue(text.charCodeAt(at + 2)) < 36) at += 2;
  const first = at;
  for (; ; at++) {
    const digit = digitValue(text.charCodeAt(at));
    if (digit === 36) break;
    if (digit >= base) return undefined;
    value = value * base + digit;
    if (value > 2 ** 64) value = 2 ** 64;
  }
  if (at === first) return undefined;
  at = afterSpace(text, at);
  // A zero byte ends the string for C.
  if (at < text.length && text.charCodeAt(at) !== 0) return undefined;
  return sign === 45 ? -value : value;
}

/** What a digit or letter is worth; 36 where there is none. */
function digitValue(char: number): number {
  if (char >= 48 && char <= 57) return char - 48;
  const letter = char | 32;
  return letter >= 97 && letter <= 122 ? letter - 87 : 36;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  for (let char = text.charCodeAt(at); char === 32 || (char >= 9 && char <= 13); char = text.charCodeAt(at)) at++;
  return at;
}

function newProxy(state: State, template: Value): Value {
  const proxy = new Userdata();
  if (template === true) proxy.metatable = new Table();
  else if (template instanceof Userdata && template.metatable !== null) proxy.metatable = template.metatable;
  else if (template !== undefined && template !== false) {
    raiseArgument(state, 1, "boolean or proxy expected");
  }
  if (proxy.metatable !== null) watchProxy(state, proxy);
  return proxy;
}
