/**
 * The frames of running functions. They form a chain by `parent` from the innermost outwards, which positions, tracebacks
 * and `debug` read; the same objects keep a function's state while it is suspended.
 *
 * A compiled function needs its frame only for what looks at it, so it allocates none: it writes into one that its caller
 * keeps for that, and uses again for the next call. What is suspended leaves a frame of its own on the heap.
 */
import type { Closure } from "./functions.ts";
import { Op } from "./instructions.ts";
import type { ProtectedFrame } from "./protected-call.ts";
import type { Prototype } from "./prototype.ts";
import type { State } from "./state.ts";
import { NOTHING, type Result, type Value } from "./values.ts";

export interface StackFrame {
  /** The caller, inside the same coroutine. */
  parent: StackFrame | null;
  /** Whether it is a level of the call stack. Others only post-process a result. */
  readonly isLevel: boolean;

  /** Goes on with the result of the call that this frame waited for. */
  resume(result: Result, state: State): Result;
}

/** Stands for registers that are JavaScript variables. Machines share it, so nothing may be written to it. */
export const NO_REGISTERS: Value[] = Object.freeze<Value[]>([]) as Value[];

const UNKNOWN = -1;

/** Estimated bytes of JavaScript stack that a compiled function takes, before the engine has optimised it. */
export const COMPILED_DEPTH = 420;
/** Registers of a function for which {@link COMPILED_DEPTH} is enough. */
const USUAL_REGISTERS = 16;

/** The frame in which a compiled function that is called by `frame` runs. */
export function childOf(frame: LuaFrame): LuaFrame {
  return childAt(frame, frame.depth + COMPILED_DEPTH);
}

/** As {@link childOf}, where what stands below the child takes `depth` bytes of JavaScript stack. */
export function childAt(frame: LuaFrame, depth: number): LuaFrame {
  const { child } = frame;
  if (child !== undefined && child.depth === depth) return child;
  frame.child = new LuaFrame(frame, frame.closure, depth);
  return frame.child;
}

/**
 * Estimated bytes of JavaScript stack that a call takes above {@link COMPILED_DEPTH}: twice what it does take, so that the stack
 * never holds more of LuaJIT's slots than {@link COUNTED_SLOTS} leaves.
 */
export function extraDepth({ stackSize, isVararg }: Prototype): number {
  return Math.max(0, stackSize - USUAL_REGISTERS) * 19 + (isVararg ? 1100 : 0);
}

/**
 * A frame in the place of `frame`, for a function that takes `extra` bytes of stack more than usual. It is used again by the
 * next one at its depth: of those at work no two have the same, because what is called lies deeper.
 */
export function deeper({ places }: State, frame: LuaFrame, extra: number): LuaFrame {
  const depth = frame.depth + extra;
  const level = Math.floor(depth / COMPILED_DEPTH);
  let place = places[level];
  if (place === undefined || place.depth !== depth) {
    place = new LuaFrame(frame.parent, frame.closure, depth);
    if (level < MOST_PLACES) places[level] = place;
  } else place.parent = frame.parent;
  place.base = frame.base;
  return place;
}

/** So many levels keep such a frame, with all that hangs on it; and what depth that is. */
const MOST_PLACES = 64;
export const KEPT_DEPTH = MOST_PLACES * COMPILED_DEPTH;

/** The slots between the arguments of a call and the registers of the callee: one that takes any number gets a copy of its parameters. */
export function slotsOfArguments({ isVararg, parameters }: Prototype, count: number): number {
  return isVararg ? Math.max(count, parameters) + 2 : 0;
}

/** The slots that `frame` and all below it take. */
export function slotsBelow(frame: StackFrame | null): number {
  let slots = 0;
  for (let at = frame; at !== null; at = at.parent) {
    if (at instanceof LuaFrame || at instanceof NativeFrame) slots += at.slots;
    if (at instanceof LuaFrame && at.base !== UNKNOWN) return slots + at.base;
  }
  return slots;
}

