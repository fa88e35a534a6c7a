/** The call stack as `debug` and tracebacks show it: levels from the innermost outwards. */
import type { Coroutine } from "./coroutine.ts";
import { LuaFrame, NativeFrame, NO_REGISTERS, type StackFrame } from "./frames.ts";
import { type LuaFunction, NativeFunction } from "./functions.ts";
import { Op } from "./instructions.ts";
import { isMainChunk } from "./prototype.ts";
import type { State } from "./state.ts";
import { isFunction, type Value } from "./values.ts";
import { type CalleeName, calleeName } from "./variable-names.ts";

export interface Level {
  /** The function at work; undefined for one written in TypeScript that nothing names. */
  readonly callee: LuaFunction | undefined;
  /** Its frame, where it is a Lua function. */
  readonly frame: LuaFrame | undefined;
  /** The frame that called it. */
  readonly caller: StackFrame | null;
  /** True of a native function in which its coroutine waits. */
  readonly waits?: boolean;
  /** LuaJIT has lost the line of a function that failed by itself once its coroutine is dead. */
  readonly lineIsLost?: boolean;
}

/** Levels that are passed in the time of one step. */
const LEVELS_A_STEP = 8;

/**
 * The levels of `coroutine`, which are paid for as they are passed. Of the running one, level 0 is the native function that asks: nothing is known of it where it was
 * called by a tail call, as a metamethod or by another native function.
 */
export function* levels(state: State, coroutine: Coroutine): Generator<Level> {
  const isDead = coroutine.status === "dead";
  const top = coroutine === state.coroutine ? state.frame : innermostKept(coroutine);
  const native = nativeCalledBy(top);
  if (native !== undefined || coroutine === state.coroutine) {
    const waits = coroutine !== state.coroutine && coroutine.status !== "dead";
    yield { callee: native, frame: undefined, caller: top, waits };
  }
  let passed = 0;
  for (let frame = top; frame !== null; frame = frame.parent) {
    if (++passed % LEVELS_A_STEP === 0) state.steps--;
    const { parent } = frame;
    if (frame instanceof LuaFrame) {
      yield {
        callee: frame.closure,
        frame,
        caller: parent,
        lineIsLost: isDead && frame === top && native === undefined,
      };
    } else {
      const callee = parent === null ? asNative(coroutine.root) : nativeCalledBy(parent);
      yield { callee, frame: undefined, caller: parent };
    }
  }
}

/**
 * The innermost frame that LuaJIT has still got of a coroutine that does not run. Of a dead one those are lost that a library
 * function called which nothing can yield out of (`table.sort`, `string.gsub`): unwinding stops there.
 */
export function innermostKept({ status, frame }: Coroutine): StackFrame | null {
  let kept = frame;
  if (status !== "dead") return kept;
  for (let at = frame; at !== null; at = at.parent) if (at instanceof NativeFrame && at.callee === undefined) kept = at;
  return kept;
}

export function levelAt(state: State, coroutine: Coroutine, wanted: number): Level | undefined {
  let number = 0;
  for (const level of levels(state, coroutine)) if (number++ === wanted) return level;
  return undefined;
}

/** The native function that `frame` is calling, if it is calling one. */
export function nativeCalledBy(frame: StackFrame | null): NativeFunction | undefined {
  const callee = frame instanceof LuaFrame ? calleeOf(frame) : frame instanceof NativeFrame ? frame.callee : undefined;
  return asNative(callee);
}

function asNative(value: Value): NativeFunction | undefined {
  return value instanceof NativeFunction ? value : undefined;
}

/** How the code that called a level's function names it. */
export function nameOf(level: Level): CalleeName | undefined {
  const { caller } = level;
  if (caller instanceof LuaFrame) return calleeName(caller.prototype, caller.pc - 1);
  const name = caller instanceof NativeFrame ? caller.calls : undefined;
  return name === undefined ? undefined : { kind: "local", name };
}

/** "file" or "[C]". */
export function shortSourceOf(level: Level): string {
  if (level.frame !== undefined) return level.frame.prototype.shortSource;
  return (level.callee instanceof NativeFunction && level.callee.luaSource) || "[C]";
}

/** Above a function that the reference has in Lua, where its coroutine waits: what it has called to wait. */
export function waitingIn(level: Level | undefined): readonly string[] {
  return level?.waits && shortSourceOf(level).startsWith("/") ? ["[C]: in function 'co_yield'"] : [];
}

/** The line at work, or -1. */
export function lineOf(level: Level): number {
  return level.frame === undefined || level.lineIsLost ? -1 : level.frame.line;
}

/** The level where a long traceback has "...", and how many levels follow that. */
const CUT_LEVEL = 12;
const LAST_LEVELS = 10;

/** LuaJIT's `debug.traceback` text, from level `from` on, with a line for `message` in front if there is one. */
export function traceback(state: State, coroutine: Coroutine, message: string | undefined, from: number): string {
  const lines = [message === undefined ? "stack traceback:" : `${message}\nstack traceback:`];
  if (from < 0) return lines.join("");
  const all = [...levels(state, coroutine)];
  const cutAt = Math.max(from, CUT_LEVEL);
  for (let number = from; number < all.length; number++) {
    if (number === cutAt && all.length > cutAt + 1 + LAST_LEVELS) {
      lines.push("\n\t...");
      number = all.length - LAST_LEVELS;
    }
    const level = all[number] as Level;
    for (const line of waitingIn(level)) lines.push(`\n\t${line}`);
    // Nothing is known of a native function that was called by a tail call and asks for its own level.
    if (level.callee !== undefined || number > 0) lines.push(`\n\t${tracebackLine(state, level)}`);
  }
  return lines.join("");
}

function tracebackLine(state: State, level: Level): string {
  const line = lineOf(level);
  const place = `${shortSourceOf(level)}:${line > 0 ? `${line}:` : ""}`;
  const name = nameOf(level);
  if (name !== undefined) return `${place} in function '${name.name}'`;
  if (level.frame === undefined) {
    if (!place.startsWith("[C]")) return `${place} in function <${place}-1>`;
    const number = level.callee instanceof NativeFunction ? level.callee.builtin : 0;
    return `${number === 0 ? place : `[builtin#${number}]:`} at ${state.addressOf(level.callee ?? level)}`;
  }
  const { prototype } = level.frame;
  if (isMainChunk(prototype)) return `${place} in main chunk`;
  return `${place} in function <${prototype.shortSource}:${prototype.lineDefined}>`;
}

/** The function that `frame` is calling, if it is calling one. */
export function calleeOf(frame: LuaFrame): LuaFunction | undefined {
  const instruction = frame.prototype.code[frame.pc - 1];
  if (instruction === undefined) return undefined;
  switch (instruction.op) {
    case Op.Call:
    case Op.CallOpen:
    case Op.GenericFor: {
      const callee = frame.registers === NO_REGISTERS ? frame.callee : frame.registers[instruction.a];
      return isFunction(callee) ? callee : undefined;
    }
    default:
      return undefined;
  }
}
