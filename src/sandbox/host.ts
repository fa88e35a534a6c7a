import type { Collector, Pcre2Loader } from "../host/ports.ts";
import type { Program } from "../host/virtual/processes/process.ts";
import type { TracedEvent } from "../runtime/trace.ts";
import type { OwnHeap } from "./isolation/own-memory.ts";
import type { OpenOutside } from "./outside/outside.ts";

/** What a sandbox needs of the program or page that it lives in. Scripts get to the outside by nothing but `outside`. */
export interface SandboxHost {
  /** The Lua libraries that come with ngxbox, as byte strings, by their paths in the folder lua: "resty/redis.lua". */
  readonly library: (path: string) => string | undefined;
  readonly pcre2: Pcre2Loader;
  /** The simulated programs that there are, by their names. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Default: nothing can be collected by force, so that weak tables and finalizers wait for what may never come. */
  readonly collector?: Collector;
  /** Milliseconds that never go back. */
  readonly monotonicMs: () => number;
  /** Resolves once the event loop of the host has had a turn. */
  readonly turn: () => Promise<void>;
  /** Where the sandbox has a thread or process of its own. Default: its memory cannot be told from that of others. */
  readonly heap?: OwnHeap;
  /** What permissions may let scripts reach. Default: nothing. */
  readonly outside?: OpenOutside;
  /** Told when Lua begins to run, and when it waits for the host; with the processor time that the call has had. */
  readonly onActivity?: (runs: boolean, cpuMs: number) => void;
  /** Told of what is printed, as it is printed: no result of a call holds it then. */
  readonly onPrinted?: (stream: "stdout" | "stderr", bytes: Uint8Array) => void;
  /** Told of what happens in all processes, as it happens. */
  readonly onEvent?: (event: TracedEvent) => void;
  /**
   * Asked before virtual time moves on to a later moment, in milliseconds since the beginning. It may at once (undefined), or when
   * what this returns has resolved to "go". "ask again": something has changed, and another moment may come first. "stop": no time
   * passes any more, and the call ends.
   */
  readonly pace?: (toMs: number) => Promise<"go" | "ask again" | "stop"> | undefined;
}