/** A Lua function at work. */
export class LuaFrame implements StackFrame {
  closure: Closure;
  /** Where the function goes on, or one past the instruction that is calling or failing. */
  pc = 0;
  /** Estimated bytes of JavaScript stack below the function. */
  depth: number;
  /** The frame that a compiled function uses for every Lua function it calls, once there is one. */
  child: LuaFrame | undefined = undefined;
  /** Likewise for a function that takes its place by a tail call. */
  place: LuaFrame | undefined = undefined;
  parent: StackFrame | null;
  /** The native function that a compiled function is calling; an interpreted one has it in the register of the call. */
  callee: Value = undefined;
  /** {@link NO_REGISTERS} while a compiled function keeps them in variables. */
  registers: Value[] = NO_REGISTERS;
  varargs: readonly Value[] = NOTHING;
  /** How many slots of LuaJIT's stack lie below its registers; {@link UNKNOWN} of a compiled function, whose callers tell. */
  base = UNKNOWN;
  /** Set while the function was stopped between two instructions: there is no result to deliver. */
  preempted = false;
  /** The frame that `pcall` uses where this function calls it, once it has. */
  guard: ProtectedFrame | undefined = undefined;
  /** The copy of the prototype with hooks, where that is what runs. */
  hooked: Prototype | undefined = undefined;

  constructor(parent: StackFrame | null, closure: Closure, depth: number) {
    this.parent = parent;
    this.closure = closure;
    this.depth = depth;
  }

  get isLevel(): boolean {
    return true;
  }

  /** The closure's, or its copy with hooks. */
  get prototype(): Prototype {
    return this.hooked ?? this.closure.prototype;
  }

  /** The slots of its arguments, right below its base. */
  get argumentSlots(): number {
    const { prototype, varargs } = this;
    return slotsOfArguments(prototype, prototype.parameters + varargs.length);
  }

  /**
   * The slots from its base on to the frame of what it calls. In LuaJIT that begins at the register of the call; where it is a
   * metamethod's, four behind all registers: as many as the function has here for its temporaries.
   */
  get slots(): number {
    const { code, stackSize } = this.prototype;
    const instruction = code[this.pc - 1];
    switch (instruction?.op) {
      case undefined:
        return 2;
      case Op.Call:
      case Op.CallOpen:
      case Op.TailCall:
      case Op.TailCallOpen:
        return instruction.a + 2;
      case Op.GenericFor:
        return instruction.a + 5;
      case Op.Concat:
        return instruction.b + 4;
      default:
        return stackSize;
    }
  }

  resume(result: Result, state: State): Result {
    if (this.preempted) {
      this.preempted = false;
      return state.execute(state, this, false, undefined);
    }
    return state.execute(state, this, true, result);
  }

  /** The source line that is being executed. */
  get line(): number {
    const { lines } = this.prototype;
    return lines[Math.max(0, this.pc - 1)] ?? -1;
  }
}

/**
 * A function written in TypeScript that calls Lua functions: `pcall`, `table.sort`, `require`. (A function that calls none
 * needs no frame: the calling instruction of the Lua frame tells that it is at work.)
 */
export abstract class NativeFrame implements StackFrame {
  parent: StackFrame | null;
  /** The function that it is calling. */
  callee: Value;
  /** The name by which it calls it, where the reference has it in Lua. */
  calls: string | undefined = undefined;
  /** The slots before the frame of what it calls. */
  slots = 4;

  get isLevel(): boolean {
    return true;
  }

  constructor(parent: StackFrame | null, callee: Value) {
    this.parent = parent;
    this.callee = callee;
  }

  abstract resume(result: Result, state: State): Result;
}

/** A native frame that goes on with a function. */
export class ContinuedFrame extends NativeFrame {
  private readonly continuation: (result: Result) => Result;

  /** @param continuation what to do with the result of the call, where the function can be suspended in it */
  constructor(parent: StackFrame | null, callee: Value, continuation: (result: Result) => Result) {
    super(parent, callee);
    this.continuation = continuation;
  }

  resume(result: Result): Result {
    return this.continuation(result);
  }
}

/** Post-processes the result of a metamethod that was suspended: negates it, takes its truth, goes on concatenating. */
export class PostFrame implements StackFrame {
  parent: StackFrame | null = null;
  readonly isLevel = false;
  private readonly post: (result: Result) => Result;

  constructor(post: (result: Result) => Result) {
    this.post = post;
  }

  resume(result: Result): Result {
    return this.post(result);
  }
}
