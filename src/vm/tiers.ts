/** When a function goes from the interpreter to the compiler. */
import { compileCalls, compileEntries, type GoOn } from "./compiler/compile.ts";
import type { Prototype } from "./prototype.ts";
import type { State } from "./state.ts";

/** Calls and backward jumps that a function makes interpreted. Compiling costs about as much as so many turns. */
const HOT = 8;

/** Whether calls of `prototype` are interpreted: it is compiled here where it has run often. */
export function isInterpreted(state: State, prototype: Prototype): boolean {
  if (prototype.run !== state.interpret) return false;
  if (++prototype.heat < HOT || !mayCompile(state)) return true;
  const run = prototype.compiled ?? compileCalls(state, prototype);
  if (run === null) {
    prototype.heat = Number.NEGATIVE_INFINITY;
    return true;
  }
  if (prototype.compiled === undefined) state.compiled.push(prototype);
  prototype.compiled = run;
  prototype.run = run;
  return false;
}

/** The form with which a function that jumps backwards to `pc` goes on; null while, or because, it is interpreted. */
export function formToGoOn(state: State, prototype: Prototype): GoOn | null {
  if (!mayCompile(state) || ++prototype.heat < HOT) return null;
  if (prototype.goOn === undefined) prototype.goOn = compileEntries(state, prototype, prototype.resumedAt);
  return prototype.goOn;
}

/** The form with which a function goes on that was suspended and is resumed at `pc`; null where it is interpreted. */
export function formToResume(state: State, prototype: Prototype, pc: number): GoOn | null {
  if (!mayCompile(state) || prototype.goOn === null) return null;
  const { resumedAt } = prototype;
  if (!resumedAt.has(pc)) {
    if (++prototype.heat < HOT || resumedAt.size === MOST_RESUMED) return null;
    resumedAt.add(pc);
    prototype.goOn = compileEntries(state, prototype, resumedAt);
  }
  return prototype.goOn ?? null;
}

/** So many places of a function are worth a new compiled form each; every one makes it slower. */
const MOST_RESUMED = 8;

/** Has every function interpreted that is called from now on: for hooks, and for code that looks at variables. */
export function interpretAll(state: State): void {
  for (const prototype of state.compiled) prototype.run = state.interpret;
}

function mayCompile(state: State): boolean {
  return state.compiles && state.hook === undefined;
}
