/** The compiler: a script that is over before a function has run often needs none. */
import { compileCalls, compileFrom, compileJumps, compileLoop } from "./compile.ts";

export const loadCompiler = () => ({ compileCalls, compileFrom, compileJumps, compileLoop });
