/**
 * The formats of `read`, as LuaJIT has them from C's stdio. Each is a generator: it takes bytes from an {@link Input} and
 * yields where it needs more, so that one code serves files, which answer at once, and standard input, for which a script
 * may have to be suspended.
 */
import { MemoryError } from "../../errors.ts";
import { raiseArgument } from "../../raise.ts";
import type { State } from "../../state.ts";
import type { Value } from "../../values.ts";
import type { Input } from "./input.ts";
import { readNumber } from "./scan-number.ts";

/** Yields how many bytes it could use; is told whether any came. False is the end of the file, or an error. */
export type Reading<T> = Generator<number, T, boolean>;

/** What a file is asked for at a time. Lines cut from it keep it alive, so it is not large. */
export const CHUNK = 16_384;

/** The size that C's buffer for a line begins with. */
export const LINE_BUFFER = 8192;

/**
 * Reads what `formats` ask for, until one of them meets the end: then nil is the last result.
 * @param first the argument number of the first format, for messages
 */
export function* readFormats(state: State, input: Input, formats: readonly Value[], first: number): Reading<Value[]> {
  if (formats.length === 0) return [yield* readLine(state, input, false)];
  const results: Value[] = [];
  for (let index = 0; index < formats.length; index++) {
    const value = yield* readOne(state, input, formats[index], first + index);
    results.push(value);
    if (value === undefined) break;
  }
  return results;
}

function readOne(state: State, input: Input, format: Value, index: number): Reading<Value> {
  if (typeof format === "number") return readCount(state, input, countOf(format));
  if (typeof format !== "string") return raiseArgument(state, index, "invalid option");
  switch (format.charAt(format.startsWith("*") ? 1 : 0)) {
    case "n":
      return readNumber(state, input);
    case "l":
      return readLine(state, input, false);
    case "L":
      return readLine(state, input, true);
    case "a":
      return readAll(state, input);
    default:
      return raiseArgument(state, index, "invalid format");
  }
}

/**
 * A line, or nil at the end. C finds the end of what `fgets` gave by its NUL, so a NUL in the text hides what follows it
 * in the same line (or in the same 8 KiB of a long one), line break included; LuaJIT then reads on.
 */
function* readLine(state: State, input: Input, keepBreak: boolean): Reading<string | undefined> {
  let line = "";
  for (let size = LINE_BUFFER; ; ) {
    const piece = yield* readPiece(input, size - line.length - 1);
    if (piece === "") return line === "" ? undefined : line;
    const nul = piece.indexOf("\0");
    line += nul < 0 ? piece : piece.slice(0, nul);
    if (line.endsWith("\n")) return keepBreak ? line : line.slice(0, -1);
    if (line.length >= size - 64) size += size;
    state.budget.chargeString(line.length);
  }
}

/** `fgets`: up to `most` bytes of one line; "" at the end. */
function* readPiece(input: Input, most: number): Reading<string> {
  // looking at what is joined would join it anew each time
  const parts: string[] = [];
  let length = 0;
  let hasBreak = false;
  do {
    if (input.isEmpty && !(yield CHUNK)) break;
    const part = input.takeLine(most - length);
    parts.push(part);
    length += part.length;
    hasBreak = part.endsWith("\n");
  } while (length < most && !hasBreak);
  return parts.join("");
}

/** All that follows; never nil. */
function* readAll(state: State, input: Input): Reading<string> {
  const pieces: string[] = [];
  for (let length = 0; !input.isEmpty || (yield LARGE); ) {
    length += input.length;
    state.budget.chargeString(length);
    pieces.push(input.take(LARGE));
  }
  return pieces.join("");
}

/** Up to `count` bytes, or nil at the end. None: only asks whether the end is reached. */
function* readCount(state: State, input: Input, count: number): Reading<string | undefined> {
  if (count === 0) return input.isEmpty && !(yield CHUNK) ? undefined : "";
  const pieces: string[] = [];
  for (let left = count; left > 0; ) {
    if (input.isEmpty && !(yield Math.max(CHUNK, Math.min(left, LARGE)))) break;
    const piece = input.take(left);
    left -= piece.length;
    state.budget.chargeString(count - left);
    pieces.push(piece);
  }
  return pieces.length === 0 ? undefined : pieces.join("");
}

/** For reading much at once. */
const LARGE = 1 << 20;

/** LuaJIT turns the number into a 32-bit size and asks for a buffer of it: what is negative then is too large. */
function countOf(format: number): number {
  const count = Math.trunc(format);
  if (count >= 0 && count < 2 ** 31) return count;
  throw new MemoryError();
}
