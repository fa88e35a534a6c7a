/**
 * Counts which roads programs take through the machine: each kind of instruction in each tier and form, each place where a
 * function can be suspended, each slow way of compiled code. All from outside: the worker's bundle has the interpreter's
 * `switch` counted (bundle.ts), and the compiler's parts are wrapped here while something counts.
 */
import { readFileSync } from "node:fs";
import { Emitter } from "../../../src/vm/compiler/emit.ts";
import { runtime } from "../../../src/vm/compiler/runtime.ts";
import type { LuaFrame } from "../../../src/vm/frames.ts";
import { interceptCode } from "./generated-code.ts";

/** How often each road was taken, by its name. */
export type Roads = Readonly<Record<string, number>>;

/** What bundle.ts adds to: by the number of the instruction's kind. */
export const INTERPRETED = "instructionsInterpreted";
export const RESUMED = "instructionsResumed";

type Counts = number[];
type Functions = Record<string, (...args: never[]) => unknown>;

const FORMS = ["called form", "form to go on", "form of jumps"] as const;
type Form = (typeof FORMS)[number];

const counters = globalThis as unknown as Record<string, Counts | undefined>;
const inForms: Readonly<Record<Form, Counts>> = { "called form": [], "form to go on": [], "form of jumps": [] };
const suspended: Counts = [];
const suspendedAgain: Counts = [];
const stoodBack: Counts = [];
const helpers = new Map<string, number>();

/** The kinds of instructions in their order, but for Hook, which only code with hooks has. */
const names = kindNames();
/** Kinds that stand for an operation that may suspend the function. */
const SUSPENDABLE =
  /^(Get|Set)(Global|Field|Index)$|^Self$|^(Add|Sub|Mul|Div|Mod|Pow|Unm|Len|Concat)$|^(Eq|Lt|Le)Jump$|^Call(Open)?$|^GenericFor$/;
const LOOPING = /^(Loop|ForLoop|GenericFor)$/;

/** The interpreter goes on behind a compiled loop. */
const HANDED_BACK = "handing back";

/** Every road that there is. */
export function allRoads(): string[] {
  return [
    ...names.map((name) => `interpreter: ${name}`),
    ...FORMS.flatMap((form) => names.map((name) => `${form}: ${name}`)),
    ...names
      .filter((name) => SUSPENDABLE.test(name))
      .flatMap((name) => [`suspended in: ${name}`, `suspended again in: ${name}`, `resumed in: ${name}`]),
    ...names.filter((name) => LOOPING.test(name)).map((name) => `stood back in: ${name}`),
    ...[...helperNames(), HANDED_BACK].map((name) => `helper: ${name}`),
  ];
}

/** The roads taken since the last time it was asked for. */
export function takeRoads(): Roads {
  const roads: Record<string, number> = {};
  const take = (heading: string, counts: Counts = []) => {
    counts.forEach((count, kind) => {
      if (count > 0) roads[`${heading}: ${names[kind]}`] = count;
    });
    counts.fill(0);
  };
  take("interpreter", counters[INTERPRETED]);
  take("resumed in", counters[RESUMED]);
  for (const form of FORMS) take(form, inForms[form]);
  take("suspended in", suspended);
  take("suspended again in", suspendedAgain);
  take("stood back in", stoodBack);
  for (const [name, count] of helpers) roads[`helper: ${name}`] = count;
  helpers.clear();
  return roads;
}

/** Has what is compiled by `work` count where it goes. */
export function counting<Result>(work: () => Result): Result {
  const { emit } = Emitter.prototype;
  const original = { ...runtime };
  const wrapped = runtime as unknown as Functions;
  const stopIntercepting = interceptCode((code) => {
    const form = formOf(code);
    counters[form] = inForms[form];
    return `const REACHED = globalThis[${JSON.stringify(form)}];\n${code}`;
  });
  Emitter.prototype.emit = function (at, goTo) {
    const { op } = (this as unknown as { prototype: LuaFrame["prototype"] }).prototype.code[at] as { op: number };
    inForms["called form"][op] ??= 0;
    inForms["form to go on"][op] ??= 0;
    inForms["form of jumps"][op] ??= 0;
    return `REACHED[${op}]++;${emit.call(this, at, goTo)}`;
  };
  for (const name of helperNames()) {
    const helper = wrapped[name] as (...args: unknown[]) => unknown;
    wrapped[name] = (...args: unknown[]) => {
      helpers.set(name, (helpers.get(name) ?? 0) + 1);
      if (name === "suspend" || name === "suspendAgain") {
        const [state, frame, exit] = args as Parameters<typeof runtime.suspend>;
        const counts = name === "suspend" ? suspended : suspendedAgain;
        if (exit.kind === "goes on") helpers.set(HANDED_BACK, (helpers.get(HANDED_BACK) ?? 0) + 1);
        else if (!state.unwinding.isRaise) note(frame, exit.kind === "stands back", counts);
      }
      return helper(...args);
    };
  }
  try {
    return work();
  } finally {
    Object.assign(runtime, original);
    Emitter.prototype.emit = emit;
    stopIntercepting();
  }
}

function formOf(code: string): Form {
  if (/\bfunction run_\d+\(/.test(code)) return "called form";
  if (!/\bfunction goOn_\d+\(/.test(code)) throw new Error("code is generated that is none of the known forms");
  return code.includes("switch (pc)") ? "form of jumps" : "form to go on";
}

function note({ prototype, pc }: LuaFrame, standsBack: boolean, counts: Counts): void {
  const kind = prototype.code[pc - 1]?.op;
  if (kind === undefined) return;
  if (standsBack) {
    // It goes on at the loop's begin: the jump back is one of those that lead there.
    prototype.code.forEach(({ op, target }) => {
      if (target === pc) stoodBack[op] = (stoodBack[op] ?? 0) + 1;
    });
  } else counts[kind] = (counts[kind] ?? 0) + 1;
}

function helperNames(): string[] {
  return Object.entries(runtime)
    .filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name))
    .map(([name]) => name);
}

function kindNames(): string[] {
  const source = readFileSync(new URL("../../../src/vm/instructions.ts", import.meta.url), "utf8");
  const body = /export const enum Op \{(.*?)^\}/ms.exec(source)?.[1] ?? "";
  return [...body.matchAll(/^ {2}(\w+),/gm)].map(([, name = ""]) => name).filter((name) => name !== "Hook");
}
