/** What `ngxbox check` works on: real files, and the machine's parser. */
import { nodeByteText } from "../host/node/byte-text.ts";
import { nodeFiles } from "../host/node/files.ts";
import { isTerminal } from "../host/node/terminal.ts";
import { LuaSyntaxError, parseChunk } from "../vm/parser/parse.ts";
import { type CheckPorts, check } from "./check.ts";
import type { Outcome } from "./outcome.ts";

/** Checks the files at `paths`; what it prints holds bytes as characters, as the files do. */
export function checkFiles(paths: readonly string[]): Outcome {
  return check(paths, { read, syntaxError, onTerminal: isTerminal(1) });
}

function read(path: string): ReturnType<CheckPorts["read"]> {
  const read = nodeFiles.readWhole(path);
  return "message" in read ? { reason: read.message } : { text: nodeByteText.toText(read) };
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
