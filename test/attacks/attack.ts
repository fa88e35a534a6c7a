/** What an attack is: one script that tries one thing, and what shows that the thing is real where nothing protects. */
import type { SandboxOptions } from "../../src/index.ts";
import type { World } from "./world.ts";

export const MODES = ["none", "worker", "process"] as const;
export type Mode = (typeof MODES)[number];

/** Options that may name what is there to attack. */
export type Options = SandboxOptions | ((world: World) => SandboxOptions);

export function optionsFor(options: Options | undefined, world: World): SandboxOptions {
  return typeof options === "function" ? options(world) : (options ?? {});
}

export interface Attack {
  /** Its name in the table, and in THREAT_MODEL.md where it is not held. */
  readonly name: string;
  /** Prints "reached" where it has got what it wanted. */
  readonly code: string | ((world: World) => string);
  /** Runs before, in a sandbox that the attack does not own. */
  readonly victim?: string;
  /** What the sandbox has besides the usual. */
  readonly options?: Options;
  /** Where the mode makes a difference. Default: all. */
  readonly modes?: readonly Mode[];
  readonly control: Control;
  /** It also takes so much time that it may be stopped before it gets to what it wants; others have to be refused. */
  readonly isLong?: true;
  /** Where the harm cannot be seen by the script: asked after each run, and set back by it. */
  readonly witness?: (world: World) => boolean;
}

/** How the same script runs where it does the harm. */
export type Control =
  /** With more time: it is still running at twice its deadline. */
  | { readonly kind: "time" }
  /** In a sandbox that grants what the attacked one does not. */
  | { readonly kind: "granted"; readonly options: Options }
  /** In the sandbox of its victim. */
  | { readonly kind: "shared" }
  /** By the command line, which protects from nothing. */
  | { readonly kind: "command" }
  /** By another program for Lua, without protection; `args` come before the script. */
  | { readonly kind: "luajit" }
  /**
   * For what cannot be turned off, as it is how values are kept: Lua in front of the script that makes the hole, out of what
   * `plant` (a plain JavaScript object, read without care) gives it.
   */
  | { readonly kind: "planted"; readonly before: string };

export type Group = Readonly<Record<string, Omit<Attack, "name">>>;

export function named(group: Group): readonly Attack[] {
  return Object.entries(group).map(([name, attack]) => ({ name, ...attack }));
}
