/** When a function goes from the interpreter to the compiler. */
import { compileCalls, compileEntries, type GoOn } from "./compiler/compile.ts";
import type { Prototype } from "./prototype.ts";
import type { State } from "./state.ts";

/** Whether calls of `prototype` are interpreted: it is compiled here where it has run often. */
export function isInterpreted(state: State, prototype: Prototype): boolean {
  if (prototype.run !== state.interpret) return false;
  if (++prototype.heat < state.hot || !mayCompile(state)) return true;
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
  if (!mayCompile(state) || ++prototype.heat < state.hot) return null;
  if (prototype.goOn === undefined) prototype.goOn = compileEntries(state, prototype, NO_ENTRIES);
  return prototype.goOn;
}

const NO_ENTRIES: ReadonlySet<number> = new Set();

/** Has every function interpreted that is called from now on: for hooks, and for code that looks at variables. */
export function interpretAll(state: State): void {
  for (const prototype of state.compiled) prototype.run = state.interpret;
}

function mayCompile(state: State): boolean {
  return state.compiles && state.hook === undefined;
}
