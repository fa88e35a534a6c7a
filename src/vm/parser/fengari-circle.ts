/** Fengari's modules import one another in a circle, which must be entered here: `fengari.ts` imports this before others of it. */
export { default as lparser, type Proto } from "fengari/src/lparser.js";
