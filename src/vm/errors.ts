/** What is thrown inside the machine. Anything else that escapes is a defect of ours. */
import type { Coroutine } from "./coroutine.ts";
import type { NativeFunction } from "./functions.ts";
import type { Result, Value } from "./values.ts";

/** A Lua error on its way to the next pcall. No JavaScript Error: making a stack trace would cost more than the throw. */
export class LuaError {
  readonly value: Value;
  /** The native function that raised it, where no instruction of its caller names it: a metamethod. */
  raisedIn: NativeFunction | undefined = undefined;
  /** What the stack of LuaJIT then holds below the error, where that is known: arguments of the function that raised it. */
  readonly below: Result;

  constructor(value: Value, below: Result = undefined) {
    this.value = value;
    this.below = below;
  }
}

/** LuaJIT's text where the memory for a value cannot be had. */
export const NOT_ENOUGH_MEMORY = "not enough memory";

/** Raised where it cannot. As in LuaJIT no handler of `xpcall` is called for it: that might need memory. */
export class MemoryError extends LuaError {
  constructor() {
    super(NOT_ENOUGH_MEMORY);
  }
}

/**
 * The end of a script whose budget is used up, or that was stopped from outside. Not a Lua error: no pcall sees it.
 */
export class Kill {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** `os.exit`: like {@link Kill}, nothing in the script can catch it. */
export class Exit {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

/**
 * An error inside a wrapped coroutine: OpenResty lets no pcall of its resumer see it, which ends as well, and so on up to the
 * first coroutine that `coroutine.resume` runs, or else to the end of the light thread (golden case "an error in a wrapped
 * coroutine passes pcall and ends the timer").
 */
export class ThreadAbort {
  readonly error: Value;
  /** The coroutines that were running, innermost first. */
  readonly coroutines: readonly Coroutine[];
  /** As {@link LuaError.raisedIn}. */
  readonly raisedIn: NativeFunction | undefined;

  constructor(error: Value, coroutines: readonly Coroutine[], raisedIn: NativeFunction | undefined) {
    this.error = error;
    this.coroutines = coroutines;
    this.raisedIn = raisedIn;
  }
}

/** Whether `thrown` must pass through every pcall. */
export function isUncatchable(thrown: unknown): thrown is Kill | Exit | ThreadAbort {
  return thrown instanceof Kill || thrown instanceof Exit || thrown instanceof ThreadAbort;
}
