/** The traceback that nginx's error log shows for a thread that failed: coroutine by coroutine. */
import { type Level, levels, lineOf, nameOf, shortSourceOf } from "../vm/call-stack.ts";
import type { Coroutine } from "../vm/coroutine.ts";
import { isMainChunk } from "../vm/prototype.ts";
import type { State } from "../vm/state.ts";
import { type LightThread, parentOf } from "./light-thread.ts";

/** OpenResty's limits: coroutines shown, and levels of each. */
const COROUTINES_SHOWN = 5;
const LEVELS_SHOWN = 22;

/** @param failed the coroutines that were running in `thread`, innermost first */
export function threadTraceback(state: State, thread: LightThread, failed: readonly Coroutine[]): string {
  const chain = [...failed];
  let ancestor = parentOf(thread.coroutine);
  while (ancestor !== null && chain.length < COROUTINES_SHOWN) {
    chain.push(ancestor);
    ancestor = parentOf(ancestor);
  }
  let text = "stack traceback:";
  chain.slice(0, COROUTINES_SHOWN).forEach((coroutine, number) => {
    text += `\ncoroutine ${number}:`;
    let shown = 0;
    for (const level of levels(state, coroutine)) {
      if (shown === LEVELS_SHOWN) {
        text += "\n\t...";
        break;
      }
      // LuaJIT has lost the line of a function that failed by itself once the thread is dead.
      const lineIsLost = number === 0 && shown === 0 && level.frame !== undefined;
      text += `\n\t${levelLine(level, lineIsLost)}`;
      shown++;
    }
  });
  return text;
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
