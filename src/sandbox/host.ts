import type { Collector, Pcre2Loader } from "../host/ports.ts";
import type { OpenOutside } from "./outside.ts";
import type { OwnHeap } from "./own-memory.ts";

/** What a sandbox needs of the program or page that it lives in. Scripts get to the outside by nothing but `outside`. */
export interface SandboxHost {
  /** The Lua libraries that come with ngxbox, as byte strings, by their paths in the folder lua: "resty/redis.lua". */
  readonly library: (path: string) => string | undefined;
  readonly pcre2: Pcre2Loader;
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
}
