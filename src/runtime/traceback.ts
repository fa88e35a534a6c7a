/** The traceback that nginx's error log shows for a thread that failed: coroutine by coroutine. */
import {
  calleeOf,
  innermostKept,
  type Level,
  levels,
  lineOf,
  nameOf,
  shortSourceOf,
  waitingIn,
} from "../vm/call-stack.ts";
import type { Coroutine } from "../vm/coroutine.ts";
import { LuaFrame } from "../vm/frames.ts";
import { Closure } from "../vm/functions.ts";
import type { Failure } from "../vm/machine.ts";
import { isMainChunk } from "../vm/prototype.ts";
import type { State } from "../vm/state.ts";
import { type LightThread, parentOf } from "./light-thread.ts";

/** OpenResty's limits: coroutines shown, and levels of each. */
const COROUTINES_SHOWN = 5;
const LEVELS_SHOWN = 22;

/** @param message of the error, if it is a text */
export function threadTraceback(state: State, thread: LightThread, failure: Failure, message: string): string {
  const { coroutines: failed, raisedIn } = failure;
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
    if (number === 0 && raisedIn !== undefined) {
      inner.splice(0, 1, { callee: raisedIn, frame: undefined, caller: coroutine.frame });
    }
    if (innermostKept(coroutine) !== coroutine.frame) inner.length = 0;
    const kept = [...inner, ...levels(state, coroutine)];
    const lines = kept.map((level, place) => levelLine({ ...level, lineIsLost: number === 0 && place === 0 }));
    lines.unshift(...(number === 0 ? calledByLibrary(kept[0], message) : waitingIn(kept[0])));
    for (const line of lines.slice(0, LEVELS_SHOWN)) text += `\n\t${line}`;
    if (lines.length > LEVELS_SHOWN) text += "\n\t...";
  }
  return text;
}

/** A message of LuaJIT's own about a line of the reference's library, with the function of C that refused an argument. */
const IN_LIBRARY =
  /^\/usr\/local\/openresty\/lualib\/\S+:\d+: (?:attempt to |cannot convert |bad argument #\d+ to '([^']*)')/;

/** What a function of the reference's library, which is written in Lua, called to fail: `error`, unless LuaJIT refused what it did. */
function calledByLibrary(innermost: Level | undefined, message: string): readonly string[] {
  if (innermost?.frame !== undefined || innermost === undefined || !shortSourceOf(innermost).startsWith("/")) return [];
  const [, called] = IN_LIBRARY.exec(message) ?? [undefined, "error"];
  return called === undefined ? [] : [`[C]: in function '${called}'`];
}

/** The level of a library function that was called by a tail call: the frame below it is calling another one, or gone. */
function tailCalled(coroutine: Coroutine, isFailed: boolean): Level[] {
  const { frame, status } = coroutine;
  const hasReturned = frame === null && status === "dead" && !isFailed;
  const isWaiting = frame instanceof LuaFrame && calleeOf(frame) instanceof Closure;
  if (hasReturned || (frame !== null && !isWaiting)) return [];
  return [{ callee: undefined, frame: undefined, caller: frame }];
}

function levelLine(level: Level): string {
  const line = lineOf(level);
  const place = `${shortSourceOf(level)}:${line > 0 ? `${line}:` : ""}`;
  const name = nameOf(level);
  if (name !== undefined) return `${place} in function '${name.name}'`;
  if (level.frame === undefined) {
    return place === "[C]:" ? `${place} ?` : `${place} in function <${place}-1>`;
  }
  const { prototype } = level.frame;
  return isMainChunk(prototype)
    ? `${place} in main chunk`
    : `${place} in function <${prototype.shortSource}:${prototype.lineDefined}>`;
}
