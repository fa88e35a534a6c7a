/** Calls of Lua functions with few arguments, from compiled code: without a list of them. */
import { callClosure, compiledFrame, compiledOf, slotsBelow } from "./calls.ts";
import type { Compiled } from "./compiler/compile.ts";
import type { LuaFrame } from "./frames.ts";
import type { Closure } from "./functions.ts";
import type { State } from "./state.ts";
import { NOTHING, type Result, type Value } from "./values.ts";

export function call0(state: State, closure: Closure): Result {
  const compiled = quick(state, closure, 0);
  if (compiled === null) return callClosure(state, closure, NOTHING, 0, 0);
  return compiled(state, frameFor(state, closure));
}

export function call1(state: State, closure: Closure, first: Value): Result {
  const compiled = quick(state, closure, 1);
  if (compiled === null) return callClosure(state, closure, [first], 0, 1);
  return compiled(state, frameFor(state, closure), first);
}

export function call2(state: State, closure: Closure, first: Value, second: Value): Result {
  const compiled = quick(state, closure, 2);
  if (compiled === null) return callClosure(state, closure, [first, second], 0, 2);
  return compiled(state, frameFor(state, closure), first, second);
}

export function call3(state: State, closure: Closure, first: Value, second: Value, third: Value): Result {
  const compiled = quick(state, closure, 3);
  if (compiled === null) return callClosure(state, closure, [first, second, third], 0, 3);
  return compiled(state, frameFor(state, closure), first, second, third);
}

/** The compiled form of a function that takes `count` arguments as they are: none of them goes to `...`. */
function quick(state: State, closure: Closure, count: number): Compiled | null {
  if (state.depth > state.depthLimit) return null;
  const { parameters, isVararg } = closure.prototype;
  return isVararg && parameters < count ? null : compiledOf(state, closure);
}

function frameFor(state: State, closure: Closure): LuaFrame {
  return compiledFrame(state, closure, slotsBelow(state.frame), NOTHING);
}
