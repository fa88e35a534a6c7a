/**
 * What generated code calls, by the names that emit.ts uses. Those that take `frame` and `pc` are slow ways of an
 * instruction: they note where the function is, for errors and suspensions, and read its operands from the instruction.
 */
import { call, callHandler, callInFrame, checkSlots } from "../calls.ts";
import { chargeEquality, isLongText } from "../charge.ts";
import { elsewhere, getField, setElsewhere, setField, UNKNOWN } from "../fields.ts";
import { COMPILED_DEPTH, childAt, childOf, deeper, KEPT_DEPTH, LuaFrame, NO_REGISTERS, slotsBelow } from "../frames.ts";
import { Box, Closure, type NativeBody, NativeFunction } from "../functions.ts";
import {
  checkLoop,
  fillTable,
  followedBy,
  isArray,
  nextEntry,
  setElement,
  standBack,
  takeCalleesPlace,
} from "../instruction-bodies.ts";
import { type FieldCache, type Instruction, Op } from "../instructions.ts";
import { power } from "../library/elementary/power.ts";
import * as operators from "../operators.ts";
import { newRegisters } from "../registers.ts";
import { eventOf } from "../slow-ways.ts";
import { LONG_TEXT, type State } from "../state.ts";
import { Table } from "../table.ts";
import { GO_ON, UNWIND } from "../unwinding.ts";
import { asResult, NOTHING, type Result, Userdata, type Value } from "../values.ts";
import type { Exit } from "./emit.ts";

/** Notes that `frame` is at work, on the instruction before `pc`. */
function at(state: State, frame: LuaFrame, pc: number): Instruction {
  state.frame = frame;
  state.depth = frame.depth + COMPILED_DEPTH;
  frame.pc = pc;
  return frame.prototype.code[pc - 1] as Instruction;
}

function arithmetic(state: State, frame: LuaFrame, pc: number, left: Value, right: Value): Result {
  const { op, b, c } = at(state, frame, pc);
  return operators.arithmetic(state, eventOf(op), left, right, b, op === Op.Unm ? b : c);
}

function concatenation(state: State, frame: LuaFrame, pc: number, values: readonly Value[]): Result {
  const { b } = at(state, frame, pc);
  return operators.concatenateRange(state, values, 0, values.length - 1, b);
}

function lengthOf(state: State, frame: LuaFrame, pc: number, value: Value): Result {
  if (typeof value === "string") return value.length;
  if (value instanceof Table && value.metatable === null) return value.length();
  const { b } = at(state, frame, pc);
  return operators.length(state, value, b);
}

/** Whether a table can be equal to another one. */
function mayEqual({ shape: { inheritance } }: Table): boolean {
  return inheritance !== null && (inheritance.hasEquality || !inheritance.isCurrent);
}

/** Compares what may be tables, or long texts. */
function same(state: State, frame: LuaFrame, pc: number, left: Value, right: Value): Result {
  if (typeof left === "string") {
    if (left.length > LONG_TEXT) chargeEquality(state, left, right);
    return left === right;
  }
  const mayBe = left instanceof Table ? right instanceof Table && mayEqual(left) : left instanceof Userdata;
  if (!mayBe) return false;
  at(state, frame, pc);
  return operators.equals(state, left, right) as Result;
}

function less(state: State, frame: LuaFrame, pc: number, left: Value, right: Value): Result {
  at(state, frame, pc);
  return operators.lessThan(state, left, right) as Result;
}

function notMore(state: State, frame: LuaFrame, pc: number, left: Value, right: Value): Result {
  at(state, frame, pc);
  return operators.lessOrEqual(state, left, right) as Result;
}

function field(state: State, frame: LuaFrame, cache: FieldCache, object: Value): Result {
  if (object !== undefined && (object as Table).shape === cache.shape) {
    const value = (object as Table).slots[cache.slot];
    if (value !== undefined || (object as Table).metatable === null) return value;
  }
  const known = elsewhere(cache, object);
  return known === UNKNOWN ? newField(state, frame, cache, object) : known;
}

/** A field that must be looked for. */
function newField(state: State, frame: LuaFrame, cache: FieldCache, object: Value): Result {
  const { op, b, key } = at(state, frame, cache.pc);
  return getField(state, cache, object, key as string, op === Op.GetGlobal ? -1 : b);
}

/** Writes the field where the instruction found it before; false where it must be looked for. */
function setOwn(cache: FieldCache, object: Value, value: Value): boolean {
  if (object === undefined || (object as Table).shape !== cache.shape) return false;
  const { slots, metatable } = object as Table;
  if (slots[cache.slot] === undefined && metatable !== null) return false;
  slots[cache.slot] = value;
  return true;
}

