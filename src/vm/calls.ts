/** Calls made from TypeScript: of any value, of metamethods, protected ones, and callbacks that cannot be suspended. */

import type { Run } from "./compiler/compile.ts";
import { drive } from "./coroutines.ts";
import { isUncatchable, LuaError, MemoryError, NOT_ENOUGH_MEMORY } from "./errors.ts";
import { ContinuedFrame, LuaFrame, PostFrame, type StackFrame, slotsBelow, slotsOfArguments } from "./frames.ts";
import { Closure, type LuaFunction, NativeFunction } from "./functions.ts";
import { nativeCall, withHooks } from "./hooks.ts";
import { raise, raiseOperand } from "./raise.ts";
import { newRegisters } from "./registers.ts";
import type { State } from "./state.ts";
import { isInterpreted } from "./tiers.ts";
import { UNWIND } from "./unwinding.ts";
import { isFunction, type Result, truthy, typeName, type Value } from "./values.ts";

/** Estimated bytes of JavaScript stack that a metamethod takes: its way through our code, and the function that led to it. */
const METAMETHOD_DEPTH = 2500;
/** As {@link METAMETHOD_DEPTH}, of a native function such as `pcall`. */
export const NATIVE_CALL_DEPTH = 900;
const CALLBACK_DEPTH = 1000;
/** How many callbacks that cannot be suspended may nest, as LuaJIT's limit of C calls. */
const CALLBACK_LIMIT = 190;

/** Calls `callee`; may return {@link UNWIND}. `register` is where the callee lies, for the message if it cannot be called. */
export function call(state: State, callee: Value, args: readonly Value[], register = -1): Result {
  if (callee instanceof Closure) return callClosure(state, callee, args, 0, args.length);
  if (callee instanceof NativeFunction) {
    if (state.hook !== undefined) nativeCall(state, state.frame);
    return callee.run(...args);
  }
  const handler = callHandler(state, callee, register);
  const withSelf = [callee, ...args];
  const { depth } = state;
  state.depth = depth + NATIVE_CALL_DEPTH;
  const result =
    handler instanceof Closure
      ? callClosure(state, handler, withSelf, 0, withSelf.length)
      : callUnseen(state, handler, withSelf);
  state.depth = depth;
  return result;
}

/** Calls a native function that no instruction names: an error tells where it was raised. */
export function callUnseen(state: State, callee: NativeFunction, args: readonly Value[]): Result {
  const { frame } = state;
  if (state.hook !== undefined) nativeCall(state, frame);
  try {
    const result = callee.run(...args);
    if (result === UNWIND && state.frame === frame) {
      const { what } = state.unwinding;
      if (what.kind === "raise") what.thrown.raisedIn ??= callee;
    }
    return result;
  } catch (thrown) {
    if (thrown instanceof LuaError && state.frame === frame) thrown.raisedIn ??= callee;
    throw thrown;
  }
}

/** The `__call` of a value that is no function. As in LuaJIT it must be a function itself. */
export function callHandler(state: State, callee: Value, register: number): LuaFunction {
  const handler = state.metamethod(callee, "__call");
  if (!isFunction(handler)) raiseOperand(state, "call", callee, register);
  return handler;
}

/** Calls a Lua function with `values[from .. from + count - 1]`. */
export function callClosure(
  state: State,
  closure: Closure,
  values: readonly Value[],
  from: number,
  count: number,
): Result {
  return callInFrame(state, closure, frameToCall(state, closure), values, from, count);
}

/** A frame for calls of `closure` by whatever is at work. It serves one call after the other. */
export function frameToCall(state: State, closure: Closure): LuaFrame {
  const frame = new LuaFrame(state.frame, closure, state.depth);
  frame.base = slotsBelow(state.frame);
  return frame;
}

