/** Runs coroutines: resuming, yielding, suspending, and the one loop that moves frames between the two stacks. */
import { cString } from "./byte-text.ts";
import { call, errorValue, succeeded } from "./calls.ts";
import type { Coroutine } from "./coroutine.ts";
import { isUncatchable, LuaError, ThreadAbort } from "./errors.ts";
import { LuaFrame, type StackFrame } from "./frames.ts";
import { type LuaFunction, NativeFunction } from "./functions.ts";
import { goOnWithHooks } from "./hooks.ts";
import type { Outcome } from "./machine.ts";
import { ProtectedFrame } from "./protected-call.ts";
import { position, raise } from "./raise.ts";
import type { State } from "./state.ts";
import { type Suspension, UNWIND, type Unwound } from "./unwinding.ts";
import { asList, asResult, NOTHING, type Result, type Value } from "./values.ts";

/** A nested driver must be able to run at least a few frames, however deep it stands. */
const DRIVER_SLACK = 8000;
const RESUME_DEPTH = 900;
/** Above this much JavaScript stack a resume asks the driver to switch instead of nesting one more loop. */
const NESTING_DEPTH = 60_000;
const COROUTINE_NESTING_LIMIT = 60_000;

/** What is said where nothing can be suspended. */
export const YIELD_REFUSED = "attempt to yield across C-call boundary";

/** Suspends the running coroutine chain until the host resumes it. The answer is what a native function returns. */
export function suspend(state: State, suspension: Suspension): Result {
  if (state.callbacks > 0) throw new LuaError(YIELD_REFUSED);
  return state.unwinding.begin({ kind: "suspend", suspension });
}

/** `coroutine.yield` */
export function yieldValues(state: State, values: readonly Value[]): Result {
  if (state.unyieldable > 0) throw new LuaError(YIELD_REFUSED);
  return state.unwinding.begin({ kind: "yield", values });
}

/**
 * `coroutine.resume` (`wrapped` false: true and the values, or false and the error) and a call of what `coroutine.wrap`
 * made (`wrapped` true: the values, or the error raised).
 */
export function resume(state: State, coroutine: Coroutine, values: readonly Value[], wrapped: boolean): Result {
  if (coroutine.status !== "suspended") {
    // One that has resumed another counts as running.
    const message = `cannot resume ${coroutine.status === "dead" ? "dead" : "running"} coroutine`;
    if (wrapped) raise(state, message);
    return [false, message];
  }
  coroutine.wrapped = wrapped;
  if (state.depth > NESTING_DEPTH) {
    return state.unwinding.begin({ kind: "transfer", coroutine, values });
  }
  const resumer = state.coroutine;
  enter(state, coroutine);
  return runNested(state, resumer, coroutine, values);
}

/** {@link Machine.resume}: as {@link resume}, with the host as the resumer. */
export function resumeFromHost(state: State, coroutine: Coroutine, values: readonly Value[]): Outcome {
  if (coroutine.status === "dead") return { kind: "failed", error: "cannot resume dead coroutine", coroutines: [] };
  const { body } = coroutine;
  coroutine.wrapped = false;
  enter(state, coroutine);
  state.unyieldable = 0;
  state.callbacks = 0;
  state.depth = 0;
  let result: Result;
  try {
    result = begin(state, coroutine, values);
  } catch (thrown) {
    coroutine.saved = [];
    leaveTo(state, coroutine, "dead");
    if (thrown instanceof ThreadAbort) {
      return { kind: "failed", error: thrown.error, coroutines: thrown.coroutines, raisedIn: thrown.raisedIn };
    }
    const unseen = coroutine.frame === null && body instanceof NativeFunction ? body : raisedIn(thrown);
    const below = thrown instanceof LuaError ? { below: thrown.below } : {};
    return { kind: "failed", error: errorValue(state, thrown), coroutines: [coroutine], raisedIn: unseen, ...below };
  } finally {
    if (state.places.length > 0) state.places.length = 0;
  }
  if (result !== UNWIND) {
    state.frame = null;
    leaveTo(state, coroutine, "dead");
    return { kind: "returned", values: asList(result) };
  }
  const { what } = state.unwinding;
  if (what.kind === "suspend") {
    coroutine.frame = state.frame;
    state.coroutine = state.root;
    state.frame = null;
    return { kind: "suspended", suspension: what.suspension };
  }
  leaveTo(state, coroutine, "suspended");
  return { kind: "yielded", values: what.kind === "yield" ? what.values : [] };
}

