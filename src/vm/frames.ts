/**
 * The frames of running functions. They form a chain by `parent` from the innermost outwards, which positions, tracebacks
 * and `debug` read; the same objects keep a function's state while it is suspended.
 */
import type { Closure } from "./functions.ts";
import type { Prototype } from "./prototype.ts";
import type { State } from "./state.ts";
import { NOTHING, type Result, type Value } from "./values.ts";

export interface StackFrame {
  /** The caller, inside the same coroutine. */
  readonly parent: StackFrame | null;

  /** Goes on with the result of the call that this frame waited for. */
  resume(result: Result, state: State): Result;
}

/** Stands for registers that are JavaScript variables. Machines share it, so nothing may be written to it. */
export const NO_REGISTERS: Value[] = Object.freeze<Value[]>([]) as Value[];

/** A Lua function at work. */
export class LuaFrame implements StackFrame {
  readonly parent: StackFrame | null;
  readonly closure: Closure;
  /** The closure's, or its copy with hooks. */
  readonly prototype: Prototype;
  /** Where the function goes on, or one past the instruction that is calling or failing. */
  pc = 0;
  /** {@link NO_REGISTERS} while a compiled function keeps them in variables. */
  registers: Value[] = NO_REGISTERS;
  /** The native function that a compiled function is calling; an interpreted one has it in the register of the call. */
  callee: Value = undefined;
  varargs: readonly Value[] = NOTHING;
  /** The slots of LuaJIT's stack that the frames below take. */
  readonly base: number;
  /** Set while the function was stopped between two instructions: there is no result to deliver. */
  preempted = false;

  constructor(parent: StackFrame | null, closure: Closure, prototype: Prototype, base: number) {
    this.parent = parent;
    this.closure = closure;
    this.prototype = prototype;
    this.base = base;
  }

  /** The slots it takes before the frame of what it calls. As in LuaJIT, where a callee's frame begins at the register of the call. */
  get slots(): number {
    return (this.prototype.code[this.pc - 1]?.a ?? 0) + 2;
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
export class NativeFrame implements StackFrame {
  readonly parent: StackFrame | null;
  /** The function that it is calling. */
  readonly callee: Value;
  private readonly continuation: (result: Result) => Result;

  /** @param continuation what to do with the result of the call, where the function can be suspended in it */
  constructor(parent: StackFrame | null, callee: Value, continuation: (result: Result) => Result) {
    this.parent = parent;
    this.callee = callee;
    this.continuation = continuation;
  }

  resume(result: Result): Result {
    return this.continuation(result);
  }
}

/** A native frame that stops errors: `pcall` and `xpcall`. */
export class ProtectedFrame extends NativeFrame {
  /** Answers for a call that failed. `thrown` is what was thrown, never a Kill. */
  readonly fail: (thrown: unknown) => Result;

  constructor(
    parent: StackFrame | null,
    callee: Value,
    continuation: (result: Result) => Result,
    fail: (thrown: unknown) => Result,
  ) {
    super(parent, callee, continuation);
    this.fail = fail;
  }
}

/** Post-processes the result of a metamethod that was suspended: negates it, takes its truth, goes on concatenating. */
export class PostFrame implements StackFrame {
  readonly parent = null;
  private readonly post: (result: Result) => Result;

  constructor(post: (result: Result) => Result) {
    this.post = post;
  }

  resume(result: Result): Result {
    return this.post(result);
  }
}