function element(state: State, frame: LuaFrame, pc: number, object: Value, key: Value): Result {
  if (object instanceof Table && !isLongText(key)) {
    const value = object.get(key);
    if (value !== undefined || object.metatable === null) return value;
  }
  const { b } = at(state, frame, pc);
  return operators.index(state, object, key, b);
}

function globalNamed(state: State, frame: LuaFrame, pc: number, name: Value): Result {
  at(state, frame, pc);
  return operators.index(state, frame.closure.environment, name, -1);
}

function setGlobal(state: State, frame: LuaFrame, pc: number, name: Value, value: Value): Result {
  const { b, cache, key } = at(state, frame, pc);
  const { environment } = frame.closure;
  return b === 0
    ? setField(state, cache, environment, key as string, value, -1)
    : operators.setIndex(state, environment, name, value, -1);
}

function assignField(state: State, frame: LuaFrame, cache: FieldCache, object: Value, value: Value): Result {
  if (setOwn(cache, object, value) || (object instanceof Table && setElsewhere(cache, object, value))) return undefined;
  const { a, key } = at(state, frame, cache.pc);
  return setField(state, cache, object, key as string, value, a);
}

function assignElement(state: State, frame: LuaFrame, pc: number, object: Value, key: Value, value: Value): Result {
  if (object instanceof Table && !isLongText(key)) {
    if (typeof key === "number" && value !== undefined) {
      if (setElement(object, key, value)) return undefined;
    } else if (typeof key === "string" && object.metatable === null) {
      object.setHash(key, value);
      return undefined;
    }
  }
  const { a } = at(state, frame, pc);
  return operators.setIndex(state, object, key, value, a);
}

function nextKey(state: State, frame: LuaFrame, pc: number, table: Table, key: Value): Value {
  if (typeof key === "string") {
    const next = table.keyAfter(key, state.entry);
    if (next !== undefined) return next;
  }
  const { array } = table;
  if (key === undefined || (typeof key === "number" && key > 0 && (key | 0) === key)) {
    const index = key === undefined ? 0 : (key as number);
    const value = index < array.length ? array[index] : undefined;
    if (value !== undefined) {
      state.entry.value = value;
      return index + 1;
    }
  }
  at(state, frame, pc);
  return nextEntry(state, table, key);
}

function loopNumbers(state: State, frame: LuaFrame, pc: number, values: Value[]): Value[] {
  at(state, frame, pc);
  checkLoop(state, values, 0);
  return values;
}

/** Notes that `frame` calls something else than a Lua function: answers what carries it out, if it is a native one. */
function native(state: State, frame: LuaFrame, callee: Value): NativeBody | undefined {
  if (state.frame !== frame) state.frame = frame;
  state.depth = frame.depth + COMPILED_DEPTH;
  if (frame.callee !== callee) frame.callee = callee;
  return callee === undefined ? undefined : (callee as NativeFunction).run;
}

/** Calls what the instruction is not prepared for. */
function callOther(state: State, frame: LuaFrame, callee: Value, register: number, ...args: Value[]): Result {
  native(state, frame, callee);
  return callee instanceof Closure
    ? callInFrame(state, callee, childWith(state, frame, args), args, 0, args.length)
    : call(state, callee, args, register);
}

/** The frame for a Lua function that gets its arguments from a list: in some places on the way they lie on the stack. */
function childWith(state: State, frame: LuaFrame, { length }: readonly Value[]): LuaFrame {
  const child = frame.child ?? childOf(frame);
  return length > FEW_ARGUMENTS ? deeper(state, child, length * STACK_OF_ARGUMENT) : child;
}

const FEW_ARGUMENTS = 4;
const STACK_OF_ARGUMENT = 40;

/**
 * Calls `callee`, which lies in `register`, with `fixed`, a new list, and the open values.
 * @param wanted how many results are asked for, -1 for all
 */
function callOpen(
  state: State,
  frame: LuaFrame,
  callee: Value,
  fixed: Value[],
  open: readonly Value[],
  register: number,
  wanted: number,
): Result {
  if (callee === state.select && fixed.length === 1) {
    const which = fixed[0];
    if (which === "#") return open.length;
    if (typeof which === "number" && which >= 1 && (which | 0) === which) {
      return wanted === 1 ? (which > open.length ? undefined : open[which - 1]) : asResult(open.slice(which - 1));
    }
  }
  const args = followedBy(fixed, open);
  native(state, frame, callee);
  return callee instanceof Closure
    ? callInFrame(state, callee, childWith(state, frame, args), args, 0, args.length)
    : call(state, callee, args, register);
}

