/**
 * The compiler tier: a Lua function that has run often becomes JavaScript with its registers as variables. Several forms are
 * made of it, each when it is first needed: one to call, and others to go on with somewhere inside, where the interpreter
 * hands over: in a loop, or where the function was suspended. What looks at frames (tracebacks,
 * `error`) sees no difference, but for the values of variables: see readsVariables in load.ts.
 */
import { extraDepth, type LuaFrame } from "../frames.ts";
import type { Closure } from "../functions.ts";
import { mustStandBack } from "../instruction-bodies.ts";
import { Op } from "../instructions.ts";
import type { Prototype } from "../prototype.ts";
import type { State } from "../state.ts";
import type { Result, Value } from "../values.ts";
import { type Block, findBlocks, findLoop, type Jumps } from "./blocks.ts";
import { Emitter } from "./emit.ts";
import { runtime } from "./runtime.ts";
import { nest } from "./structure.ts";

/**
 * Calls the closures of one prototype.
 * @param frame where they run: its parent is the caller's
 */
export type Run = (closure: Closure, frame: LuaFrame, ...args: readonly Value[]) => Result;

/** Goes on with a frame at its pc, which must be a place that the form is made for. `open`: the open values there, if any. */
export type GoOn = (frame: LuaFrame, open: readonly Value[]) => Result;

/** Functions with more instructions stay interpreted: V8 would not optimise what they become. */
const MOST_INSTRUCTIONS = 2000;

/** The form to call, or null where there can be none: too large, loops made of `goto`, or the host forbids `eval`. */
export function compileCalls(state: State, prototype: Prototype): Run | null {
  if (!isCompilable(prototype)) return null;
  const { parameters, isVararg } = prototype;
  const emitter = new Emitter(prototype);
  return made(() => {
    const body = structured(emitter, findBlocks(emitter.jumps, 0));
    if (body === null) return null;
    const tick = emitter.tick(0);
    const registers = registerNames(prototype);
    const extra = extraDepth(prototype);
    const given = [...registers.slice(0, parameters), ...(isVararg ? ["...A"] : [])];
    return make<Run>(
      state,
      emitter,
      `function run_${prototype.lineDefined}(${["C", "F", ...given].join(", ")}) {
if (F.depth > S.depthLimit) return refuse(S, C, F, [${given.join(", ")}]);
${extra === 0 ? "" : `F = deeper(S, F, ${extra});`}
if (F.closure !== C) F.closure = C;
var ${[...SCRATCH, ...registers.slice(parameters)].join(", ")};
${emitter.usesOpen ? "var open = NOTHING;" : ""}${emitter.usesUpvalues ? "var U = C.upvalues;" : ""}${emitter.callsLua ? "var N = F.child ?? childOf(F);" : ""}
${emitter.withExits(
  `${tick}
${isVararg ? "if (A.length > 64) S.steps -= A.length >> 6;" : ""}
${body}`,
  (exit) =>
    `return suspend(S, F, ${[exit.name, isVararg ? "A" : "NOTHING", ...exit.kept.map(registerName)].join(", ")});`,
)}
}`,
    );
  });
}

/** The form to go on with at `start`, up to the function's end; or null as with {@link compileCalls}. */
export function compileFrom(state: State, prototype: Prototype, start: number): GoOn | null {
  return isCompilable(prototype) ? compileBlocks(state, prototype, start, (jumps) => findBlocks(jumps, start)) : null;
}

/**
 * The form to go on with at `start`, which is in a loop, up to the loop's end: the interpreter goes on then ({@link GO_ON}). Or
 * null as with {@link compileCalls}.
 */
export function compileLoop(state: State, prototype: Prototype, start: number): GoOn | null {
  return isCompilable(prototype) ? compileBlocks(state, prototype, start, (jumps) => findLoop(jumps, start)) : null;
}

function compileBlocks(
  state: State,
  prototype: Prototype,
  start: number,
  find: (jumps: readonly Jumps[]) => readonly Block[] | null,
): GoOn | null {
  const emitter = new Emitter(prototype);
  return made(() => {
    const body = structured(emitter, find(emitter.jumps));
    return body === null ? null : makeGoOn(state, prototype, emitter, body, emitter.readFrom(start));
  });
}

