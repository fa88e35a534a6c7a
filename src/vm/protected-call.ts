/** `pcall` and `xpcall`. */
import { nativeCalledBy } from "./call-stack.ts";
import { blocking, COUNTED_SLOTS, call, callInFrame, errorValue, NATIVE_CALL_DEPTH, succeeded } from "./calls.ts";
import { isUncatchable } from "./errors.ts";
import { LuaFrame, NativeFrame, slotsBelow } from "./frames.ts";
import { Closure, type LuaFunction } from "./functions.ts";
import { raise } from "./raise.ts";
import { DEPTH_HARD_LIMIT, type State } from "./state.ts";
import { UNWIND } from "./unwinding.ts";
import type { Result, Value } from "./values.ts";

/** Slots above the limit that an `xpcall` handler may take: it runs on top of a stack that may be full. */
const SLOTS_FOR_HANDLERS = 2000;

/** A native frame that stops errors. A function that calls `pcall` again and again uses one for all its calls. */
export class ProtectedFrame extends NativeFrame {
  /** `xpcall`'s, called with the error while the failed frames can still be looked at. */
  handler: LuaFunction | undefined = undefined;
  readonly depth: number;
  private child: LuaFrame | undefined;
  private readonly state: State;
  private unyieldable = 0;
  private callbacks = 0;

  constructor(state: State) {
    super(state.frame, undefined);
    this.state = state;
    this.depth = state.depth;
  }

  /** Notes what a call that fails puts back. */
  begin(callee: Value, handler: LuaFunction | undefined): void {
    const { state } = this;
    this.callee = callee;
    this.handler = handler;
    this.unyieldable = state.unyieldable;
    this.callbacks = state.callbacks;
    state.frame = this;
    state.depth = this.depth + NATIVE_CALL_DEPTH;
  }

  call(args: readonly Value[]): Result {
    const { state, callee, parent } = this;
    if (!(callee instanceof Closure)) return call(state, callee, args);
    if (this.child === undefined) {
      this.child = new LuaFrame(this, callee, state.depth);
      if (parent instanceof LuaFrame && parent.base > COUNTED_SLOTS) this.child.base = slotsBelow(this);
    }
    return callInFrame(state, callee, this.child, args, 0, args.length);
  }

  resume(result: Result): Result {
    this.state.frame = this.parent;
    return succeeded(this.state, result);
  }

  /** Answers for a call that failed. `thrown` is what was thrown, never a Kill. */
  fail(thrown: unknown): Result {
    const { state, handler } = this;
    const value = errorValue(state, thrown);
    state.unyieldable = this.unyieldable;
    state.callbacks = this.callbacks;
    const handled = handler === undefined ? value : runHandler(state, handler, value);
    state.frame = this.parent;
    return [false, handled];
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
  const { depth } = state;
  if (depth > DEPTH_HARD_LIMIT) raise(state, "C stack overflow");
  const caller = state.frame;
  let frame = caller instanceof LuaFrame ? caller.guard : undefined;
  if (frame === undefined || frame.depth !== depth) {
    frame = new ProtectedFrame(state);
    if (caller instanceof LuaFrame) caller.guard = frame;
  }
  frame.begin(callee, handler);
  let result: Result;
  try {
    result = frame.call(args);
  } catch (thrown) {
    if (isUncatchable(thrown)) throw thrown;
    state.depth = depth;
    return frame.fail(thrown);
  }
  state.depth = depth;
  if (result !== UNWIND) return frame.resume(result);
  if (caller instanceof LuaFrame) caller.guard = undefined;
  state.unwinding.add(frame);
  return UNWIND;
}

/**
 * Runs an `xpcall` handler on top of the frames that failed. It sees them as LuaJIT shows them: the native function that
 * raised the error, if one did, directly below itself. Only its first result counts.
 */
function runHandler(state: State, handler: LuaFunction, value: Value): Value {
  const failed = state.frame;
  const { slotLimit } = state;
  state.slotLimit = slotLimit + SLOTS_FOR_HANDLERS;
  try {
    const floor = nativeCalledBy(failed) === undefined ? failed : undefined;
    const result = blocking(state, () => call(state, handler, [value]), floor);
    return Array.isArray(result) ? result[0] : (result as Value);
  } catch (thrown) {
    errorValue(state, thrown);
    return "error in error handling";
  } finally {
    state.slotLimit = slotLimit;
  }
}
