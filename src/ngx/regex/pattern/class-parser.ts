/** Reads character classes: `[^a-z\d[:alpha:]]`. */
import {
  addAll,
  addOtherCases,
  addRange,
  type ByteSet,
  complement,
  ESCAPED_SETS,
  emptySet,
  POSIX_SETS,
} from "./byte-sets.ts";
import { readCharacter } from "./escapes.ts";
import { unclear } from "./unclear.ts";

/** The class whose bracket stands at `at`, and where it ends. */
export function readClass(
  source: string,
  at: number,
  caseless: boolean,
): { readonly set: ByteSet; readonly end: number } {
  const isNegated = source[at + 1] === "^";
  const from = isNegated ? at + 2 : at + 1;
  const set = emptySet();
  let next = from;
  // A closing bracket that comes first stands for itself.
  while (next === from || source[next] !== "]") {
    const member = readMember(source, next, caseless);
    if (typeof member.what !== "number") {
      // What a hyphen behind a set means has changed with time.
      if (source[member.end] === "-" && source[member.end + 1] !== "]") return unclear();
      addAll(set, member.what);
      next = member.end;
      continue;
    }
    next = member.end;
    const isRange = source[next] === "-" && source[next + 1] !== "]";
    if (!isRange) {
      addCharacters(set, member.what, member.what, caseless);
      continue;
    }
    const last = readMember(source, next + 1, caseless);
    if (typeof last.what !== "number" || last.what < member.what) return unclear();
    addCharacters(set, member.what, last.what, caseless);
    next = last.end;
  }
  return { set: isNegated ? complement(set) : set, end: next + 1 };
}

interface Member {
  readonly what: number | ByteSet;
  readonly end: number;
}

function readMember(source: string, at: number, caseless: boolean): Member {
  const char = source[at];
  if (char === undefined) return unclear();
  if (char === "\\") return readEscape(source, at);
  if (char === "[" && /[:.=]/.test(source[at + 1] ?? "")) return readPosixClass(source, at, caseless);
  return { what: char.charCodeAt(0), end: at + 1 };
}

function readEscape(source: string, at: number): Member {
  const letter = source[at + 1] ?? "";
  const set = ESCAPED_SETS.get(letter);
  if (set !== undefined) return { what: set, end: at + 2 };
  if (letter === "b") return { what: 8, end: at + 2 };
  const { code, end } = readCharacter(source, at);
  return { what: code, end };
}

function readPosixClass(source: string, at: number, caseless: boolean): Member {
  POSIX_CLASS.lastIndex = at;
  const [text = "", caret, written = ""] = POSIX_CLASS.exec(source) ?? [];
  // Without regard to case, these two are letters of either case.
  const name = caseless && (written === "lower" || written === "upper") ? "alpha" : written;
  const set = POSIX_SETS.get(name) ?? unclear();
  return { what: caret === "^" ? complement(set) : set, end: at + text.length };
}

const POSIX_CLASS = /\[:(\^?)([a-z]+):\]/y;

function addCharacters(set: ByteSet, first: number, last: number, caseless: boolean): void {
  const characters = emptySet();
  addRange(characters, first, last);
  if (caseless) addOtherCases(characters);
  addAll(set, characters);
}
