/** What `ngxbox check` works on: real files, and the machine's parser. */
import { readFileSync } from "node:fs";
import { getSystemErrorMap } from "node:util";
import { LuaSyntaxError, parseChunk } from "../vm/parser/parse.ts";
import { type CheckPorts, check } from "./check.ts";
import type { Outcome } from "./outcome.ts";

/** Checks the files at `paths`; what it prints holds bytes as characters, as the files do. */
export function checkFiles(paths: readonly string[]): Outcome {
  return check(paths, { read, syntaxError, onTerminal: process.stdout.isTTY === true });
}

function read(path: string): ReturnType<CheckPorts["read"]> {
  try {
    return { text: readFileSync(path, "latin1") };
  } catch (thrown) {
    return { reason: reasonOf(thrown) };
  }
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const errno = "errno" in thrown && typeof thrown.errno === "number" ? thrown.errno : undefined;
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? thrown.message;
}

function syntaxError(text: string, chunkName: string): string | undefined {
  try {
    parseChunk(text, chunkName);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof LuaSyntaxError) return thrown.message;
    throw thrown;
  }
}
