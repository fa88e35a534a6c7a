/** When a function goes from the interpreter to the compiler. */
import { type Compiled, compile } from "./compiler/compile.ts";
import type { Prototype } from "./prototype.ts";
import type { State } from "./state.ts";

/** Calls and backward jumps that a function makes interpreted. Compiling costs about as much as so many turns. */
const HOT = 60;

/** The compiled form of a function that is called or jumps backwards: null while, or because, it is interpreted. */
export function compiledIfHot(state: State, prototype: Prototype): Compiled | null {
  const { compiled } = prototype;
  if (compiled !== undefined) return compiled;
  if (!state.compiles || ++prototype.heat < HOT) return null;
  prototype.compiled = compile(prototype);
  return prototype.compiled;
}
