/** Compares what programs print here with what they print in real Lua. */
import fc from "fast-check";
import type { Sandbox, Tier } from "../scripts.ts";
import { type Account, runHere, runInReality, withoutDialect, withoutNames } from "./accounts.ts";
import type { Dialect } from "./expressions.ts";
import { programs } from "./programs.ts";

/** A way to run programs here, which no program must notice. */
export interface Manner {
  readonly name: string;
  readonly tier: Tier;
  readonly prepare?: (made: Sandbox, random: () => number) => void;
}

export interface Batch {
  readonly dialect: Dialect;
  readonly seed: number;
  readonly size: number;
  /** The real ones to compare with. */
  readonly real: readonly ("luajit" | "lua5.1")[];
  /** Names of manners, besides the interpreter. */
  readonly manners: readonly string[];
}

export interface Difference {
  readonly between: string;
  readonly program: string;
  readonly expected: string;
  readonly actual: string;
}

const INTERPRETER: Manner = { name: "interpreter", tier: { tier: "interpreter" } };
const COMPILED: Tier = { tier: "compiler", compileAfter: 1 };

export const MANNERS: readonly Manner[] = [
  INTERPRETER,
  { name: "compiled at the first call", tier: COMPILED },
  { name: "compiled when hot", tier: {} },
  { name: "compiled later", tier: { tier: "compiler", compileAfter: 3 } },
  {
    name: "interpreted, standing back at every step",
    tier: INTERPRETER.tier,
    prepare: (made) => standBack(made, () => 0),
  },
  { name: "compiled, standing back at every step", tier: COMPILED, prepare: (made) => standBack(made, () => 0) },
  { name: "interpreted, standing back now and then", tier: INTERPRETER.tier, prepare: standBackNowAndThen },
  { name: "compiled, standing back now and then", tier: COMPILED, prepare: standBackNowAndThen },
  { name: "hot, standing back now and then", tier: {}, prepare: standBackNowAndThen },
  { name: "interpreted, on a small stack", tier: INTERPRETER.tier, prepare: onSmallStack },
  { name: "compiled, on a small stack", tier: COMPILED, prepare: onSmallStack },
];

/** The programs of a batch, always the same. */
function programsOf({ dialect, seed, size }: Batch): string[] {
  return fc.sample(generators[dialect], { seed, numRuns: size });
}

const generators: Readonly<Record<Dialect, fc.Arbitrary<string>>> = {
  LuaJIT: programs("LuaJIT"),
  "Lua 5.1": programs("Lua 5.1"),
};

/** The first difference between two accounts of the batch's programs, in a program made short if that is asked for. */
export function firstDifference(batch: Batch, shortens: boolean): Difference | undefined {
  const texts = programsOf(batch);
  const interpreted = account(INTERPRETER, batch.seed);
  const known = interpreted(texts);
  for (const name of batch.manners) {
    const manner = MANNERS.find((candidate) => candidate.name === name);
    if (manner === undefined) throw new Error(`no manner is named ${name}`);
    const difference = compare(texts, {
      name,
      expected: interpreted,
      actual: account(manner, batch.seed),
      known,
      shortens,
    });
    if (difference !== undefined) return difference;
  }
  for (const command of batch.real) {
    const plain = command === "luajit" ? withoutNames : withoutDialect;
    const difference = compare(texts, {
      name: command,
      expected: (given) => runInReality(command, given).map(plain),
      actual: (given) => interpreted(given).map(plain),
      shortens,
    });
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** What a manner makes of programs; a defect of ours is the last that they print. */
function account(manner: Manner, seed: number): Account {
  return (texts) => {
    const random = generator(seed);
    try {
      return runHere(texts, manner.tier, (made) => manner.prepare?.(made, random));
    } catch (thrown) {
      if (texts.length === 1) return [`defect: ${thrown instanceof Error ? thrown.stack : thrown}`, ""];
      return [...texts.map((text) => account(manner, seed)([text])[0] ?? ""), ""];
    }
  };
}

interface Comparison {
  readonly name: string;
  readonly expected: Account;
  readonly actual: Account;
  /** What `expected` gives, where that is known already. */
  readonly known?: readonly string[];
  readonly shortens: boolean;
}

function compare(texts: readonly string[], comparison: Comparison): Difference | undefined {
  const { name, expected, actual, shortens, known = expected(texts) } = comparison;
  const got = actual(texts);
  const at = texts.findIndex((_, which) => known[which] !== got[which]);
  const text = texts[at];
  if (text === undefined) return undefined;
  const differs = (program: string) => {
    const [one = "", other = ""] = [expected([program])[0], actual([program])[0]];
    return one !== other && !one.startsWith("syntax");
  };
  const alone = shortens && differs(text);
  const program = alone ? shortened(text, differs) : text;
  return {
    between: alone || !shortens ? name : `${name}, and only behind the other programs of the batch`,
    program,
    expected: (alone ? expected([program])[0] : known[at]) ?? "",
    actual: (alone ? actual([program])[0] : got[at]) ?? "",
  };
}

/** The program with as many lines less as leave it `interesting`. */
function shortened(text: string, interesting: (text: string) => boolean): string {
  let lines = text.split("\n");
  for (let size = lines.length; size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < lines.length; ) {
      const fewer = lines.toSpliced(at, size);
      if (interesting(fewer.join("\n"))) lines = fewer;
      else at += size;
    }
  }
  return lines.join("\n");
}

/** The budget interrupts the script after so many steps, again and again. */
function standBack({ machine }: Sandbox, slice: () => number): void {
  const { budget, state } = machine;
  let isTakingUp = false;
  budget.nextSlice = () => {
    isTakingUp = !isTakingUp;
    // Taking up a script again takes a step. Work that is charged at once must be paid in full, else the bill would never
    // be settled.
    return { steps: state.steps < -1 ? -state.steps : slice() + (isTakingUp ? 1 : 0), standBack: true };
  };
  state.steps = 0;
}

function standBackNowAndThen(made: Sandbox, random: () => number): void {
  standBack(made, () => Math.floor(random() * 21));
}

/** Frames move to the heap after a few calls. */
function onSmallStack({ machine }: Sandbox): void {
  machine.state.depthLimit = 6000;
}

/** Numbers from 0 to 1, always the same ones (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
