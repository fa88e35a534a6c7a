/**
 * Lua's operators where they are not plain: coercions, metamethods, errors. Each may return {@link UNWIND} when a
 * metamethod suspends; the caller then unwinds too. `register` numbers name operands in messages; -1 is no name.
 */

import { callMetamethod, callTruth } from "./calls.ts";
import { chargeKey, chargeText } from "./charge.ts";
import { PostFrame } from "./frames.ts";
import { power } from "./library/elementary/power.ts";
import { formatNumber, parseNumber } from "./numbers.ts";
import { raise, raiseOperand } from "./raise.ts";
import { LONG_TEXT, type State } from "./state.ts";
import { bufferOf } from "./string-buffer.ts";
import { Table } from "./table.ts";
import { UNWIND } from "./unwinding.ts";
import { isFunction, type Result, typeName, Userdata, type Value } from "./values.ts";

/** How many tables an `__index` chain may have. */
const CHAIN_LIMIT = 100;

/** Joined text is copied once, when it is looked at: that is faster than other work on characters, by this power of two. */
const COPIED_SHIFT = 4;

/** `object[key]` */
export function index(state: State, object: Value, key: Value, register: number): Result {
  chargeKey(state, key);
  let holder = object;
  for (let level = 0; level < CHAIN_LIMIT; level++) {
    let handler: Value;
    if (holder instanceof Table) {
      const value = holder.get(key);
      if (value !== undefined || holder.metatable === null) return value;
      handler = holder.metatable.getHash("__index");
      if (handler === undefined) return undefined;
    } else {
      handler = state.metamethod(holder, "__index");
      if (handler === undefined) raiseOperand(state, "index", holder, level === 0 ? register : -1);
    }
    if (isFunction(handler)) return first(callMetamethod(state, handler, holder, key));
    holder = handler;
  }
  return raise(state, "loop in gettable");
}

/** `object[key] = value` */
export function setIndex(state: State, object: Value, key: Value, value: Value, register: number): Result {
  chargeKey(state, key);
  let holder = object;
  for (let level = 0; level < CHAIN_LIMIT; level++) {
    let handler: Value;
    if (holder instanceof Table) {
      const { metatable } = holder;
      if (metatable === null) return rawSet(state, holder, key, value);
      handler = metatable.getHash("__newindex");
      if (handler === undefined || holder.get(key) !== undefined) return rawSet(state, holder, key, value);
    } else {
      handler = state.metamethod(holder, "__newindex");
      if (handler === undefined) raiseOperand(state, "index", holder, level === 0 ? register : -1);
    }
    if (isFunction(handler)) return callMetamethod(state, handler, holder, key, value);
    holder = handler;
  }
  return raise(state, "loop in settable");
}

/** Writes without metamethods, with the errors for keys that cannot be. */
export function rawSet(state: State, table: Table, key: Value, value: Value): undefined {
  if (key === undefined) raise(state, "table index is nil");
  if (key !== key) raise(state, "table index is NaN");
  table.set(key, value);
}

export type ArithmeticEvent = "__add" | "__sub" | "__mul" | "__div" | "__mod" | "__pow" | "__unm";

/** Arithmetic on anything: numbers, numeric strings, metamethods. */
export function arithmetic(
  state: State,
  event: ArithmeticEvent,
  left: Value,
  right: Value,
  leftRegister: number,
  rightRegister: number,
): Result {
  if (typeof left === "string") chargeText(state, left.length);
  if (typeof right === "string") chargeText(state, right.length);
  const x = toNumber(left);
  const y = toNumber(right);
  if (x !== undefined && y !== undefined) return compute(event, x, y);
  let handler = state.metamethod(left, event);
  if (handler === undefined) handler = state.metamethod(right, event);
  if (handler === undefined) {
    if (x === undefined) raiseOperand(state, "perform arithmetic on", left, leftRegister);
    raiseOperand(state, "perform arithmetic on", right, rightRegister);
  }
  return first(callMetamethod(state, handler, left, right));
}

/** Lua's `%`: the result has the divisor's sign. LuaJIT's formula, rounding and infinities included. */
export function modulo(x: number, y: number): number {
  return x - Math.floor(x / y) * y;
}

export function length(state: State, value: Value, register: number): Result {
  if (typeof value === "string") return value.length;
  const handler = state.metamethod(value, "__len");
  if (handler === undefined) {
    if (value instanceof Table) return value.length();
    raiseOperand(state, "get length of", value, register);
  }
  return first(callMetamethod(state, handler, value, value));
}

/** `left .. right` */
function concatenate(state: State, left: Value, right: Value, leftRegister: number, rightRegister: number): Result {
  const x = typeof left === "string" ? left : typeof left === "number" ? formatNumber(left) : undefined;
  const y = typeof right === "string" ? right : typeof right === "number" ? formatNumber(right) : undefined;
  if (x !== undefined && y !== undefined) {
    const bytes = x.length + y.length;
    state.budget.chargeString(bytes);
    if (bytes > LONG_TEXT) chargeText(state, bytes >> COPIED_SHIFT);
    return x + y;
  }
  const [buffered, other] = [bufferOf(left), bufferOf(right)];
  if ((buffered !== undefined || other !== undefined) && (x ?? buffered) !== undefined && (y ?? other) !== undefined) {
    return concatenate(state, x ?? buffered?.text, y ?? other?.text, leftRegister, rightRegister);
  }
  let handler = state.metamethod(left, "__concat");
  if (handler === undefined) handler = state.metamethod(right, "__concat");
  if (handler === undefined) {
    if (x === undefined) raiseOperand(state, "concatenate", left, leftRegister);
    raiseOperand(state, "concatenate", right, rightRegister);
  }
  return first(callMetamethod(state, handler, left, right));
}

