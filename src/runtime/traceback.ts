/** The traceback that nginx's error log shows for a thread that failed: coroutine by coroutine. */
import { calleeOf, type Level, levels, lineOf, nameOf, shortSourceOf } from "../vm/call-stack.ts";
import type { Coroutine } from "../vm/coroutine.ts";
import { LuaFrame, NativeFrame, type StackFrame } from "../vm/frames.ts";
import { Closure } from "../vm/functions.ts";
import { isMainChunk } from "../vm/prototype.ts";
import type { State } from "../vm/state.ts";
import { type LightThread, parentOf } from "./light-thread.ts";

/** OpenResty's limits: coroutines shown, and levels of each. */
const COROUTINES_SHOWN = 5;
const LEVELS_SHOWN = 22;

/**
 * @param failed the coroutines that were running in `thread`, innermost first
 * @param message of the error
 */
export function threadTraceback(
  state: State,
  thread: LightThread,
  failed: readonly Coroutine[],
  message: string,
): string {
  const chain = [...failed];
  let ancestor = parentOf(thread.coroutine);
  while (ancestor !== null && chain.length < COROUTINES_SHOWN) {
    chain.push(ancestor);
    ancestor = parentOf(ancestor);
  }
  // Where the stack was full, the function that failed is the one that was being called.
  const failedInCall = message.endsWith("stack overflow");
  let text = "stack traceback:";
  for (const [number, coroutine] of chain.slice(0, COROUTINES_SHOWN).entries()) {
    text += `\ncoroutine ${number}:`;
    const inner = failedInCall && number === 0 ? [] : tailCalled(coroutine, number < failed.length);
    const kept = levelsKept(coroutine, [...inner, ...levels(state, coroutine)]);
    for (const [place, level] of kept.slice(0, LEVELS_SHOWN).entries()) {
      // LuaJIT has lost the line of a function that failed by itself once the thread is dead.
      const lineIsLost = number === 0 && place === 0 && level.frame !== undefined;
      text += `\n\t${levelLine(level, lineIsLost)}`;
    }
    if (kept.length > LEVELS_SHOWN) text += "\n\t...";
  }
  return text;
}

/**
 * The levels that LuaJIT has still got of a coroutine. Of a dead one those are lost that a library function called which
 * nothing can yield out of (`table.sort`, `string.gsub`): unwinding stops there.
 */
function levelsKept(coroutine: Coroutine, all: readonly Level[]): readonly Level[] {
  if (coroutine.status !== "dead") return all;
  let fromOutside = 0;
  let kept = 0;
  for (const frame of outwards(coroutine.frame).reverse()) {
    fromOutside++;
    if (kept === 0 && frame instanceof NativeFrame && frame.callee === undefined) kept = fromOutside;
  }
  return kept === 0 ? all : all.slice(-kept);
}

/** The level of a library function that was called by a tail call: the frame below it is calling another one, or gone. */
function tailCalled(coroutine: Coroutine, isFailed: boolean): readonly Level[] {
  const { frame, status } = coroutine;
  const hasReturned = frame === null && status === "dead" && !isFailed;
  const isWaiting = frame instanceof LuaFrame && calleeOf(frame) instanceof Closure;
  if (hasReturned || (frame !== null && !isWaiting)) return [];
  return [{ callee: undefined, frame: undefined, caller: frame }];
}

function outwards(frame: StackFrame | null): StackFrame[] {
  const frames: StackFrame[] = [];
  for (let at = frame; at !== null; at = at.parent) frames.push(at);
  return frames;
}

function levelLine(level: Level, lineIsLost: boolean): string {
  const line = lineIsLost ? 0 : lineOf(level);
  const place = `${shortSourceOf(level)}:${line > 0 ? `${line}:` : ""}`;
  const name = nameOf(level);
  if (name !== undefined) return `${place} in function '${name.name}'`;
  if (level.frame === undefined) return `${place} ?`;
  const { prototype } = level.frame;
  return isMainChunk(prototype)
    ? `${place} in main chunk`
    : `${place} in function <${prototype.shortSource}:${prototype.lineDefined}>`;
}
