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
import { type Crossed, type HostFunction, utf8 } from "./from-host.ts";
import { messageOf, stackOf } from "./thrown.ts";
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

type Outcome = { readonly value: Crossed } | { readonly thrown: unknown };

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

  private call(called: HostFunction, args: readonly Value[]): Result {
    const { state, mostBytes } = this.options;
    const { name } = called;
    const given = this.given(name, args);
    const suspends = canStall(state);
    if (!suspends && called.isAsync) raise(state, refusal(name));
    let result: Crossed | Promise<Crossed>;
    try {
      result = called.invoke(given, mostBytes);
    } catch (thrown) {
      return this.fail(thrown);
    }
    if (!(result instanceof Promise)) return toLua(result, this.options.state, this.functionFor);
    // whoever waits or not: no rejection goes unhandled
    result.catch(() => {});
    if (!suspends) raise(state, refusal(name));
    return this.waitFor(name, result);
  }

  private waitFor(name: string, promise: Promise<Crossed>): Result {
    const { state, scheduler, waitForHost } = this.options;
    let outcome: Outcome | undefined;
    const answer = suspend(state, {
      kind: "thread",
      awaits: name,
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
      return toLua(outcome.value, this.options.state, this.functionFor);
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

  /** Raises what the host has thrown: its message, and nothing else of it. */
  private fail(thrown: unknown): never {
    const { state } = this.options;
    const message = position(state.frame) + utf8(messageOf(thrown));
    const stack = stackOf(thrown);
    if (stack !== undefined) this.failure = { message, stack };
    throw new LuaError(message);
  }
}

function refusal(name: string): string {
  return `'${name}' has to wait for the host, and nothing can wait here`;
}
