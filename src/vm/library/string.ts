/** The string library, and the metatable that makes its functions methods of strings. */

import { checkFunction, checkString } from "../arguments.ts";
import { portableByteText } from "../byte-text.ts";
import { chargeText } from "../charge.ts";
import { NativeFunction } from "../functions.ts";
import { piece } from "../piece.ts";
import type { Prototype } from "../prototype.ts";
import { raise, raiseArgument } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { NOTHING, type Value } from "../values.ts";
import { type Library, laterFunctions, libraryTable } from "./define.ts";
import { Layout } from "./fields.ts";
import { loadFormat } from "./load-format.ts";
import { checkInt32, optionalInt32 } from "./strings/int32.ts";
import { loadPatterns } from "./strings/load-patterns.ts";
import { chargeElements } from "./table-elements.ts";

const STRING = new Layout();

/** How many values `byte` may return: LuaJIT's LUAI_MAXCSTACK. */
const BYTE_LIMIT = 8000;

/** Makes the table `string` and the metatable of strings. */
export function stringLibrary(state: State): Table {
  const libraries = [bytesLibrary(state), casesLibrary(state), dumpLibrary(state)];
  const later = [
    ...laterFunctions(SEARCHING, () => patternLibrary(state)),
    ...laterFunctions(["format"], () => loadFormat()(state)),
  ];
  // Written in Lua in the reference: nothing is nil to it.
  const len = (text: Value) => checkString(state, text, 1, 1).length;
  const table = libraryTable(STRING, libraries, { len: new NativeFunction("len", len, true) }, later);
  const metatable = new Table();
  metatable.set("__index", table);
  state.stringMetatable = metatable;
  return table;
}

const SEARCHING = ["find", "match", "gmatch", "gsub"];

/** The functions that search share what they know of patterns. */
function patternLibrary(state: State): Library {
  const { Matcher, searchingLibrary, substitutionLibrary } = loadPatterns();
  const matcher = new Matcher(state);
  return { ...searchingLibrary(state, matcher), ...substitutionLibrary(state, matcher) };
}

/** Making strings and taking them apart. */
function bytesLibrary(state: State): Library {
  return {
    byte(text, from, to) {
      const count = arguments.length;
      const string = checkString(state, text, 1, count);
      const { length } = string;
      let start = optionalInt32(state, from, 2, count, 1);
      let end = optionalInt32(state, to, 3, count, start);
      if (end < 0) end += length + 1;
      else if (end > length) end = length;
      if (start < 0) start += length + 1;
      if (start < 1) start = 1;
      if (start === end) return string.charCodeAt(start - 1);
      if (start > end) return NOTHING;
      if (end - start >= BYTE_LIMIT) raise(state, "string slice too long");
      chargeElements(state, end - start);
      return codesOf(string, start - 1, end);
    },
    char(first) {
      const count = arguments.length;
      if (count === 0) return "";
      let text = String.fromCharCode(checkByte(state, first, 1, count));
      for (let at = 1; at < count; at++) {
        text += String.fromCharCode(checkByte(state, arguments[at] as Value, at + 1, count));
      }
      return text;
    },
    sub(text, from, to) {
      const count = arguments.length;
      const string = checkString(state, text, 1, count);
      const { length } = string;
      let start = checkInt32(state, from, 2, count);
      let end = optionalInt32(state, to, 3, count, -1);
      if (end < 0) end += length + 1;
      else if (end > length) end = length;
      if (start < 0) start += length + 1;
      if (start < 1) start = 1;
      return start > end ? "" : piece(string, start - 1, end);
    },
    rep(text, times, separator) {
      const count = arguments.length;
      const string = checkString(state, text, 1, count);
      const repetitions = checkInt32(state, times, 2, count);
      const between = separator === undefined ? "" : checkString(state, separator, 3, count);
      if (repetitions < 1 || (string === "" && between === "")) return "";
      const length = string.length * repetitions + between.length * (repetitions - 1);
      state.budget.chargeString(length);
      chargeText(state, length);
      return between === "" ? string.repeat(repetitions) : (string + between).repeat(repetitions - 1) + string;
    },
  };
}

