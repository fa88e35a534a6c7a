/** When a function goes from the interpreter to the compiler. */
import type { GoOn } from "./compiler/compile.ts";
import { loadCompiler } from "./compiler/load-compiler.ts";
import type { Prototype } from "./prototype.ts";
import type { State } from "./state.ts";

/** Whether calls of `prototype` are interpreted: it is compiled here where it has run often. */
export function isInterpreted(state: State, prototype: Prototype): boolean {
  if (prototype.run !== state.interpret) return false;
  if (prototype.compiled === null || ++prototype.heat < state.hot || !mayCompile(state)) return true;
  if (prototype.compiled === undefined) {
    prototype.compiled = loadCompiler().compileCalls(state, prototype);
    if (prototype.compiled === null) return true;
    state.compiled.push(prototype);
  }
  prototype.run = prototype.compiled;
  return false;
}

/** The form with which a function that jumps backwards goes on at `pc`; null while, or because, it is interpreted. */
export function formToGoOn(state: State, prototype: Prototype, pc: number): GoOn | null {
  if (!state.compiles) return null;
  prototype.heat++;
  const form = formAt(state, prototype, pc, state.hot, "loop");
  if (form !== null || prototype.goOnAt.get(pc) !== null || !mayCompile(state)) return form;
  if (prototype.goOnAtJumps === undefined) prototype.goOnAtJumps = loadCompiler().compileJumps(state, prototype);
  return prototype.goOnAtJumps;
}

/**
 * The form with which a function that was suspended goes on at `pc`; null as above. Who stands back to let the host have a
 * turn does so anywhere, and hardly twice at the same place.
 */
export function formToResume(state: State, prototype: Prototype, pc: number): GoOn | null {
  if (prototype.resumedAt === pc && prototype.formToResume !== null && mayCompile(state)) return prototype.formToResume;
  prototype.formToResume = formAt(state, prototype, pc, Math.min(state.hot, RESUMED_OFTEN), "rest");
  prototype.resumedAt = pc;
  return prototype.formToResume;
}

const RESUMED_OFTEN = 4;

/**
 * The form to go on with at `pc`, once it has been asked for `hot` times; null before, or where there is none.
 * @param extent of the loop that begins there, or of what is left of the function
 */
function formAt(state: State, prototype: Prototype, pc: number, hot: number, extent: "loop" | "rest"): GoOn | null {
  if (!mayCompile(state)) return null;
  const { goOnAt } = prototype;
  const known = goOnAt.get(pc);
  if (known === null || typeof known === "function") return known;
  const asked = (known ?? 0) + 1;
  if (asked < hot) {
    goOnAt.set(pc, asked);
    return null;
  }
  const { compileFrom, compileLoop } = loadCompiler();
  const compile = extent === "loop" ? compileLoop : compileFrom;
  const form = prototype.forms === MOST_FORMS ? null : compile(state, prototype, pc);
  if (form !== null) prototype.forms++;
  goOnAt.set(pc, form);
  return form;
}

/** So many places of a function get a form of their own: a loop, or all that can be reached from where the function was suspended. */
const MOST_FORMS = 24;

/** Has every function interpreted that is called from now on: for hooks, and for code that looks at variables. */
export function interpretAll(state: State): void {
  for (const prototype of state.compiled) prototype.run = state.interpret;
}

function mayCompile(state: State): boolean {
  return state.compiles && state.hook === undefined;
}
