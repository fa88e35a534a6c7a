/** What an isolated sandbox and its host say to each other. One call at a time is under way; messages are plain values. */
import type { TracedEvent } from "../../runtime/trace.ts";
import type { HostAnswer, HostCall } from "../membrane/remote-calls.ts";
import type { SentEntries } from "../membrane/sent.ts";
import type { Settings } from "../options.ts";
import type { ProcessInfo } from "../processes/cluster.ts";
import type { Progress, RunOptions, RunResult } from "../sandbox.ts";
import type { ChildOutput } from "./child-server.ts";
import type { LateAnswer, LateQuestion } from "./remote-outside.ts";
import type { SentPeers } from "./sent-peers.ts";

/** The calls of a sandbox, by the names under which they are sent. */
export interface Calls {
  run(code: string | { readonly file: string }, options: RunOptions): RunResult;
  advance(ms: number): Progress;
  next(): Progress;
  runUntilIdle(options: { readonly max?: number }): Progress;
  reload(): Progress;
  quit(): Progress;
  kill(worker: number): Progress;
  close(): Progress;
}

/** The settings without what only the host has. */
export type SentSettings = Omit<Settings, "globals" | "peers" | "hiddenEnv"> & {
  readonly hiddenEnv: readonly string[];
  readonly globals: SentEntries;
  readonly peers: SentPeers;
};

/** Each is answered once. */
export type Request =
  | { readonly kind: "open"; readonly settings: SentSettings }
  | { readonly kind: "call"; readonly name: keyof Calls; readonly args: readonly unknown[] };

/** Whether events are to be told of. */
export interface Listen {
  readonly kind: "listen";
  readonly wanted: boolean;
}

export type ToCell = Request | HostAnswer | LateAnswer | ChildOutput | Listen;

export type FromCell =
  | { readonly kind: "answer"; readonly result: Progress | undefined; readonly state: CellState }
  | { readonly kind: "refusal"; readonly refusal: Refusal; readonly state: CellState }
  | ({ readonly kind: "activity" } & Activity)
  | { readonly kind: "events"; readonly events: readonly TracedEvent[] }
  | LateQuestion
  | HostCall;

/** What the host asks for without waiting. */
export interface CellState {
  readonly nowMs: number;
  readonly processes: readonly ProcessInfo[];
}

/** Whether Lua runs, or waits for what happens outside, from now on; and the processor time that the call has had. */
export interface Activity {
  readonly runs: boolean;
  readonly cpuMs: number;
}

/** What a call has thrown. */
export interface Refusal {
  readonly isTypeError: boolean;
  readonly message: string;
}

export function refusalOf(thrown: unknown): Refusal {
  return {
    isTypeError: thrown instanceof TypeError,
    message: thrown instanceof Error ? thrown.message : String(thrown),
  };
}

export function errorOf({ isTypeError, message }: Refusal): Error {
  return isTypeError ? new TypeError(message) : new Error(message);
}
