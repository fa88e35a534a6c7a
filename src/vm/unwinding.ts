/**
 * How a suspension travels: as a returned value. A function that is suspended returns {@link UNWIND} instead of a
 * result; each frame on the way out adds itself to the {@link Unwinding} and returns it too, until a driver loop
 * (coroutines.ts) or the host takes over. It costs nothing where nothing suspends, because UNWIND is an array and callers
 * test for arrays anyway.
 */
import type { Coroutine } from "./coroutine.ts";
import type { LuaError } from "./errors.ts";
import { LuaFrame, type StackFrame, slotsBelow } from "./frames.ts";
import type { LuaFunction } from "./functions.ts";
import type { Value } from "./values.ts";

/** Not a result: the frames are on their way from the JavaScript stack to the heap. */
export const UNWIND: readonly Value[] = Object.freeze([]);

/** Not a result either: a compiled loop has ended, and the interpreter goes on with its frame. */
export const GO_ON: readonly Value[] = Object.freeze([]);

export type Unwound =
  /** `coroutine.yield`: hand `values` to whoever resumed this coroutine. */
  | { readonly kind: "yield"; readonly values: readonly Value[] }
  /** The JavaScript stack is too deep: call `callee` again once it is empty. */
  | { readonly kind: "spill"; readonly callee: LuaFunction; readonly args: readonly Value[] }
  /** A debug hook was set: the functions at work go on with hooks in their code. */
  | { readonly kind: "hook" }
  /** A resume too deep to nest: the driver runs `coroutine` in its own loop. */
  | { readonly kind: "transfer"; readonly coroutine: Coroutine; readonly values: readonly Value[] }
  /** The whole coroutine chain waits for the host. */
  | { readonly kind: "suspend"; readonly suspension: Suspension }
  /** `error`: the frames are not kept. The next `pcall` on the way takes it, or whoever drives the frames throws it. */
  | { readonly kind: "raise"; readonly thrown: LuaError };

/**
 * What a suspended script waits for. The host calls `start` once the script is off the stack; whoever is waited for
 * calls `resume` once with the values that the suspended call returns.
 */
export interface Suspension {
  /** `thread`: this light thread waits. `stall`: the whole worker waits, no other Lua runs. */
  readonly kind: "thread" | "stall";
  /**
   * The function that waits, for observers, by the name under which the reference has it: "ngx.sleep", "tcpsock:receive". Empty:
   * nothing is waited for, only others have a turn first.
   */
  readonly awaits: string;
  /** Begins the wait; returns what ends it early. */
  start(resume: (...values: Value[]) => void): () => void;
}

/** The suspension of a script that ran long: the host gets a turn, then it goes on. */
export const PREEMPTED: Suspension = {
  kind: "stall",
  awaits: "",
  start() {
    throw new Error("the host resumes a preempted script itself");
  },
};

const NONE: Unwound = { kind: "yield", values: [] };

/** The one unwinding under way in a machine, if any. */
export class Unwinding {
  what: Unwound = NONE;
  /** Whether an error is on its way: no frame needs to be kept. */
  isRaise = false;
  /** How many frames have unwound so far. */
  count = 0;
  /** They, innermost first. The list is used again and again. */
  private readonly frames: (StackFrame | undefined)[] = [];

  /** Begins an unwinding; the caller returns the answer. */
  begin(what: Unwound): typeof UNWIND {
    this.what = what;
    this.count = 0;
    return UNWIND;
  }

  /**
   * Begins one that no frame survives. Where an error is told by a returned value, it costs a tenth of an exception, for which the
   * engine looks through the code of each function on the way.
   */
  raise(thrown: LuaError): typeof UNWIND {
    this.isRaise = true;
    return this.begin({ kind: "raise", thrown });
  }

  /** Ends one that was begun by {@link raise}, if it was; who calls deals with the error. */
  takeRaised(): LuaError | undefined {
    const { what } = this;
    if (what.kind !== "raise") return undefined;
    this.what = NONE;
    this.isRaise = false;
    return what.thrown;
  }

  /** A frame on the way out. */
  add(frame: StackFrame): void {
    if (!this.isRaise) this.frames[this.count++] = frame;
  }

  /**
   * Moves the frames to `stack`, innermost last, and makes a chain of them. `below` is the one that called the outermost.
   * @returns the innermost that is a level of the call stack, or `below`
   */
  moveTo(stack: StackFrame[], below: StackFrame | null): StackFrame | null {
    const { frames } = this;
    let parent = below;
    for (let at = this.count - 1; at >= 0; at--) {
      const frame = frames[at] as StackFrame;
      frames[at] = undefined;
      join(frame, parent);
      if (frame.isLevel) parent = frame;
      stack.push(frame);
    }
    this.count = 0;
    return parent;
  }

  /** As {@link moveTo}, for a single frame, which is the first of its coroutine. */
  takeOnly(): StackFrame {
    const frame = this.frames[0] as StackFrame;
    this.frames[0] = undefined;
    this.count = 0;
    join(frame, null);
    return frame;
  }
}

function join(frame: StackFrame, parent: StackFrame | null): void {
  frame.parent = parent;
  if (frame instanceof LuaFrame) frame.base = slotsBelow(parent) + frame.argumentSlots;
}
