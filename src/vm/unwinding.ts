/**
 * How a suspension travels: as a returned value. A function that is suspended returns {@link UNWIND} instead of a
 * result; each frame on the way out adds itself to {@link Unwinding.frames} and returns it too, until a driver loop
 * (coroutines.ts) or the host takes over. It costs nothing where nothing suspends, because UNWIND is an array and callers
 * test for arrays anyway.
 */
import type { Coroutine } from "./coroutine.ts";
import { LuaFrame, type StackFrame, slotsBelow } from "./frames.ts";
import type { LuaFunction } from "./functions.ts";
import type { Value } from "./values.ts";

/** Not a result: the frames are on their way from the JavaScript stack to the heap. */
export const UNWIND: readonly Value[] = Object.freeze([]);

export type Unwound =
  /** `coroutine.yield`: hand `values` to whoever resumed this coroutine. */
  | { readonly kind: "yield"; readonly values: readonly Value[] }
  /** The JavaScript stack is too deep: call `callee` again once it is empty. */
  | { readonly kind: "spill"; readonly callee: LuaFunction; readonly args: readonly Value[] }
  /** A resume too deep to nest: the driver runs `coroutine` in its own loop. */
  | { readonly kind: "transfer"; readonly coroutine: Coroutine; readonly values: readonly Value[] }
  /** The whole coroutine chain waits for the host. */
  | { readonly kind: "suspend"; readonly suspension: Suspension };

/**
 * What a suspended script waits for. The host calls `start` once the script is off the stack; whoever is waited for
 * calls `resume` once with the values that the suspended call returns.
 */
export interface Suspension {
  /** `thread`: this light thread waits. `stall`: the whole worker waits, no other Lua runs. */
  readonly kind: "thread" | "stall";
  /** Begins the wait; returns what ends it early. */
  start(resume: (...values: Value[]) => void): () => void;
}

/** The suspension of a script that ran long: the host gets a turn, then it goes on. */
export const PREEMPTED: Suspension = {
  kind: "stall",
  start() {
    throw new Error("the host resumes a preempted script itself");
  },
};

/**
 * Makes a chain of frames that have unwound, innermost first, and joins it to `below`: where they came from, others stood.
 * @returns the innermost one that is a level of the call stack, or `below`
 */
export function link(frames: readonly StackFrame[], below: StackFrame | null): StackFrame | null {
  let parent = below;
  for (let at = frames.length - 1; at >= 0; at--) {
    const frame = frames[at] as StackFrame;
    frame.parent = parent;
    if (frame instanceof LuaFrame) frame.base = slotsBelow(parent);
    if (frame.isLevel) parent = frame;
  }
  return parent;
}

/** The one unwinding under way in a machine, if any. */
export class Unwinding {
  /** The frames that have unwound so far, innermost first. */
  frames: StackFrame[] = [];
  what: Unwound = { kind: "yield", values: [] };

  /** Begins an unwinding; the caller returns the answer. */
  begin(what: Unwound): typeof UNWIND {
    this.frames = [];
    this.what = what;
    return UNWIND;
  }
}
