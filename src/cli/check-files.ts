/** What `ngxbox check` works on: real files, and the machine's parser. */
import { readFileSync } from "node:fs";
import { nodeByteText } from "../host/node/byte-text.ts";
import { nodeFiles } from "../host/node/files.ts";
import { asHostError } from "../host/node/strerror.ts";
import { isTerminal } from "../host/node/terminal.ts";
import type { HostError } from "../host/ports.ts";
import { LuaSyntaxError, parseChunk } from "../vm/parser/parse.ts";
import { type CheckPorts, check } from "./check.ts";
import { STANDARD_INPUT } from "./options/resty-options.ts";
import type { Outcome } from "./outcome.ts";

/** Checks the files at `paths`; what it prints holds bytes as characters, as the files do. */
export function checkFiles(paths: readonly string[]): Outcome {
  return check(paths, { read, syntaxError, onTerminal: isTerminal(1) });
}

function read(path: string): ReturnType<CheckPorts["read"]> {
  const read = path === STANDARD_INPUT ? standardInput() : nodeFiles.readWhole(path);
  return "message" in read ? { reason: read.message } : { text: nodeByteText.toText(read) };
}

function standardInput(): Uint8Array | HostError {
  try {
    return readFileSync(0);
  } catch (thrown) {
    return asHostError(thrown);
  }
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
