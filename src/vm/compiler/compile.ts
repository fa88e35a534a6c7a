/**
 * The compiler tier: a Lua function that has run often becomes JavaScript with its registers as variables. Two forms are
 * made of it, each when it is first needed: one to call, with loops and blocks in place of jumps; and one to go on with
 * somewhere inside, a `switch` over the places where the interpreter may hand over. What looks at frames (tracebacks,
 * `error`) sees no difference, but for the values of variables: see {@link readsVariables}.
 */
import type { LuaFrame, StackFrame } from "../frames.ts";
import type { Closure } from "../functions.ts";
import { type Instruction, Op } from "../instructions.ts";
import type { Prototype } from "../prototype.ts";
import type { State } from "../state.ts";
import type { Result, Value } from "../values.ts";
import { findBlocks, jumpsOf } from "./blocks.ts";
import { Emitter } from "./emit.ts";
import { runtime } from "./runtime.ts";
import { nest } from "./structure.ts";

/**
 * Calls the closures of one prototype.
 * @param parent the caller's frame
 * @param base the slots that the frames below take
 */
export type Run = (closure: Closure, parent: StackFrame | null, base: number, ...args: readonly Value[]) => Result;

/** Goes on with a frame at its pc, which must be a place that the form knows. `open`: the open values there, if any. */
export type GoOn = (frame: LuaFrame, open: readonly Value[]) => Result;

/** Functions with more instructions stay interpreted: V8 would not optimise what they become. */
const MOST_INSTRUCTIONS = 2000;

/** The form to call, or null where there can be none: too large, loops made of `goto`, or the host forbids `eval`. */
export function compileCalls(state: State, prototype: Prototype): Run | null {
  if (!isCompilable(prototype)) return null;
  const { code, parameters, isVararg } = prototype;
  const emitter = new Emitter(prototype);
  try {
    const blocks = findBlocks(code);
    if (blocks === null) return null;
    const body = nest(blocks, ({ start, end }, goTo) => {
      const lines: string[] = [];
      for (let at = start; at < end; at++) lines.push(emitter.emit(at, goTo));
      if (jumpsOf(code[end - 1] as Instruction, end - 1) === undefined) lines.push(goTo(end));
      return lines.join("\n");
    });
    const registers = registerNames(prototype);
    const given = [...registers.slice(0, parameters), ...(isVararg ? ["...varargs"] : [])];
    return make<Run>(
      state,
      prototype,
      emitter,
      `function run_${prototype.lineDefined}(${["closure", "parent", "base", ...given].join(", ")}) {
if (state.depth > state.depthLimit || base > state.slotLimit) return refuse(state, closure, parent, base, [${given.join(", ")}]);
const frame = new LuaFrame(parent, closure, prototype, base), U = closure.upvalues, depth = state.depth + ${frameDepth(prototype)};
let ${[...SCRATCH, ...registers.slice(parameters)].join(", ")};
EXIT: {
if (--state.steps < 0 && mustStandBack(state)) { preempted = true; break EXIT; }
${isVararg ? "if (varargs.length > 64) state.steps -= varargs.length >> 6;" : ""}
${body}
}
return suspend(state, frame, [${registers.join(", ")}], ${isVararg ? "varargs" : "NOTHING"}, preempted);
}`,
    );
  } catch (thrown) {
    return refused(thrown);
  }
}

/** The form to go on with, at the places that `entries` names; null as with {@link compileCalls}. */
export function compileEntries(state: State, prototype: Prototype, entries: ReadonlySet<number>): GoOn | null {
  if (!isCompilable(prototype)) return null;
  const { code } = prototype;
  const emitter = new Emitter(prototype);
  const places = new Set(entries);
  code.forEach((instruction, at) => {
    for (const target of jumpsOf(instruction, at) ?? []) if (target !== at + 1) places.add(target);
  });
  const lines: string[] = [];
  for (let at = Math.min(...places); at < code.length; at++) {
    if (places.has(at)) lines.push(`case ${at}:`);
    lines.push(emitter.emit(at, (target) => (target === at + 1 ? "" : `pc = ${target}; continue;`)));
  }
  const registers = registerNames(prototype);
  try {
    return make<GoOn>(
      state,
      prototype,
      emitter,
      `function goOn_${prototype.lineDefined}(frame, open) {
const closure = frame.closure, base = frame.base, varargs = frame.varargs, R = frame.registers, U = closure.upvalues, depth = state.depth + ${frameDepth(prototype)};
let pc = frame.pc, ${[...SCRATCH.slice(1), ...registers.map((name, at) => `${name} = R[${at}]`)].join(", ")};
frame.registers = NO_REGISTERS;
EXIT: for (;;) switch (pc) {
${lines.join("\n")}
default: throw new Error("no entry at " + pc);
}
return suspend(state, frame, [${registers.join(", ")}], varargs, preempted);
}`,
    );
  } catch (thrown) {
    return refused(thrown);
  }
}

/**
 * Whether a function could look at variables of running functions: the compiled ones keep theirs where nobody can see. Once
 * such a function is loaded, nothing is compiled any more.
 */
export function readsVariables({ code, constants, children }: Prototype): boolean {
  const names = (value: unknown) => value === "getlocal" || value === "setlocal";
  return code.some(({ key }) => names(key)) || constants.some(names) || children.some(readsVariables);
}

const SCRATCH = ["open = NOTHING", "preempted = false", "v", "x", "y", "t"];

function isCompilable({ code }: Prototype): boolean {
  return code.length <= MOST_INSTRUCTIONS && code.every(({ op }) => op !== Op.Hook);
}

function registerNames({ stackSize }: Prototype): string[] {
  return Array.from({ length: stackSize }, (_, register) => `r${register}`);
}

/** Estimated bytes of JavaScript stack that a call takes, before the engine has optimised it. */
function frameDepth({ stackSize }: Prototype): number {
  return 250 + 10 * stackSize;
}

function make<Form>(state: State, prototype: Prototype, { constants }: Emitter, text: string): Form {
  const surroundings: Record<string, unknown> = { ...runtime, state, prototype, ...Object.fromEntries(constants) };
  const names = Object.keys(surroundings).filter((name) => text.includes(name));
  const factory = new Function(
    "surroundings",
    `"use strict"; const { ${names.join(", ")} } = surroundings;\nreturn ${text};`,
  );
  return factory(surroundings) as Form;
}

function refused(thrown: unknown): null {
  // RangeError: nested more deeply than the engine can take.
  if (thrown instanceof EvalError || thrown instanceof RangeError) return null;
  throw thrown;
}
