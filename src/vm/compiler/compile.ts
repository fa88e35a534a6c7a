/**
 * The compiler tier: a Lua function that has run often becomes a JavaScript function, with its registers as variables. It
 * is entered at its start, or at the target of a jump from the interpreter; when it is suspended it puts its registers
 * into its frame, and the interpreter takes over until the next jump backwards. What looks at frames (tracebacks, `error`)
 * does not see the difference, but for the values of variables: see {@link readsVariables}.
 */
import type { LuaFrame } from "../frames.ts";
import { type Instruction, Op } from "../instructions.ts";
import type { Prototype } from "../prototype.ts";
import type { State } from "../state.ts";
import type { Result, Value } from "../values.ts";
import { emit } from "./emit.ts";
import { runtime } from "./runtime.ts";

/**
 * Runs a frame of the one prototype that it was made for, from its pc on. A new frame's parameters are `args`; where the
 * interpreter hands over, the frame has registers.
 */
export type Compiled = (state: State, frame: LuaFrame, ...args: readonly Value[]) => Result;

/** Functions with more instructions stay interpreted: V8 would not optimise what they become. */
const MOST_INSTRUCTIONS = 2000;

/** Compiles `prototype`, or answers null where it cannot be: too large, with hooks, or the host forbids `eval`. */
export function compile(prototype: Prototype): Compiled | null {
  const { code, stackSize, constants, children } = prototype;
  if (code.length > MOST_INSTRUCTIONS || code.some(({ op }) => op === Op.Hook)) return null;
  const entries = entryPoints(code);
  const lines: string[] = [];
  code.forEach((_, at) => {
    if (entries.has(at)) lines.push(`case ${at}:`);
    lines.push(emit(prototype, at));
  });
  const variables: string[] = [];
  for (let register = 0; register < stackSize; register++) variables.push(`r${register}`);
  const parameters = variables.slice(0, prototype.parameters);
  const others = variables.slice(prototype.parameters);
  const text = `"use strict"; const { ${Object.keys(runtime).join(", ")} } = runtime;
return function run(${["state", "frame", ...parameters].join(", ")}) {
  const closure = frame.closure, U = closure.upvalues, outer = state.depth, depth = outer + FRAME_DEPTH;
  let ${["open = NOTHING", "pc = frame.pc", "s = false", "v", "x", "y", "t", "f", ...others].join(", ")};
  state.frame = frame;
  if (pc !== 0) { const R = frame.registers; frame.registers = NO_REGISTERS; ${variables.map((name, at) => `${name} = R[${at}];`).join(" ")} }
  EXIT: {
  if (--state.steps < 0 && mustStandBack(state)) { s = true; break EXIT; }
  for (;;) switch (pc) {
${lines.join("\n")}
    default: throw new Error("no entry at " + pc);
  }
  }
  { const R = newRegisters(frame.prototype); ${variables.map((name, at) => `R[${at}] = ${name};`).join(" ")} frame.registers = R; }
  frame.pc = pc;
  return s ? standBack(state, frame, frame, pc) : leave(state, frame, frame, outer);
};`;
  try {
    return new Function("runtime", "C", "K", "P", text)(runtime, code, constants, children) as Compiled;
  } catch (thrown) {
    if (thrown instanceof EvalError) return null;
    throw thrown;
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

/** The instructions at which the function can be entered: its start, and where jumps end. */
function entryPoints(code: readonly Instruction[]): Set<number> {
  const entries = new Set([0]);
  for (const { op, target } of code) {
    if (op !== Op.SetList && op !== Op.SetListOpen) entries.add(target);
  }
  return entries;
}
