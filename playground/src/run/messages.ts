/** What the page and the worker that runs a script say to each other. */
import type { ProcessInfo, Progress, TracedEvent } from "../../../src/browser.ts";
import type { Project } from "../../../src/sandbox/project.ts";

/** How virtual time passes. */
export type Speed = "fast" | "real" | "paused";

export type ToWorker =
  /** Is `text` a chunk of Lua? Asked of a worker that runs nothing yet. */
  | { readonly kind: "check"; readonly text: string; readonly name: string }
  | { readonly kind: "run"; readonly project: Project; readonly speed: Speed }
  | { readonly kind: "speed"; readonly speed: Speed }
  /** Goes on to the next event. */
  | { readonly kind: "step" }
  /** Lets so much time pass, at once. */
  | { readonly kind: "pass"; readonly ms: number }
  /** Ends the processes gracefully: pending timers run as premature. */
  | { readonly kind: "end" }
  | { readonly kind: "cancel"; readonly timer: number; readonly pid: number };

export type StreamName = "stdout" | "stderr";

/** A part of the output, in the order in which it was written. */
export interface Piece {
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
}

/** Why something did not end well. */
export interface Failure {
  readonly message: string;
  readonly traceback: string;
}

export interface State {
  /** Milliseconds of virtual time since the beginning. */
  readonly nowMs: number;
  /** When something happens next; null: never. */
  readonly nextMs: number | null;
  readonly processes: readonly ProcessInfo[];
  readonly timers: Progress["timers"];
}

export type FromWorker =
  /** It has loaded, and can be given something to run. */
  | { readonly kind: "ready" }
  | { readonly kind: "checked"; readonly error: string | undefined }
  | { readonly kind: "output"; readonly pieces: readonly Piece[] }
  | { readonly kind: "events"; readonly events: readonly TracedEvent[]; readonly dropped: number }
  | { readonly kind: "state"; readonly state: State }
  /** The main script has ended; timers may be left. */
  | { readonly kind: "script ended"; readonly exitCode: number; readonly failure: Failure | undefined }
  /** Everything has ended. `failure`: of what came after the script. */
  | { readonly kind: "over"; readonly failure: Failure | undefined }
  /** There is no sandbox: `init` failed, or an option is wrong. */
  | { readonly kind: "refused"; readonly message: string };