function codesOf(string: string, from: number, to: number): number[] {
  switch (to - from) {
    case 2:
      return [string.charCodeAt(from), string.charCodeAt(from + 1)];
    case 3:
      return [string.charCodeAt(from), string.charCodeAt(from + 1), string.charCodeAt(from + 2)];
    default: {
      const codes: number[] = [];
      for (let at = from; at < to; at++) codes.push(string.charCodeAt(at));
      return codes;
    }
  }
}

function checkByte(state: State, value: Value, index: number, count: number): number {
  const code = checkInt32(state, value, index, count);
  return code >= 0 && code <= 255 ? code : raiseArgument(state, index, "invalid value");
}

/** What changes each character. Only ASCII letters have two cases. */
function casesLibrary(state: State): Library {
  const shifted = (string: string, first: number, difference: number): string => {
    const bytes = portableByteText.toBytes(string);
    for (let at = 0; at < bytes.length; at++) {
      const letter = (bytes[at] ?? 0) - first;
      if (letter >= 0 && letter < 26) bytes[at] = first + letter + difference;
    }
    return portableByteText.toText(bytes);
  };
  const charged = (text: Value, count: number): string => {
    const string = checkString(state, text, 1, count);
    chargeText(state, string.length);
    return string;
  };
  return {
    lower(text) {
      const string = charged(text, arguments.length);
      return BEYOND_ASCII.test(string) ? shifted(string, 65, 32) : string.toLowerCase();
    },
    upper(text) {
      const string = charged(text, arguments.length);
      return BEYOND_ASCII.test(string) ? shifted(string, 97, -32) : string.toUpperCase();
    },
    reverse(text) {
      return reversed(charged(text, arguments.length));
    },
  };
}

function reversed(string: string): string {
  let text = "";
  let end = string.length;
  for (; end > SHORT; end -= REVERSED_AT_ONCE) text += reversedBlock(string, Math.max(end - REVERSED_AT_ONCE, 0), end);
  for (; end >= 8; end -= 8) {
    text += String.fromCharCode(
      string.charCodeAt(end - 1),
      string.charCodeAt(end - 2),
      string.charCodeAt(end - 3),
      string.charCodeAt(end - 4),
      string.charCodeAt(end - 5),
      string.charCodeAt(end - 6),
      string.charCodeAt(end - 7),
      string.charCodeAt(end - 8),
    );
  }
  while (end > 0) text += string.charAt(--end);
  return text;
}

/** Above so many characters, pieces of eight would take more memory than they are worth. */
const SHORT = 512;
/** Each character becomes an argument of a call. */
const REVERSED_AT_ONCE = 2048;

function reversedBlock(string: string, from: number, to: number): string {
  // A plain array is spread several times as fast as a typed one.
  const codes = new Array<number>(to - from);
  for (let at = to - 1; at >= from; at--) codes[to - 1 - at] = string.charCodeAt(at);
  return String.fromCharCode.apply(null, codes);
}

const BEYOND_ASCII = /[\x80-\xff]/;

/** The beginning of LuaJIT's bytecode. */
const DUMP_HEADER = "\x1bLJ\x02";

function dumpLibrary(state: State): Library {
  const texts = new WeakMap<Prototype, string>();
  return {
    /** The text stands for the function in this machine only; it holds no code. */
    dump(value) {
      const callee = checkFunction(state, value, 1, arguments.length);
      if (callee instanceof NativeFunction) raise(state, "unable to dump given function");
      const { prototype } = callee;
      let text = texts.get(prototype);
      if (text === undefined) {
        text = `${DUMP_HEADER}${state.dumps.size}\0`;
        texts.set(prototype, text);
        state.dumps.set(text, prototype);
      }
      return text;
    },
  };
}
