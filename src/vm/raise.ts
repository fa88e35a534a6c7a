/** How errors are raised: with the position of the Lua function at work, and the names of the values in question. */
import { cString } from "./byte-text.ts";
import { LuaError } from "./errors.ts";
import { LuaFrame, type StackFrame } from "./frames.ts";
import type { State } from "./state.ts";
import { typeName, type Value } from "./values.ts";
import { type CalleeName, calleeName, variableName } from "./variable-names.ts";

/** "file:line: " where `frame` runs Lua code, else "". */
export function position(frame: StackFrame | null): string {
  return frame instanceof LuaFrame ? `${frame.prototype.shortSource}:${frame.line}: ` : "";
}

/** Raises `message` at the position of the Lua function that runs, or that called the native function that runs. */
export function raise(state: State, message: string): never {
  throw new LuaError(position(state.frame) + message);
}

/** As {@link raise}, one level further out: where the function stands that called the one that called. */
export function raiseInCaller(state: State, message: string): never {
  throw new LuaError(position(state.frame?.parent ?? null) + message);
}

/** Raises "bad argument #index to 'name' (text)" for the native function at work. */
export function raiseArgument(state: State, index: number, text: string): never {
  const { frame } = state;
  const called = frame instanceof LuaFrame ? calleeName(frame.prototype, frame.pc - 1) : undefined;
  let shown = index;
  if (called?.kind === "method") {
    shown--;
    if (shown === 0) raise(state, `calling '${cString(called.name)}' on bad self (${text})`);
  }
  raise(state, `bad argument #${shown} to '${cString(called?.name ?? "?")}' (${text})`);
}

/**
 * Raises "expected expected, got …" for argument `index`.
 * @param count how many arguments the function got: tells nil from no value
 */
export function raiseArgumentType(state: State, index: number, expected: string, value: Value, count: number): never {
  raiseArgument(state, index, `${expected} expected, got ${index > count ? "no value" : typeName(value)}`);
}

/** Raises "attempt to call global 'tostring' (a table value)" for what stands in the place of the native function at work. */
export function raiseUncallable(state: State, value: Value): never {
  const { frame } = state;
  const called = frame instanceof LuaFrame ? calleeName(frame.prototype, frame.pc - 1) : undefined;
  if (called?.kind === "metamethod") throw new LuaError(`attempt to call ${named(undefined, value)}`);
  raise(state, `attempt to call ${named(called, value)}`);
}

/** Raises "attempt to index local 'x' (a nil value)" for what lies in `register` of the running Lua function. */
export function raiseOperand(state: State, operation: string, value: Value, register: number): never {
  const { frame } = state;
  const name =
    frame instanceof LuaFrame && register >= 0 ? variableName(frame.prototype, frame.pc - 1, register) : undefined;
  raise(state, `attempt to ${operation} ${named(name, value)}`);
}

function named(name: CalleeName | undefined, value: Value): string {
  const what = `a ${typeName(value)} value`;
  return name === undefined ? what : `${name.kind} '${cString(name.name)}' (${what})`;
}