/** Of a chain that waits for the host, the coroutine that called what waits. */
export function innermostOf(coroutine: Coroutine): Coroutine {
  let innermost = coroutine;
  for (;;) {
    const last = innermost.saved.at(-1);
    if (!(last instanceof ResumeFrame)) return innermost;
    innermost = last.resumed;
  }
}

/** Ends a suspended coroutine without running it. */
export function kill(coroutine: Coroutine): void {
  for (const frame of coroutine.saved) if (frame instanceof ResumeFrame) kill(frame.resumed);
  coroutine.saved = [];
  coroutine.body = undefined;
  coroutine.status = "dead";
}

/**
 * Runs the frames of the current coroutine until they are done, and returns their result; or returns {@link UNWIND} after
 * a yield or suspension out of the coroutine it was started in, whose frames then lie in `frames`. Coroutines entered by
 * transfer run in the same loop: no JavaScript frame for each.
 * @param frames the coroutine's frames on the heap, innermost last
 * @param floor the frame that called the outermost of them
 * @param delivered how to begin: undefined when an unwinding was just met, else the result for the innermost frame, or what
 * was thrown out of the one that it called
 */
export function drive(
  state: State,
  frames: StackFrame[],
  floor: StackFrame | null,
  delivered?: { readonly result: Result } | { readonly thrown: unknown },
): Result {
  const { unwinding } = state;
  const home = state.coroutine;
  const { depth, depthLimit, callbacks } = state;
  if (state.depthLimit < depth + DRIVER_SLACK) state.depthLimit = depth + DRIVER_SLACK;
  let current = home;
  let stack = frames;
  let result: Result = delivered !== undefined && "result" in delivered ? delivered.result : UNWIND;
  let first = delivered !== undefined && "thrown" in delivered ? delivered : undefined;
  const leave = (answer: Result): Result => {
    state.depthLimit = depthLimit;
    state.depth = depth;
    return answer;
  };
  /** Goes back to the coroutine that resumed the current one. */
  const toResumer = (status: "suspended" | "dead"): Coroutine => {
    const left = current;
    current = leaveTo(state, left, status);
    stack = left.resumerFrames ?? [];
    left.resumerFrames = null;
    state.unyieldable = left.resumerUnyieldable;
    return left;
  };
  for (;;) {
    try {
      if (first !== undefined) {
        const { thrown } = first;
        first = undefined;
        throw thrown;
      }
      for (;;) {
        if (result === UNWIND) {
          const { what } = unwinding;
          if (what.kind === "raise") throw unwinding.takeRaised();
          moveFrames(state, stack, current === home ? floor : null);
          switch (what.kind) {
            case "spill":
              state.depth = depth;
              result = call(state, what.callee, what.args);
              break;
            case "hook":
              for (const frame of stack) if (frame instanceof LuaFrame) goOnWithHooks(state, frame);
              result = NOTHING;
              break;
            case "yield":
              if (current === home) return leave(UNWIND);
              {
                const left = toResumer("suspended");
                result = left.wrapped ? asResult(what.values) : succeeded(state, what.values);
              }
              break;
            case "transfer": {
              const next = what.coroutine;
              next.resumerFrames = stack;
              next.resumerUnyieldable = state.unyieldable;
              enter(state, next);
              state.unyieldable = 0;
              current = next;
              stack = next.saved;
              next.saved = [];
              state.depth = depth;
              result = next.body === undefined ? asResult(what.values) : callBody(state, next, what.values);
              break;
            }
            case "suspend":
              while (current !== home) {
                const inner = current;
                inner.saved = stack;
                inner.frame = state.frame;
                current = inner.resumer as Coroutine;
                stack = inner.resumerFrames ?? [];
                inner.resumerFrames = null;
                stack.push(new ResumeFrame(state, inner));
              }
              state.coroutine = home;
              return leave(UNWIND);
          }
        } else {
          const frame = stack.pop();
          if (frame !== undefined) {
            state.depth = depth;
            result = frame.resume(result, state);
          } else if (current === home) {
            return leave(result);
          } else {
            state.frame = null;
            const left = toResumer("dead");
            if (!left.wrapped) result = succeeded(state, result);
          }
        }
      }
    } catch (thrown) {
      if (isUncatchable(thrown)) {
        state.callbacks = callbacks;
        const abort = thrown instanceof ThreadAbort ? thrown : undefined;
        while (current !== home && (abort === undefined || current.wrapped)) toResumer("dead");
        if (current !== home && abort !== undefined) {
          toResumer("dead");
          result = [false, abort.error];
          continue;
        }
        leave(undefined);
        throw thrown;
      }
      let failure = thrown;
      for (;;) {
        let catcher: StackFrame | undefined;
        do catcher = stack.pop();
        while (catcher !== undefined && !(catcher instanceof ProtectedFrame));
        state.depth = depth;
        if (catcher instanceof ProtectedFrame) {
          result = catcher.fail(failure);
          break;
        }
        if (current === home) {
          leave(undefined);
          throw failure;
        }
        const value = errorValue(state, failure);
        state.callbacks = callbacks;
        const left = toResumer("dead");
        if (!left.wrapped) {
          result = [false, value];
          break;
        }
        failure = wrapFailure(state, left, value, failure);
        if (failure instanceof ThreadAbort) {
          while (current !== home && current.wrapped) toResumer("dead");
          if (current === home) {
            leave(undefined);
            throw failure;
          }
          toResumer("dead");
          result = [false, value];
          break;
        }
      }
    }
  }
}

