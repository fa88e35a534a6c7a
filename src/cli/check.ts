/** `ngxbox check FILE...`: finds syntax errors and runs nothing. */

import { STANDARD_INPUT } from "./options/resty-options.ts";
import { failed, type Outcome } from "./outcome.ts";

/** What checking needs from outside. */
export interface CheckPorts {
  /** The bytes of the file, or of standard input ("-"), as characters 0-255, or why it cannot be read, such as "No such file or directory". */
  read(path: string): { readonly text: string } | { readonly reason: string };
  /** LuaJIT's message for the first syntax error, with its `file:line: `; undefined if there is none. */
  syntaxError(text: string, chunkName: string): string | undefined;
  /** Whether somebody reads standard output: then a success is told, too. */
  readonly onTerminal: boolean;
}

const SYNTAX_ERRORS = 1;
const UNREADABLE = 2;

/**
 * Checks all files and reports the first error of each, as LuaJIT finds it: what follows a syntax error is guesswork.
 * Status 0: fine; 1: syntax errors; 2: a file could not be read, none was given, or there is no such option.
 */
export function check(paths: readonly string[], ports: CheckPorts): Outcome {
  const option = paths.find((path) => path.startsWith("-") && path !== STANDARD_INPUT);
  if (option !== undefined) {
    return failed(UNREADABLE, `ngxbox check: there is no option ${option}\nTry: ngxbox check script.lua\n`);
  }
  if (paths.length === 0) return failed(UNREADABLE, "ngxbox check: no file given\nTry: ngxbox check script.lua\n");
  const complaints: string[] = [];
  let status = 0;
  for (const path of paths) {
    const file = ports.read(path);
    const name = path === STANDARD_INPUT ? "stdin" : path;
    if ("reason" in file) {
      complaints.push(`${name}: cannot be read: ${file.reason}`);
      status = UNREADABLE;
      continue;
    }
    const error = syntaxErrorOf(file.text, name, ports);
    if (error === undefined) continue;
    complaints.push(error);
    status = Math.max(status, SYNTAX_ERRORS);
  }
  const summary = status === 0 && ports.onTerminal ? `${countOf(paths)}: no syntax errors\n` : "";
  return { status, stdout: summary, stderr: complaints.map((complaint) => `${complaint}\n`).join("") };
}

function syntaxErrorOf(text: string, path: string, ports: CheckPorts): string | undefined {
  const error = ports.syntaxError(withoutFirstLineComment(text), `@${path}`);
  if (error === undefined) return undefined;
  // A chunk's name is cut to 60 bytes in messages; an editor that jumps to the place needs the whole path.
  const line = /^[^\n]*?:(\d+): /.exec(error);
  return line === null ? `${path}: ${error}` : `${path}:${line[1]}: ${error.slice(line[0].length)}`;
}

/** A first line that starts with `#` is skipped as Lua's loadfile does; it counts as a line. */
function withoutFirstLineComment(text: string): string {
  if (!text.startsWith("#")) return text;
  const end = text.indexOf("\n");
  return end < 0 ? "" : text.slice(end);
}

function countOf(paths: readonly string[]): string {
  return paths.length === 1 ? "1 file" : `${paths.length} files`;
}
