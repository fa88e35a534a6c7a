/** What a thread and the one that has started it say to each other, and how either waits for the other. */
import type { MessagePort } from "node:worker_threads";
import type { CallOutcome, Copied, ModuleFunction, ModulePaths, SharedDict } from "../../ports.ts";
import { builtin } from "../builtin.ts";

export type ToThread =
  | { readonly kind: "find"; readonly called: ModuleFunction }
  | { readonly kind: "call"; readonly called: ModuleFunction; readonly args: readonly Copied[] }
  | { readonly kind: "answer"; readonly value: unknown };

export type FromThread =
  | { readonly kind: "found"; readonly error: string | undefined }
  | { readonly kind: "done"; readonly outcome: CallOutcome }
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "exit"; readonly status: number }
  /** Wait for an answer: */
  | { readonly kind: "flush" }
  | {
      readonly kind: "dict";
      readonly name: string;
      readonly member: keyof SharedDict;
      readonly args: readonly unknown[];
    };

/** What a thread is given when it starts. */
export interface Given<Setup> {
  readonly port: MessagePort;
  /** Rung by the thread, and for the thread. */
  readonly bells: { readonly outward: SharedArrayBuffer; readonly inward: SharedArrayBuffer };
  /** Nobody reads it: it is there as long as the thread. */
  readonly presence: MessagePort;
  readonly paths: ModulePaths;
  readonly setup: Setup;
}

/** A count in shared memory: one side raises it, another that stands still goes on. */
export class Bell {
  readonly memory: SharedArrayBuffer;
  private readonly rings: Int32Array;

  constructor(memory = new SharedArrayBuffer(4)) {
    this.memory = memory;
    this.rings = new Int32Array(memory);
  }

  get count(): number {
    return Atomics.load(this.rings, 0);
  }

  ring(): void {
    Atomics.add(this.rings, 0, 1);
    Atomics.notify(this.rings, 0);
  }

  /** Stands still until it rings. @returns at once, if it does not stand at `count` any more; false when the time is over */
  wait(count: number, mostMs = Number.POSITIVE_INFINITY): boolean {
    return Atomics.wait(this.rings, 0, count, mostMs) !== "timed-out";
  }
}

/**
 * Whether a thread has ended, for who stands still and gets no events.
 * @param port the other end of {@link Given.presence}
 */
export function hasEnded(port: MessagePort): boolean {
  // Node tells whether anybody can get what is sent
  const sent: unknown = port.postMessage(undefined);
  return sent === false;
}

/** The next message that has come, without waiting. */
export function messageOf<Message>(port: MessagePort): Message | undefined {
  const { receiveMessageOnPort } = builtin<typeof import("node:worker_threads")>("node:worker_threads");
  return receiveMessageOnPort(port)?.message as Message | undefined;
}