/** Stands in a coroutine's frames for one that it resumed, while the whole chain waits for the host. */
class ResumeFrame implements StackFrame {
  parent: StackFrame | null;
  readonly isLevel = false;
  readonly resumed: Coroutine;
  private readonly state: State;

  constructor(state: State, resumed: Coroutine) {
    this.state = state;
    this.resumed = resumed;
    this.parent = resumed.resumer?.frame ?? null;
  }

  resume(result: Result): Result {
    const { state, resumed } = this;
    if (this.parent !== null) state.frame = this.parent;
    if (state.depth > NESTING_DEPTH) {
      const values = Array.isArray(result) ? result : [result as Value];
      return state.unwinding.begin({ kind: "transfer", coroutine: resumed, values });
    }
    const resumer = state.coroutine;
    enter(state, resumed);
    return runNested(state, resumer, resumed, asList(result));
  }
}

/**
 * Starts or continues `coroutine`, which the caller has entered, delivering `values`: without the driver's loop, as long as
 * nothing happens but calls, returns and yields. Frames that unwind out of it are kept in it.
 */
function begin(state: State, coroutine: Coroutine, values: readonly Value[]): Result {
  const frames = coroutine.saved;
  let result: Result;
  if (coroutine.body !== undefined) {
    result = callBody(state, coroutine, values);
  } else if (frames.length === 1) {
    // The usual case: the function that yielded is the coroutine's body, and stays in the list.
    result = (frames[0] as StackFrame).resume(asResult(values), state);
    const { unwinding } = state;
    if (result === UNWIND && unwinding.count === 1 && staysWhole(unwinding.what)) {
      const frame = unwinding.takeOnly();
      frames[0] = frame;
      if (frame.isLevel) state.frame = frame;
      return UNWIND;
    }
    frames.pop();
  } else {
    const { depth, callbacks } = state;
    result = asResult(values);
    try {
      while (result !== UNWIND && frames.length > 0) {
        result = (frames.pop() as StackFrame).resume(result, state);
        state.depth = depth;
      }
    } catch (thrown) {
      state.depth = depth;
      state.callbacks = callbacks;
      return drive(state, frames, null, { thrown });
    }
  }
  if (result !== UNWIND) return result;
  if (!staysWhole(state.unwinding.what)) return drive(state, frames, null);
  moveFrames(state, frames, null);
  return UNWIND;
}

