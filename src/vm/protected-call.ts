/** `pcall` and `xpcall`. */
import { nativeCalledBy } from "./call-stack.ts";
import {
  blocking,
  COUNTED_SLOTS,
  call,
  callInFrame,
  errorValue,
  isForMemory,
  NATIVE_CALL_DEPTH,
  succeeded,
} from "./calls.ts";
import { isUncatchable, LuaError } from "./errors.ts";
import { LuaFrame, NativeFrame, type StackFrame, slotsBelow } from "./frames.ts";
import { Closure, type LuaFunction, NativeFunction } from "./functions.ts";
import { nativeCall } from "./hooks.ts";
import { raise } from "./raise.ts";
import type { State } from "./state.ts";
import { UNWIND } from "./unwinding.ts";
import type { Result, Value } from "./values.ts";

/** Slots above the limit that an `xpcall` handler may take: it runs on top of a stack that may be full. */
const SLOTS_FOR_HANDLERS = 2000;
/** So many arguments are passed on without a list of them. */
export const FEW_ARGUMENTS = 3;

/** A native frame that stops errors. A function that calls `pcall` again and again uses one for all its calls. */
export class ProtectedFrame extends NativeFrame {
  readonly depth: number;
  override slots = 2;
  private child: LuaFrame | undefined = undefined;
  private readonly state: State;
  /** What a call puts back that fails when it has been suspended, and `xpcall`'s handler. */
  private unyieldable = 0;
  private callbacks = 0;
  private handler: LuaFunction | undefined = undefined;

  constructor(state: State) {
    super(state.frame, undefined);
    this.state = state;
    this.depth = state.depth;
  }

  /** Where a Lua function runs that it calls. */
  place(callee: Closure): LuaFrame {
    const { child } = this;
    return child === undefined ? this.newPlace(callee) : child;
  }

  suspend(handler: LuaFunction | undefined, unyieldable: number, callbacks: number): void {
    this.handler = handler;
    this.unyieldable = unyieldable;
    this.callbacks = callbacks;
  }

  resume(result: Result): Result {
    this.state.frame = this.parent;
    return succeeded(this.state, result);
  }

  /** Answers for a call that has been suspended and failed. `thrown` is what was thrown, never a Kill. */
  fail(thrown: unknown): Result {
    const { state, parent, handler, unyieldable, callbacks } = this;
    return failed(state, parent, thrown, handler, unyieldable, callbacks);
  }

  private newPlace(callee: Closure): LuaFrame {
    const { parent, depth } = this;
    const child = new LuaFrame(this, callee, depth + NATIVE_CALL_DEPTH);
    if (parent instanceof LuaFrame && parent.base > COUNTED_SLOTS) child.base = slotsBelow(this);
    this.child = child;
    return child;
  }
}

/**
 * `pcall` and `xpcall`: true and the results, or false and the error.
 * @param handler `xpcall`'s
 */
export function protectedCall(
  state: State,
  callee: Value,
  args: readonly Value[],
  handler: LuaFunction | undefined,
): Result {
  return protectedCallOfFew(state, handler, callee, args.length, undefined, undefined, undefined, args);
}

/**
 * As {@link protectedCall}, without a list of a few arguments.
 * @param count how many arguments `callee` gets: the first of the three, or all of `list`
 */
export function protectedCallOfFew(
  state: State,
  handler: LuaFunction | undefined,
  callee: Value,
  count: number,
  first: Value,
  second: Value,
  third: Value,
  list?: readonly Value[],
): Result {
  const { depth, frame: caller, unyieldable, callbacks } = state;
  if (depth > state.hardDepthLimit) raise(state, "C stack overflow");
  const frame = guardAt(state, caller, depth);
  if (frame.callee !== callee) frame.callee = callee;
  frame.slots = slotsOf(handler);
  state.frame = frame;
  state.depth = depth + NATIVE_CALL_DEPTH;
  let result: Result;
  try {
    result =
      callee instanceof Closure && list === undefined
        ? runWithFew(state, callee, frame.place(callee), count, first, second, third)
        : callOther(state, frame, callee, count, first, second, third, list);
  } catch (thrown) {
    if (isUncatchable(thrown)) throw thrown;
    state.depth = depth;
    return failed(state, caller, thrown, handler, unyieldable, callbacks);
  }
  state.depth = depth;
  if (result === UNWIND) {
    const raised = state.unwinding.takeRaised();
    if (raised !== undefined) return failed(state, caller, raised, handler, unyieldable, callbacks);
    frame.suspend(handler, unyieldable, callbacks);
    if (caller instanceof LuaFrame) caller.guard = undefined;
    state.unwinding.add(frame);
    return UNWIND;
  }
  state.frame = caller;
  return Array.isArray(result) ? succeeded(state, result) : [true, result as Value];
}

