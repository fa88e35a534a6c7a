/** How library functions answer for what the operating system did: true, or nil with the reason. */
import type { HostError } from "../../../host/ports.ts";
import type { Result } from "../../values.ts";

/**
 * Lua's `luaL_fileresult`.
 * @param path named in the message, where the operation was about one
 */
export function fileResult(error: HostError | undefined, path?: string): Result {
  if (error === undefined) return true;
  return [undefined, withPath(error, path), error.errno];
}

/** Lua 5.2's `luaL_execresult`: how a process ended. */
export function exitResults(reason: "exit" | "signal", status: number): Result {
  return [reason === "exit" && status === 0 ? true : undefined, reason, status];
}

/** "missing.txt: No such file or directory" */
export function withPath(error: HostError, path: string | undefined): string {
  return path === undefined ? error.message : `${path}: ${error.message}`;
}