/** The frame for what takes the place of `frame` by a tail call. Only on JavaScript's stack the caller remains. */
function placeOf(state: State, frame: LuaFrame): LuaFrame {
  const { place, parent } = frame;
  if (place === undefined || place.depth !== frame.depth + COMPILED_DEPTH) {
    const found = deeper(state, frame, COMPILED_DEPTH);
    if (frame.depth < KEPT_DEPTH) frame.place = found;
    return found;
  }
  if (place.parent !== parent) place.parent = parent;
  place.base = frame.base;
  return place;
}

/** Gives up `frame` for a tail call: answers what carries it out, if it is a native function. */
function tailCallee(state: State, frame: LuaFrame, callee: Value): NativeBody | undefined {
  const body = callee === undefined ? undefined : (callee as NativeFunction).run;
  if (body !== undefined) {
    const { parent } = frame;
    state.frame = parent;
    state.depth = frame.depth;
    takeCalleesPlace(state, parent, callee);
  }
  return body;
}

/** A tail call: the caller's frame is gone while the callee runs. */
function tailCall(state: State, frame: LuaFrame, called: Value, register: number, args: Value[]): Result {
  state.frame = frame;
  let callee = called;
  if (!(callee instanceof Closure || callee instanceof NativeFunction)) {
    args.unshift(callee);
    callee = callHandler(state, callee, register);
  }
  const { parent } = frame;
  if (args.length > MANY_ARGUMENTS) checkSlots(state, slotsBelow(parent) + args.length);
  state.frame = parent;
  state.depth = frame.depth;
  if (callee instanceof Closure) return callInFrame(state, callee, placeOf(state, frame), args, 0, args.length);
  takeCalleesPlace(state, parent, callee);
  return callee.run(...args);
}

/** So many arguments can fill a stack without a call more. */
const MANY_ARGUMENTS = 200;

/** For a call that has no room: moves to the heap what is on the stack. */
function refuse(state: State, closure: Closure, frame: LuaFrame, args: readonly Value[]): Result {
  state.frame = frame.parent;
  return state.unwinding.begin({ kind: "spill", callee: closure, args });
}

/** Puts a frame that was suspended to work again, and gives it a child. `extra`: bytes of stack that it takes. */
function goOn(state: State, frame: LuaFrame, extra: number): LuaFrame {
  frame.depth = state.depth + extra;
  frame.registers = NO_REGISTERS;
  return childAt(frame, frame.depth + COMPILED_DEPTH);
}

/**
 * Leaves a called function that is suspended, or stands back. All that `exit` says of it is one constant: array literals would
 * be work for the engine's optimiser.
 * @param values of the registers that it keeps
 */
function suspend(
  state: State,
  frame: LuaFrame,
  exit: Exit,
  varargs: readonly Value[],
  ...values: readonly Value[]
): Result {
  if (state.unwinding.isRaise) return UNWIND;
  const suspended = new LuaFrame(frame.parent, frame.closure, frame.depth);
  suspended.pc = frame.pc;
  suspended.varargs = varargs;
  suspended.callee = frame.callee;
  const registers = newRegisters(frame.prototype);
  for (let at = 0; at < exit.kept.length; at++) registers[exit.kept[at] as number] = values[at];
  return suspendAgain(state, suspended, exit, registers);
}

/** As {@link suspend}, where there is a frame already, and `registers` holds what it keeps. */
function suspendAgain(state: State, frame: LuaFrame, { kind }: Exit, registers: Value[]): Result {
  frame.registers = registers;
  switch (kind) {
    case "goes on":
      return GO_ON;
    case "suspended":
      state.unwinding.add(frame);
      return UNWIND;
    case "stands back":
      state.frame = frame;
      return standBack(state, frame, frame, frame.pc);
  }
}

export const runtime = {
  Box,
  Closure,
  NOTHING,
  Table,
  UNWIND,
  arithmetic,
  asResult,
  assignElement,
  assignField,
  callOpen,
  callOther,
  childOf,
  concatenation,
  deeper,
  element,
  field,
  fillTable,
  followedBy,
  globalNamed,
  goOn,
  isArray,
  lengthOf,
  less,
  loopNumbers,
  native,
  modulo: operators.modulo,
  nextKey,
  notMore,
  power,
  placeOf,
  refuse,
  same,
  setGlobal,
  suspend,
  suspendAgain,
  tailCall,
  tailCallee,
} as const;
