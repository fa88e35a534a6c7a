/** Finds the end of the Lua code in `content_by_lua_block { … }`, as ngx_lua does: by Lua's brackets, strings and comments. */
import { ConfigError } from "./emerg.ts";

/** The Lua code of a block and where the configuration goes on. */
export interface LuaBlock {
  /** The code between the braces, its first line being the rest of the line of the opening brace. */
  readonly code: string;
  /** The position after the closing brace. */
  readonly end: number;
  /** The line of the closing brace. */
  readonly line: number;
}

/**
 * Reads the block whose opening brace stands just before `start`, on `line` of the file `path`.
 * Throws {@link ConfigError} where the file ends inside it.
 */
export function readLuaBlock(text: string, start: number, line: number, path: string): LuaBlock {
  let depth = 1;
  let openedAt = line;
  let counted = start;
  let lineThere = line;
  const lineAt = (position: number): number => {
    lineThere += countLines(text, counted, position);
    counted = position;
    return lineThere;
  };
  const tokens = new RegExp(TOKEN, "g");
  tokens.lastIndex = start;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const token = match[0];
    if (token === "{") {
      depth++;
      openedAt = lineAt(match.index);
    } else if (token === "}") {
      depth--;
      if (depth === 0) {
        return { code: text.slice(start, match.index), end: match.index + 1, line: lineAt(match.index) };
      }
    } else if (token === '"' || token === "'") {
      tokens.lastIndex = endOfString(text, tokens.lastIndex, token);
    } else if (match[1] !== undefined) {
      const close = `]${match[1]}]`;
      const end = text.indexOf(close, tokens.lastIndex);
      if (end < 0) {
        const text = `Lua code block missing the closing long bracket "${close}", the inlined Lua code may be too long`;
        throw new ConfigError(text, { path, line: lineAt(match.index) });
      }
      tokens.lastIndex = end + close.length;
    }
  }
  const missing = "unexpected end of file, expecting terminating characters for lua code block";
  throw new ConfigError(missing, { path, line: openedAt });
}

/** A long bracket (of a string or a comment), a comment to the end of its line, a quote, or a brace. */
const TOKEN = /(?:--)?\[(=*)\[|--[^\n]*|["'{}]/.source;

/**
 * The position after the string whose content starts at `from`. A quote without its partner on the same line opens no
 * string here, and the braces behind it count (probed on nginx): then `from` itself.
 */
function endOfString(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === quote) return at + 1;
    if (char === "\\") at++;
    if (text[at] === "\n") return from;
  }
  return from;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