/** As {@link callClosure}, in a frame of {@link frameToCall}, or in that of the function whose place the callee takes. */
export function callInFrame(
  state: State,
  closure: Closure,
  frame: LuaFrame,
  values: readonly Value[],
  from: number,
  count: number,
): Result {
  const { run, isVararg, parameters } = closure.prototype;
  const used = isVararg || count < parameters ? count : parameters;
  if (frame.base > COUNTED_SLOTS) return interpretClosure(state, closure, frame, values.slice(from, from + used));
  switch (used) {
    case 0:
      return run(closure, frame);
    case 1:
      return run(closure, frame, values[from]);
    case 2:
      return run(closure, frame, values[from], values[from + 1]);
    case 3:
      return run(closure, frame, values[from], values[from + 1], values[from + 2]);
    default:
      if (used > MOST_SPREAD) return interpretClosure(state, closure, frame, values.slice(from, from + used));
      return run(closure, frame, ...values.slice(from, from + used));
  }
}

/** More arguments than these are not passed on JavaScript's stack, whose estimated depth knows of no more. */
const MOST_SPREAD = 60;

/**
 * Above so many slots everything is interpreted, which counts them. Compiled functions do not: before they could reach
 * LuaJIT's limit from here, the JavaScript stack is so deep that they move to the heap, and what follows is called again.
 */
export const COUNTED_SLOTS = 37_000;

/** How the closures of a machine are called while they are not compiled. */
export function interpreter(state: State): Run {
  return (closure, frame, ...args) =>
    isInterpreted(state, closure.prototype)
      ? interpretClosure(state, closure, frame, args)
      : closure.prototype.run(closure, frame, ...args);
}

/** @param place where a compiled function would run: it tells the caller and the depth */
function interpretClosure(state: State, closure: Closure, place: LuaFrame, args: readonly Value[]): Result {
  const { parent, depth } = place;
  state.frame = parent;
  state.depth = depth;
  if (depth > state.depthLimit) return state.unwinding.begin({ kind: "spill", callee: closure, args });
  const frame = newFrame(state, parent, closure, slotsBelow(parent), args, 0, args.length);
  return state.execute(state, frame, false, undefined);
}

/**
 * A frame for a call of `closure` with `values[from .. from + count - 1]`.
 * @param base the slots that the frames below take
 */
export function newFrame(
  state: State,
  parent: StackFrame | null,
  closure: Closure,
  base: number,
  values: readonly Value[],
  from: number,
  count: number,
): LuaFrame {
  checkSlots(state, base + count);
  if (count > 64) state.steps -= count >> 6;
  const frame = new LuaFrame(parent, closure, state.depth);
  if (state.hook !== undefined) frame.hooked = withHooks(state, closure.prototype);
  const { prototype } = frame;
  const { parameters } = prototype;
  const registers = newRegisters(prototype);
  const given = count < parameters ? count : parameters;
  for (let parameter = 0; parameter < given; parameter++) registers[parameter] = values[from + parameter];
  frame.base = base + slotsOfArguments(prototype, count);
  frame.registers = registers;
  if (prototype.isVararg && count > parameters) frame.varargs = values.slice(from + parameters, from + count);
  return frame;
}

/** Raises LuaJIT's error where a call would need more than `slots` of its stack. */
export function checkSlots(state: State, slots: number): void {
  if (slots > state.slotLimit) raise(state, "stack overflow");
}

/** Calls a metamethod from an operator; may return {@link UNWIND}. */
export function callMetamethod(state: State, handler: Value, ...args: Value[]): Result {
  const { depth, frame } = state;
  if (depth > state.hardDepthLimit) raise(state, "C stack overflow");
  state.steps--;
  if (!isFunction(handler) && !isFunction(state.metamethod(handler, "__call"))) {
    throw new LuaError(`attempt to call a ${typeName(handler)} value`);
  }
  state.depth = depth + METAMETHOD_DEPTH;
  const result = handler instanceof NativeFunction ? callUnseen(state, handler, args) : call(state, handler, args);
  state.depth = depth;
  if (result !== UNWIND) state.frame = frame;
  return result;
}

