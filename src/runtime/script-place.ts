/** Where a script is, for observers. */
import { textOfBytes } from "../vm/byte-text.ts";
import type { Coroutine } from "../vm/coroutine.ts";
import { innermostOf } from "../vm/coroutines.ts";
import { LuaFrame } from "../vm/frames.ts";
import { Closure, type LuaFunction } from "../vm/functions.ts";
import type { Prototype } from "../vm/prototype.ts";
import type { State } from "../vm/state.ts";
import type { ScriptPlace } from "./events.ts";
import { parentOf } from "./light-thread.ts";
import { LUALIB } from "./lualib.ts";

/** Sources of shipped libraries begin so. */
const LIBRARIES = `@${LUALIB}/`;
/** A stack may be deep, and all of it library. */
const MOST_FRAMES = 100;

/** Where a script is in `coroutine`, which is at work or waits for the host; where all of it is library, in its parent. */
export function scriptPlace(state: State, coroutine: Coroutine): ScriptPlace {
  let library: string | undefined;
  let count = 0;
  for (let at: Coroutine | null = coroutine; at !== null && count < MOST_FRAMES; at = parentOf(at), count++) {
    const found = placeIn(state, at, library);
    if (typeof found === "object") return found;
    library = found ?? library;
  }
  return { at: "?" };
}

/** @returns the place, or the outermost library if there is nothing else */
function placeIn(state: State, coroutine: Coroutine, inner: string | undefined): ScriptPlace | string | undefined {
  let library = inner;
  let frame = coroutine === state.coroutine ? state.frame : innermostOf(coroutine).frame;
  for (let count = 0; frame !== null && count < MOST_FRAMES; count++, frame = frame.parent) {
    if (!(frame instanceof LuaFrame)) continue;
    const { source } = frame.prototype;
    if (source.startsWith(LIBRARIES)) {
      library = source;
      continue;
    }
    const place = lineOf(frame.prototype, frame.line);
    return library === undefined ? place : { ...place, through: libraryName(library) };
  }
  return library;
}

/** Where a function is defined. */
export function definitionPlace(callee: LuaFunction): string {
  if (!(callee instanceof Closure)) return `[C]: ${callee.name}`;
  return lineOf(callee.prototype, callee.prototype.lineDefined).at;
}

function lineOf(prototype: Prototype, line: number): { readonly at: string } {
  prototype.places ??= new Map();
  let place = prototype.places.get(line);
  if (place === undefined) {
    place = { at: textOfBytes(`${prototype.shortSource}:${line}`) };
    prototype.places.set(line, place);
  }
  return place;
}

/** What `require` calls a library. */
function libraryName(source: string): string {
  return textOfBytes(
    source
      .slice(LIBRARIES.length)
      .replace(/(\/init)?\.lua$/, "")
      .replaceAll("/", "."),
  );
}