/** In LuaJIT `xpcall` has its handler on the stack. */
function slotsOf(handler: LuaFunction | undefined): number {
  return handler === undefined ? 2 : 3;
}

/** The frame for all calls of `pcall` that `caller` makes from this depth. */
function guardAt(state: State, caller: StackFrame | null, depth: number): ProtectedFrame {
  // Only a LuaFrame has one; asking for its class takes longer.
  const guard = caller === null ? undefined : (caller as LuaFrame).guard;
  return guard !== undefined && guard.depth === depth ? guard : newGuard(state, caller);
}

function newGuard(state: State, caller: StackFrame | null): ProtectedFrame {
  const frame = new ProtectedFrame(state);
  if (caller instanceof LuaFrame) caller.guard = frame;
  return frame;
}

function runWithFew(
  state: State,
  callee: Closure,
  place: LuaFrame,
  count: number,
  first: Value,
  second: Value,
  third: Value,
): Result {
  if (place.base > COUNTED_SLOTS) return callInFrame(state, callee, place, [first, second, third], 0, count);
  const { run } = callee.prototype;
  switch (count) {
    case 0:
      return run(callee, place);
    case 1:
      return run(callee, place, first);
    case 2:
      return run(callee, place, first, second);
    default:
      return run(callee, place, first, second, third);
  }
}

function callOther(
  state: State,
  frame: ProtectedFrame,
  callee: Value,
  count: number,
  first: Value,
  second: Value,
  third: Value,
  list: readonly Value[] | undefined,
): Result {
  if (list === undefined && callee instanceof NativeFunction) {
    if (state.hook !== undefined) nativeCall(state, frame);
    switch (count) {
      case 0:
        return callee.run();
      case 1:
        return callee.run(first);
      case 2:
        return callee.run(first, second);
      default:
        return callee.run(first, second, third);
    }
  }
  const args = list ?? [first, second, third].slice(0, count);
  return callee instanceof Closure
    ? callInFrame(state, callee, frame.place(callee), args, 0, count)
    : call(state, callee, args);
}

/** Puts `state` back where a call has failed, and answers for it. */
function failed(
  state: State,
  caller: StackFrame | null,
  thrown: unknown,
  handler: LuaFunction | undefined,
  unyieldable: number,
  callbacks: number,
): Result {
  const value = errorValue(state, thrown);
  state.unyieldable = unyieldable;
  state.callbacks = callbacks;
  const handled =
    handler === undefined || isForMemory(thrown, value)
      ? value
      : runHandler(state, handler, value, thrown instanceof LuaError && thrown.raisedIn !== undefined);
  state.frame = caller;
  return [false, handled];
}

/**
 * Runs an `xpcall` handler on top of the frames that failed. It sees them as LuaJIT shows them: the native function that
 * raised the error, if one did, directly below itself. Only its first result counts.
 * @param byMetamethod whether one did that the frame does not name
 */
function runHandler(state: State, handler: LuaFunction, value: Value, byMetamethod: boolean): Value {
  const failed = state.frame;
  const { slotLimit } = state;
  state.slotLimit = slotLimit + SLOTS_FOR_HANDLERS;
  try {
    const floor = nativeCalledBy(failed) === undefined && !byMetamethod ? failed : undefined;
    const result = blocking(state, () => call(state, handler, [value]), floor);
    return Array.isArray(result) ? result[0] : (result as Value);
  } catch (thrown) {
    errorValue(state, thrown);
    return "error in error handling";
  } finally {
    state.slotLimit = slotLimit;
  }
}
