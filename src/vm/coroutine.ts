/** A coroutine: a light object of ours. coroutines.ts runs them. */
import type { StackFrame } from "./frames.ts";
import type { LuaFunction } from "./functions.ts";
import type { Value } from "./values.ts";

export type CoroutineStatus = "suspended" | "running" | "normal" | "dead";

export class Coroutine {
  status: CoroutineStatus = "suspended";
  /** What it will run; undefined once it has begun. */
  body: LuaFunction | undefined;
  /** The native function below all its frames, if it began with one or came to one by a tail call. */
  root: Value = undefined;
  /** The frames it was left with when it was suspended, innermost last. */
  saved: StackFrame[] = [];
  /** The innermost frame of its call chain while it does not run, also after it died: what a traceback reads. */
  frame: StackFrame | null = null;
  /** Who resumed it, while it runs. */
  resumer: Coroutine | null = null;
  /** True while it was resumed by a function made by `coroutine.wrap`. */
  wrapped = false;
  /** The driver's place to keep the resumer's frames while this coroutine runs in the same loop. */
  resumerFrames: StackFrame[] | null = null;
  /** The resumer's count of calls that cannot be suspended. */
  resumerUnyieldable = 0;
  /** How many coroutines deep it runs. */
  nesting = 0;
  /** For the host: whatever it keeps of this coroutine (a light thread, say). */
  host: unknown;

  constructor(body: LuaFunction | undefined) {
    this.body = body;
  }
}