/**
 * Concatenates `registers[from..to]`, from the right; the first of them is register `firstRegister` in messages. A step that suspends leaves the operands to its left waiting in a
 * frame of their own.
 */
export function concatenateRange(
  state: State,
  registers: readonly Value[],
  from: number,
  to: number,
  firstRegister = 0,
): Result {
  const text = textOfAll(state, registers, from, to);
  if (text !== undefined) return text;
  return concatenateOnto(state, registers, from, to - 1, registers[to], to, firstRegister);
}

/** `registers[from..to]` as one text; undefined where one of them is neither string nor number. */
function textOfAll(state: State, registers: readonly Value[], from: number, to: number): string | undefined {
  let text = "";
  for (let register = from; register <= to; register++) {
    const value = registers[register];
    if (typeof value === "string") text += value;
    else if (typeof value === "number") text += formatNumber(value);
    else return undefined;
  }
  const { length } = text;
  state.budget.chargeString(length);
  if (length > LONG_TEXT) chargeText(state, length >> COPIED_SHIFT);
  return text;
}

function concatenateOnto(
  state: State,
  registers: readonly Value[],
  from: number,
  to: number,
  tail: Value,
  tailRegister: number,
  firstRegister: number,
): Result {
  let result: Value = tail;
  for (let register = to; register >= from; register--) {
    const rightName = register === to && tailRegister >= 0 ? tailRegister + firstRegister : -1;
    const joined = concatenate(state, registers[register], result, register + firstRegister, rightName);
    if (joined === UNWIND) {
      if (register > from) {
        const left = registers.slice(from, register);
        const offset = firstRegister + from;
        const post: PostFrame = new PostFrame((value) => {
          state.frame = post.parent;
          return concatenateOnto(state, left, 0, left.length - 1, first(value) as Value, -1, offset);
        });
        state.unwinding.add(post);
      }
      return UNWIND;
    }
    result = joined as Value;
  }
  return result;
}

/** `left == right` for values that are not the same: only a shared `__eq` can make them equal. */
export function equals(state: State, left: Value, right: Value): boolean | typeof UNWIND {
  if (left === right) return true;
  if (!(left instanceof Table && right instanceof Table) && !(left instanceof Userdata && right instanceof Userdata)) {
    return false;
  }
  const handler = state.metamethod(left, "__eq");
  if (handler === undefined || handler !== state.metamethod(right, "__eq")) return false;
  return callTruth(state, handler, left, right, false);
}

export function lessThan(state: State, left: Value, right: Value): boolean | typeof UNWIND {
  if (typeof left === "number" && typeof right === "number") return left < right;
  if (typeof left === "string" && typeof right === "string") {
    chargeComparison(state, left, right);
    return left < right;
  }
  const handler = comparisonHandler(state, "__lt", left, right);
  if (handler !== undefined) return callTruth(state, handler, left, right, false);
  return raiseComparison(state, left, right);
}

export function lessOrEqual(state: State, left: Value, right: Value): boolean | typeof UNWIND {
  if (typeof left === "number" && typeof right === "number") return left <= right;
  if (typeof left === "string" && typeof right === "string") {
    chargeComparison(state, left, right);
    return left <= right;
  }
  const handler = comparisonHandler(state, "__le", left, right);
  if (handler !== undefined) return callTruth(state, handler, left, right, false);
  const opposite = comparisonHandler(state, "__lt", right, left);
  if (opposite !== undefined) return callTruth(state, opposite, right, left, true);
  // LuaJIT has swapped the operands by now, to look for __lt (golden case "string comparison").
  return raiseComparison(state, right, left);
}

/** Comparing two long texts takes steps. */
function chargeComparison(state: State, left: string, right: string): void {
  const shorter = Math.min(left.length, right.length);
  if (shorter > LONG_TEXT) chargeText(state, shorter);
}

/** A number, or a string that is one; else undefined. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parseNumber(value) : undefined;
}

/** The first value of a result; an unwinding passes through. */
export function first(result: Result): Result {
  if (!Array.isArray(result) || result === UNWIND) return result;
  return (result as readonly Value[])[0];
}

function compute(event: ArithmeticEvent, x: number, y: number): number {
  switch (event) {
    case "__add":
      return x + y;
    case "__sub":
      return x - y;
    case "__mul":
      return x * y;
    case "__div":
      return x / y;
    case "__mod":
      return modulo(x, y);
    case "__pow":
      return power(x, y);
    case "__unm":
      return -x;
  }
}

/** With LuaJIT's 5.2 rules either operand's handler will do. */
function comparisonHandler(state: State, event: string, left: Value, right: Value): Value {
  return state.metamethod(left, event) ?? state.metamethod(right, event);
}

function raiseComparison(state: State, left: Value, right: Value): never {
  const x = typeName(left);
  const y = typeName(right);
  return raise(state, x === y ? `attempt to compare two ${x} values` : `attempt to compare ${x} with ${y}`);
}
