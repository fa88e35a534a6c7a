/** load, loadstring, loadfile, dofile. */
import { checkString, optionalString } from "../arguments.ts";
import { cString } from "../byte-text.ts";
import { callBlocking, errorValue } from "../calls.ts";
import { charge } from "../charge.ts";
import { LuaError } from "../errors.ts";
import type { Closure } from "../functions.ts";
import { loadChunk } from "../load.ts";
import { formatNumber } from "../numbers.ts";
import { raise, raiseArgumentType } from "../raise.ts";
import type { State } from "../state.ts";
import { bufferOf } from "../string-buffer.ts";
import { Table } from "../table.ts";
import { isFunction, type Result, type Value } from "../values.ts";
import type { Library } from "./define.ts";

/** A reader may give endlessly many pieces: they are joined when there are so many. */
const PIECES_KEPT = 4096;

/** Characters of source text that are parsed in the time of one step. */
const PARSED_CHARACTERS_A_STEP = 8;

/** Where source files come from: a part of the Files port. */
export interface SourceFiles {
  /** The file's bytes, or why it cannot be read ("No such file or directory"). Null is standard input. */
  readSource(path: string | null): { readonly text: string } | { readonly error: string };
  /** Whether the file can be opened for reading. */
  isReadable(path: string): boolean;
}

export function loadingLibrary(state: State, files: SourceFiles): Library {
  const load = (...args: Value[]): Result => {
    const [given, name, mode, environment] = args;
    const chunk = bufferOf(given)?.text ?? given;
    const named = name === undefined ? undefined : checkString(state, name, 2, args.length);
    const allowed = optionalString(state, mode, 3, args.length, "bt");
    const target = environment instanceof Table ? environment : state.globals;
    if (typeof chunk === "string" || typeof chunk === "number") {
      const text = typeof chunk === "number" ? formatNumber(chunk) : chunk;
      return orMessage(state, () => loadText(state, text, named ?? text, target, allowed));
    }
    if (!isFunction(chunk)) raiseArgumentType(state, 1, "function", chunk, args.length);
    return orMessage(state, () => loadText(state, readChunk(state, chunk), named ?? "=(load)", target, allowed));
  };
  return {
    load,
    loadstring: load,
    loadfile(path, mode, environment) {
      const allowed = optionalString(state, mode, 2, arguments.length, "bt");
      const target = environment instanceof Table ? environment : state.globals;
      const name = path === undefined ? null : cString(checkString(state, path, 1, arguments.length));
      return orMessage(state, () => loadFile(state, files, name, allowed, target));
    },
    dofile(path) {
      const name = path === undefined ? null : cString(checkString(state, path, 1, arguments.length));
      return callBlocking(state, loadFile(state, files, name, "bt", state.globals), []);
    },
  };
}

/**
 * @param name what error texts call the file
 * @throws LuaError with the message that `loadfile` returns
 */
export function loadFile(
  state: State,
  files: SourceFiles,
  path: string | null,
  mode: string,
  environment: Table,
  name = path,
): Closure {
  const read = files.readSource(path);
  if ("error" in read) {
    // C opens a folder, and fails when it reads.
    const verb = read.error === "Is a directory" ? "read" : "open";
    throw new LuaError(`cannot ${verb} ${path ?? "stdin"}: ${read.error}`);
  }
  return loadText(state, read.text, name === null ? "=stdin" : `@${name}`, environment, mode);
}

/** As {@link loadChunk}, for a script: parsing takes steps, while it goes on. */
function loadText(state: State, text: string, chunkName: string, environment: Table, mode: string): Closure {
  const pay = (characters: number) => charge(state, Math.ceil(characters / PARSED_CHARACTERS_A_STEP));
  return loadChunk(state, text, chunkName, environment, mode, pay);
}

/** The function, or nil and the message where the chunk cannot be loaded. */
function orMessage(state: State, make: () => Closure): Result {
  const { frame } = state;
  try {
    return make();
  } catch (thrown) {
    const value = errorValue(state, thrown);
    state.frame = frame;
    return [undefined, value];
  }
}

/** Collects the pieces that a reader function gives. */
function readChunk(state: State, reader: Value): string {
  let collected = "";
  let pieces: string[] = [];
  let total = 0;
  for (;;) {
    const result = callBlocking(state, reader, []);
    const piece = Array.isArray(result) ? result[0] : (result as Value);
    if (piece === undefined || piece === "") return collected + pieces.join("");
    if (typeof piece !== "string" && typeof piece !== "number") {
      raise(state, "reader function must return a string");
    }
    const text = typeof piece === "number" ? formatNumber(piece) : piece;
    total += text.length;
    state.budget.chargeString(total);
    pieces.push(text);
    if (pieces.length === PIECES_KEPT) {
      collected += pieces.join("");
      pieces = [];
    }
  }
}
