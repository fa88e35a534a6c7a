/** Turns source text into a function. */
import { LuaError } from "./errors.ts";
import { Box, Closure } from "./functions.ts";
import { lower } from "./lowering.ts";
import { LuaSyntaxError, type ParsedFunction, parseChunk } from "./parser/parse.ts";
import type { State } from "./state.ts";
import type { Table } from "./table.ts";
import { interpretAll } from "./tiers.ts";

/** How bytecode begins; no source text begins so. */
const BYTECODE_MARK = "\x1b";

/**
 * Loads a chunk.
 * @param chunkName as Lua's: "@file", "=name", or the text itself
 * @param mode which kinds of chunk are allowed: "t" for text, "b" for what `string.dump` made
 * @param onProgress told now and then how many more characters have been parsed; what it throws ends the parsing
 * @throws LuaError with the message that `load` returns
 */
export function loadChunk(
  state: State,
  text: string,
  chunkName: string,
  environment: Table,
  mode = "bt",
  onProgress?: (characters: number) => void,
): Closure {
  const isDump = text.startsWith(BYTECODE_MARK);
  if (!mode.includes(isDump ? "b" : "t")) throw new LuaError("attempt to load chunk with wrong mode");
  if (isDump) {
    const dumped = state.dumps.get(text);
    if (dumped === undefined) throw new LuaError(`${bytecodeName(chunkName)}: cannot load incompatible bytecode`);
    return new Closure(
      dumped,
      dumped.upvalues.map(() => new Box(undefined)),
      environment,
    );
  }
  try {
    return closureOf(state, parseChunk(withoutFirstLine(text), chunkName, onProgress), chunkName, environment);
  } catch (thrown) {
    if (thrown instanceof LuaSyntaxError) throw new LuaError(thrown.message);
    throw thrown;
  }
}

/** The main function of a chunk that has been parsed. */
export function closureOf(state: State, parsed: ParsedFunction, chunkName: string, environment: Table): Closure {
  if (state.compiles && readsVariables(parsed)) {
    state.compiles = false;
    interpretAll(state);
  }
  return new Closure(lower(parsed, chunkName, state), [], environment);
}

/**
 * Whether a function could look at variables of running functions: the compiled ones keep theirs where nobody can see. Once
 * such a function is loaded, nothing is compiled any more.
 */
function readsVariables({ constants, children }: ParsedFunction): boolean {
  return constants.some((value) => value === "getlocal" || value === "setlocal") || children.some(readsVariables);
}

function bytecodeName(chunkName: string): string {
  if (chunkName.startsWith(BYTECODE_MARK)) return "(binary)";
  return /^[@=]/.test(chunkName) ? chunkName.slice(1) : chunkName;
}

/** A first line that begins with `#` is not Lua, nor is a byte order mark. The line's break stays, so that lines count. */
function withoutFirstLine(text: string): string {
  const source = text.startsWith("\xef\xbb\xbf") ? text.slice(3) : text;
  if (!source.startsWith("#")) return source;
  const end = source.indexOf("\n");
  return end < 0 ? "" : source.slice(end);
}