/**
 * The form to go on with at every target of a jump, or null as with {@link compileCalls}: for functions with many such
 * places, and for what cannot be nested. It is slower, because the engine sees one loop only.
 */
export function compileJumps(state: State, prototype: Prototype): GoOn | null {
  if (!isCompilable(prototype)) return null;
  const { code } = prototype;
  const emitter = new Emitter(prototype);
  const places = emitter.targets;
  const lines: string[] = [];
  for (let at = Math.min(...places); at < code.length; at++) {
    if (places.has(at)) lines.push(`case ${at}:`);
    lines.push(emitter.emit(at, (target) => (target === at + 1 ? "" : `pc = ${target}; continue;`)));
  }
  const body = `let pc = F.pc;
for (;;) switch (pc) {
${lines.join("\n")}
default: throw new Error("no entry at " + pc);
}`;
  const all = Array.from({ length: prototype.stackSize }, (_, register) => register);
  return made(() => makeGoOn(state, prototype, emitter, body, all));
}

const SCRATCH = ["v", "x", "y", "nil"];

/** The text of some of a function's blocks, with loops; null where they cannot be nested. */
function structured(emitter: Emitter, blocks: readonly Block[] | null): string | null {
  const { jumps } = emitter;
  if (blocks === null || blocks.reduce((sum, { start, end }) => sum + end - start, 0) > MOST_INSTRUCTIONS) return null;
  return nest(blocks, ({ start, end }, goTo) => {
    if (start === end) return emitter.handBack(start);
    let text = "";
    for (let at = start; at < end; at++) text += `${emitter.emit(at, goTo)}\n`;
    return jumps[end - 1] === undefined ? text + goTo(end) : text;
  });
}

/** @param taken the registers that it takes over from the frame */
function makeGoOn(state: State, prototype: Prototype, emitter: Emitter, body: string, taken: readonly number[]): GoOn {
  const registers = registerNames(prototype);
  for (const register of taken) registers[register] += ` = R[${register}]`;
  return make<GoOn>(
    state,
    emitter,
    `function goOn_${prototype.lineDefined}(F, open) {
var C = F.closure, A = F.varargs, R = F.registers, U = C.upvalues, N = goOn(S, F, ${extraDepth(prototype)});
var ${[...SCRATCH, ...registers].join(", ")};
${emitter.withExits(
  body,
  ({ name, kept }) => `${kept.map((at) => `R[${at}] = r${at}; `).join("")}return suspendAgain(S, F, ${name}, R);`,
)}
}`,
  );
}

function isCompilable({ code }: Prototype): boolean {
  return code.length <= MOST_INSTRUCTIONS && code.every(({ op }) => op !== Op.Hook);
}

function registerNames({ stackSize }: Prototype): string[] {
  return Array.from({ length: stackSize }, (_, register) => registerName(register));
}

function registerName(register: number): string {
  return `r${register}`;
}

/**
 * The function that `text` says. What it names are parameters of a function around it: the engine makes variables of those that
 * are used. Its own variables are `var`s, which the engine does not set to undefined one by one as it does with `let`.
 */
function make<Form>(state: State, { constants }: Emitter, text: string): Form {
  state.compilerStarts?.();
  state.compilerStarts = undefined;
  const turn = { toString: () => (mustStandBack(state) ? "over" : "") };
  const names = [...Object.keys(runtime), "S", "turn", ...constants.keys()];
  const factory = new Function(...names, `"use strict"; return (${text});`);
  return factory(...Object.values(runtime), state, turn, ...constants.values()) as Form;
}

/** What `form` makes, or null where the host or the engine refuses. */
function made<Form>(form: () => Form | null): Form | null {
  try {
    return form();
  } catch (thrown) {
    // RangeError: nested more deeply than the engine can take.
    if (thrown instanceof EvalError || thrown instanceof RangeError) return null;
    throw thrown;
  }
}
