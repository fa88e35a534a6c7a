/** Calls that scripts make of functions of the host. */
import type { Scheduler } from "../../runtime/scheduler.ts";
import { suspend } from "../../vm/coroutines.ts";
import { LuaError } from "../../vm/errors.ts";
import { ContinuedFrame } from "../../vm/frames.ts";
import { NativeFunction } from "../../vm/functions.ts";
import { canStall } from "../../vm/library/stalling.ts";
import { position, raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { UNWIND } from "../../vm/unwinding.ts";
import type { Result, Userdata, Value } from "../../vm/values.ts";
import { CrossingError, Toll } from "./crossing.ts";
import { fromHost, type HostFunction, utf8 } from "./from-host.ts";
import { toHost } from "./to-host.ts";
import { toLua } from "./to-lua.ts";

export interface HostCallsOptions {
  readonly state: State;
  readonly scheduler: Scheduler;
  readonly ngxNull: Userdata;
  /** Bytes that the values of one crossing may have together. */
  readonly mostBytes: number;
  /** A script waits for the host until the answer is called: virtual time stands still. */
  readonly waitForHost: () => () => void;
}

type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

/** A worker that exits gracefully waits for what has a deadline: for calls of the host as well, which have none. */
const NO_DEADLINE_MS = 1e12;

/** The functions of the host in one process. */
export class HostCalls {
  private readonly options: HostCallsOptions;
  /** A function of the host is one and the same function of Lua each time that it crosses. */
  private readonly functions = new WeakMap<object, NativeFunction>();
  /** What ends the calls under way. */
  private readonly pending = new Set<() => void>();
  /** How a function of the host has failed most recently. */
  private failure: { readonly message: string; readonly stack: string } | undefined;

  constructor(options: HostCallsOptions) {
    this.options = options;
  }

  readonly functionFor = (called: HostFunction): NativeFunction => {
    let made = this.functions.get(called.callee);
    if (made === undefined) {
      // as a function written in Lua it can be the body of a light thread
      made = new NativeFunction(called.name, (...args) => this.call(called, args), true);
      this.functions.set(called.callee, made);
    }
    return made;
  };

  /** The host's own stack, where `message` is of an error that came from there. */
  stackOf(message: string): string | undefined {
    const { failure } = this;
    return failure !== undefined && message.includes(failure.message) ? failure.stack : undefined;
  }

  /** Nobody waits any more; whatever still comes is dropped. */
  end(): void {
    for (const cancel of [...this.pending]) cancel();
  }

  private call({ name, callee }: HostFunction, args: readonly Value[]): Result {
    const { state } = this.options;
    const given = this.given(name, args);
    const suspends = canStall(state);
    if (!suspends && isAsync(callee)) raise(state, refusal(name));
    let returned: unknown;
    let promise: Promise<unknown> | undefined;
    try {
      returned = Reflect.apply(callee, undefined, given);
      if (isThenable(returned)) promise = Promise.resolve(returned);
    } catch (thrown) {
      return this.fail(thrown);
    }
    if (promise === undefined) return this.answer(name, returned);
    // whoever waits or not: no rejection goes unhandled
    promise.catch(() => {});
    if (!suspends) raise(state, refusal(name));
    return this.waitFor(name, promise);
  }

  private waitFor(name: string, promise: Promise<unknown>): Result {
    const { state, scheduler, waitForHost } = this.options;
    let outcome: Outcome | undefined;
    const answer = suspend(state, {
      kind: "thread",
      start: (resume) => {
        const release = waitForHost();
        const deadline = scheduler.after(NO_DEADLINE_MS, () => {});
        let isWanted = true;
        const stop = () => {
          isWanted = false;
          this.pending.delete(stop);
          scheduler.cancel(deadline);
          release();
        };
        this.pending.add(stop);
        const settled = (how: Outcome) => {
          if (!isWanted) return;
          outcome = how;
          scheduler.arrive(() => {
            if (!isWanted) return;
            stop();
            resume();
          });
          // its turn is wanted now: until then no time passes anyway
          release();
        };
        promise.then(
          (value) => settled({ value }),
          (thrown: unknown) => settled({ thrown }),
        );
        return stop;
      },
    });
    if (answer !== UNWIND) return answer;
    const continued: ContinuedFrame = new ContinuedFrame(state.frame, undefined, () => {
      state.frame = continued.parent;
      if (outcome === undefined || "thrown" in outcome) return this.fail(outcome?.thrown);
      return this.answer(name, outcome.value);
    });
    state.unwinding.add(continued);
    return UNWIND;
  }

  private given(name: string, args: readonly Value[]): unknown[] {
    const { state, ngxNull, mostBytes } = this.options;
    const toll = new Toll(mostBytes);
    let index = 0;
    try {
      return args.map((arg) => {
        index++;
        return toHost(arg, "", ngxNull, toll);
      });
    } catch (thrown) {
      if (!(thrown instanceof CrossingError)) throw thrown;
      return raise(state, `bad argument #${index} to '${name}' (${utf8(thrown.message)})`);
    } finally {
      state.steps -= toll.count;
    }
  }

  private answer(name: string, returned: unknown): Result {
    const { state, mostBytes } = this.options;
    const toll = new Toll(mostBytes);
    try {
      return toLua(fromHost(returned, `the result of '${name}'`, toll), this.functionFor);
    } catch (thrown) {
      return this.fail(thrown);
    } finally {
      state.steps -= toll.count;
    }
  }

  /** Raises what the host has thrown: its message, and nothing else of it. */
  private fail(thrown: unknown): never {
    const { state } = this.options;
    const message = position(state.frame) + utf8(messageOf(thrown));
    const stack = thrown instanceof CrossingError ? undefined : stackOf(thrown);
    if (stack !== undefined) this.failure = { message, stack };
    throw new LuaError(message);
  }
}

function refusal(name: string): string {
  return `'${name}' has to wait for the host, and nothing can wait here`;
}

/** Whether a call would certainly return a promise: then it need not be made to find out. */
function isAsync(callee: unknown): boolean {
  return Object.prototype.toString.call(callee) === "[object AsyncFunction]";
}

/** Whether it can be waited for: a promise, or what has `then` for other reasons. No getter and no Proxy's `get` is asked. */
function isThenable(value: unknown): boolean {
  if (typeof value !== "object") return false;
  for (let object = value; object !== null; object = Object.getPrototypeOf(object)) {
    const property = Object.getOwnPropertyDescriptor(object, "then");
    if (property !== undefined) return typeof property.value === "function";
  }
  return false;
}

function messageOf(thrown: unknown): string {
  try {
    if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
      const { message } = thrown;
      if (typeof message === "string" && message !== "") return message;
    }
    return String(thrown);
  } catch {
    return "a function of the host failed";
  }
}

function stackOf(thrown: unknown): string | undefined {
  try {
    const { stack } = thrown as { readonly stack?: unknown };
    return typeof stack === "string" ? stack : undefined;
  } catch {
    return undefined;
  }
}
