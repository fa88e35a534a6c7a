/** V8's flags, which are those of the whole process. */
import { builtin } from "./builtin.ts";

/** A flag, and the one that says what V8 does without it. */
export type EngineFlag = readonly [flag: string, usual: string];

const inForce = new Set<EngineFlag>();

const OPTIMISE_SMALL: EngineFlag = [
  "--max-inlined-bytecode-size-cumulative=150",
  "--max-inlined-bytecode-size-cumulative=920",
];

const OPTIMISE_SOON: EngineFlag = ["--interrupt-budget=10000", "--interrupt-budget=67584"];
/** By then, what runs for each round trip has been optimised. Where a program computes, more is optimised than is worth it. */
const SOON_MS = 200;

/** Has V8 optimise functions sooner, for a while: who talks with a peer has a processor to spare. For a process that is ours. */
export function optimiseSoon(): void {
  if (inForce.has(OPTIMISE_SOON)) return;
  setFlags([OPTIMISE_SOON]);
  setTimeout(() => resetFlags([OPTIMISE_SOON]), SOON_MS).unref();
}

/**
 * Has V8's optimiser put less of other functions into each: it is done sooner, which a program of many functions gains more
 * by than it loses. For a process that is ours.
 */
export function optimiseSmall(): void {
  setFlags([OPTIMISE_SMALL]);
}

export function setFlags(flags: readonly EngineFlag[]): void {
  for (const flag of flags) inForce.add(flag);
  say(flags.map(([set]) => set));
}

export function resetFlags(flags: readonly EngineFlag[]): void {
  for (const flag of flags) inForce.delete(flag);
  say(flags.map(([, usual]) => usual));
}

/** For code caches, which V8 takes only under the flags that it had when it made them. */
export function underStartFlags<Result>(act: () => Result): Result {
  if (inForce.size === 0) return act();
  say([...inForce].map(([, usual]) => usual));
  try {
    return act();
  } finally {
    say([...inForce].map(([set]) => set));
  }
}

function say(flags: readonly string[]): void {
  setFlagsFromString ??= quickly() ?? builtin<typeof import("node:v8")>("node:v8").setFlagsFromString;
  for (const flag of flags) setFlagsFromString(flag);
}

type SetFlags = (flag: string) => void;
let setFlagsFromString: SetFlags | undefined;

/**
 * What `node:v8` calls, without the streams that it loads besides: those take 2 ms, and programs often no more than 30. Node warns
 * of this way to its bindings, and may close it: then there is none.
 */
function quickly(): SetFlags | undefined {
  const { noDeprecation } = process;
  try {
    process.noDeprecation = true;
    const { binding } = process as unknown as { binding?(name: string): { setFlagsFromString?: SetFlags } };
    return binding?.("v8").setFlagsFromString;
  } catch {
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation === true;
  }
}