/** As {@link callMetamethod}, for a comparison: the truth of the result, or its opposite. */
export function callTruth(
  state: State,
  handler: Value,
  left: Value,
  right: Value,
  negated: boolean,
): boolean | typeof UNWIND {
  const result = callMetamethod(state, handler, left, right);
  const truth = (value: Result) => truthy(Array.isArray(value) ? value[0] : (value as Value)) !== negated;
  if (result === UNWIND) {
    state.unwinding.add(new PostFrame(truth));
    return UNWIND;
  }
  return truth(result);
}

/**
 * Calls `callee` from a native function that can be suspended in the call: `done` turns the result into the native
 * function's own, at once or after a suspension.
 * @param name {@link NativeFrame.calls}
 */
export function callThrough(
  state: State,
  callee: Value,
  args: readonly Value[],
  done: (result: Result) => Result,
  name?: string,
): Result {
  const { depth, frame } = state;
  if (depth > state.hardDepthLimit) raise(state, "C stack overflow");
  const nativeFrame: ContinuedFrame = new ContinuedFrame(frame, callee, (result) => {
    state.frame = nativeFrame.parent;
    return done(result);
  });
  nativeFrame.calls = name;
  state.frame = nativeFrame;
  state.depth = depth + NATIVE_CALL_DEPTH;
  const result = call(state, callee, args);
  state.depth = depth;
  if (result === UNWIND) {
    state.unwinding.add(nativeFrame);
    return UNWIND;
  }
  state.frame = frame;
  return done(result);
}

/** Calls `callee` where nothing can be suspended: runs to its end here. */
export function callBlocking(state: State, callee: Value, args: readonly Value[]): Result {
  return blocking(state, () => call(state, callee, args));
}

/**
 * Runs `body`, which calls into Lua, where nothing can be suspended: a yield inside is an error, and frames that spill go on
 * here. An error leaves `state.frame` where it was raised, for tracebacks; the rest of the state is put back.
 * @param floor the frame that what `body` calls has below it
 */
export function blocking(
  state: State,
  body: () => Result,
  floor: StackFrame | null = new ContinuedFrame(state.frame, undefined, (result) => result),
): Result {
  const { depth, unyieldable, callbacks, frame } = state;
  if (callbacks >= CALLBACK_LIMIT || depth > state.hardDepthLimit) raise(state, "C stack overflow");
  state.frame = floor;
  state.callbacks = callbacks + 1;
  state.unyieldable = unyieldable + 1;
  state.depth = depth + CALLBACK_DEPTH;
  try {
    const result = body();
    const answer = result === UNWIND ? drive(state, [], floor) : result;
    state.frame = frame;
    return answer;
  } finally {
    state.unyieldable = unyieldable;
    state.callbacks = callbacks;
    state.depth = depth;
  }
}

/** What a script gets to see of something thrown. */
export function errorValue(state: State, thrown: unknown): Value {
  if (thrown instanceof LuaError) return thrown.value;
  if (isUncatchable(thrown)) throw thrown;
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message)) return "stack overflow";
  if (thrown instanceof RangeError && /string length|array length|allocation/i.test(thrown.message)) {
    return NOT_ENOUGH_MEMORY;
  }
  state.reportDefect(thrown);
  throw thrown;
}

/**
 * Whether something was thrown for want of memory, of the engine's or by our count.
 * @param value what {@link errorValue} makes of it
 */
export function isForMemory(thrown: unknown, value: Value): boolean {
  return thrown instanceof LuaError ? thrown instanceof MemoryError : value === NOT_ENOUGH_MEMORY;
}

/** What `pcall` and `resume` answer: true in front of the results. A long list (pcall in pcall in …) is charged for. */
export function succeeded(state: State, result: Result): Result {
  if (!Array.isArray(result)) return [true, result as Value];
  switch (result.length) {
    case 0:
      return [true];
    case 1:
      return [true, result[0]];
    case 2:
      return [true, result[0], result[1]];
    default:
      if (result.length > 50) state.steps -= result.length >> 5;
      return [true, ...result];
  }
}
