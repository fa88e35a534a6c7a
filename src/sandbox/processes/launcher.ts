/**
 * The Lua around a script: it runs -e's code and then the script in a timer, and ends the process as `resty` does when
 * they fail. It is Lua so that its frames and names stand in tracebacks as the reference's do ("in function 'file_gen'").
 */
import type { Value } from "../../vm/values.ts";

const CHUNK = "init_worker_by_lua(nginx.conf:141)";

export const LAUNCHER_CHUNK_NAME = `=${CHUNK}`;

/**
 * Called with the functions that -e's code and the script are (or nothing), with `debug.traceback`, and with functions that
 * take an error and that finish the process; returns the timer's callback.
 */
export const LAUNCHER = `local inline_gen, file_gen, traceback, fail, finish = ...
local function gen()
  if inline_gen then inline_gen() end
  if file_gen then file_gen() end
end
return function()
  -- level 3: neither this function nor error() itself
  local ok, err = xpcall(gen, function(err) return fail(traceback(err, 3)) end)
  if not ok then return fail(err) end
  finish()
end`;

/** Where resty's own Lua opens and loads what it is to run: its errors carry these lines. */
export interface LauncherLines {
  readonly loadInline: number;
  readonly openScript: number;
  readonly loadScript: number;
}

/** Lines of that Lua in front of the one that loads. Each argument makes one more, and so does each line break in one. */
const BEFORE_LOADING = 39;
const INLINE_LINES = 4;

export function launcherLines(inline: boolean, args: readonly string[]): LauncherLines {
  const loadInline = BEFORE_LOADING + args.join("\n").split("\n").length - (args.length === 0 ? 1 : 0);
  const loadScript = loadInline + 1 + (inline ? INLINE_LINES : 0);
  return { loadInline, openScript: loadScript - 2, loadScript };
}

/** An error that its Lua raises itself, at `line`. */
export function launcherError(line: number, message: string): string {
  return `${CHUNK}:${line}: ${message}`;
}

/**
 * What resty prints of an error, less its own position. Nothing for nil and false; undefined for what its string.gsub
 * refuses, for that is an error in error handling.
 */
export function printableError(error: Value): string | null | undefined {
  if (error === undefined || error === false) return null;
  return typeof error === "string" ? error.replace(/^init_worker_by_lua:[0-9]+: /, "") : undefined;
}