/** Whether an unwinding goes on beyond the coroutine it began in. */
function staysWhole({ kind }: Unwound): boolean {
  return kind === "yield" || kind === "suspend";
}

/** Runs `coroutine`, which the caller has entered, and gives its resumer the outcome. */
function runNested(state: State, resumer: Coroutine, coroutine: Coroutine, values: readonly Value[]): Result {
  const { depth, unyieldable, callbacks } = state;
  state.unyieldable = 0;
  state.depth = depth + RESUME_DEPTH;
  let result: Result;
  try {
    result = begin(state, coroutine, values);
  } catch (thrown) {
    coroutine.saved = [];
    leaveTo(state, coroutine, "dead");
    state.unyieldable = unyieldable;
    state.callbacks = callbacks;
    state.depth = depth;
    if (thrown instanceof ThreadAbort && !coroutine.wrapped) return [false, thrown.error];
    const value = errorValue(state, thrown);
    if (coroutine.wrapped) throw wrapFailure(state, coroutine, value, thrown);
    return [false, value];
  }
  state.unyieldable = unyieldable;
  state.depth = depth;
  if (result !== UNWIND) {
    state.frame = null;
    leaveTo(state, coroutine, "dead");
    if (coroutine.wrapped) return result;
    return succeeded(state, result);
  }
  const { what } = state.unwinding;
  if (what.kind === "yield") {
    leaveTo(state, coroutine, "suspended");
    return coroutine.wrapped ? asResult(what.values) : succeeded(state, what.values);
  }
  coroutine.frame = state.frame;
  state.coroutine = resumer;
  state.frame = resumer.frame;
  state.unwinding.add(new ResumeFrame(state, coroutine));
  return UNWIND;
}

function callBody(state: State, coroutine: Coroutine, values: readonly Value[]): Result {
  const body = coroutine.body as LuaFunction;
  coroutine.body = undefined;
  coroutine.root = body;
  return call(state, body, values);
}

/** Makes `coroutine` the running one. */
function enter(state: State, coroutine: Coroutine): void {
  const resumer = state.coroutine;
  const nesting = resumer.nesting + 1;
  if (nesting > COROUTINE_NESTING_LIMIT) raise(state, "C stack overflow");
  coroutine.nesting = nesting;
  coroutine.resumer = resumer;
  coroutine.status = "running";
  if (resumer !== state.root) resumer.status = "normal";
  resumer.frame = state.frame;
  state.coroutine = coroutine;
  state.frame = coroutine.frame;
}

/** Makes the resumer of `coroutine` the running one again. */
function leaveTo(state: State, coroutine: Coroutine, status: "suspended" | "dead"): Coroutine {
  const resumer = coroutine.resumer as Coroutine;
  coroutine.resumer = null;
  coroutine.status = status;
  coroutine.frame = state.frame;
  resumer.status = "running";
  state.coroutine = resumer;
  state.frame = resumer.frame;
  return resumer;
}

/** What an error that ended a wrapped coroutine becomes for its resumer, which runs again. */
function wrapFailure(state: State, coroutine: Coroutine, value: Value, thrown: unknown): LuaError | ThreadAbort {
  if (!state.wrapAborts)
    return new LuaError(typeof value === "string" ? position(state.frame) + cString(value) : value);
  const chain = [coroutine];
  for (let outer = state.coroutine; outer !== state.root && outer.resumer !== null; outer = outer.resumer) {
    chain.push(outer);
  }
  return new ThreadAbort(value, chain, raisedIn(thrown));
}

function raisedIn(thrown: unknown): NativeFunction | undefined {
  return thrown instanceof LuaError ? thrown.raisedIn : undefined;
}

/** Moves the frames of the unwinding under way to `stack`, the outermost of whose frames `floor` called. */
function moveFrames(state: State, stack: StackFrame[], floor: StackFrame | null): void {
  let below = stack.length - 1;
  while (below >= 0 && !(stack[below] as StackFrame).isLevel) below--;
  state.frame = state.unwinding.moveTo(stack, below < 0 ? floor : (stack[below] as StackFrame));
}
