/** string.find, match and gmatch. */
import { checkString } from "../../arguments.ts";
import { chargeText } from "../../charge.ts";
import { NativeFunction } from "../../functions.ts";
import type { State } from "../../state.ts";
import { NOTHING, type Result, truthy, type Value } from "../../values.ts";
import type { Library } from "../define.ts";
import { optionalInt32 } from "./int32.ts";
import type { Matcher } from "./matcher.ts";
import { Matches } from "./matches.ts";
import type { NativeSearch } from "./native-search.ts";
import type { Pattern } from "./pattern-nodes.ts";

/** LuaJIT's number of the function that `gmatch` answers, as in builtins.ts: `tostring` shows it. */
const GMATCH_STEP = 89;

export function searchingLibrary(state: State, matcher: Matcher): Library {
  return {
    find(text, pattern, init, plain) {
      const count = arguments.length;
      const subject = checkString(state, text, 1, count);
      const wanted = checkString(state, pattern, 2, count);
      const from = init === undefined ? 0 : startIndex(subject.length, optionalInt32(state, init, 3, count, 1));
      if (from > subject.length) return undefined;
      const read = truthy(plain) ? undefined : matcher.read(wanted);
      if (read === undefined || read.plain) {
        const at = subject.indexOf(wanted, from);
        chargeText(state, (at < 0 ? subject.length : at) - from);
        return at < 0 ? undefined : [at + 1, at + wanted.length];
      }
      const native = matcher.native(read, subject.length - from);
      return native === null
        ? foundByNodes(matcher, subject, read, from)
        : found(native, matcher.searchNatively(native, subject, from));
    },
    match(text, pattern, init) {
      const count = arguments.length;
      const subject = checkString(state, text, 1, count);
      const wanted = checkString(state, pattern, 2, count);
      const from = init === undefined ? 0 : startIndex(subject.length, optionalInt32(state, init, 3, count, 1));
      if (from > subject.length) return undefined;
      const read = matcher.read(wanted);
      const native = matcher.native(read, subject.length - from);
      if (native !== null) {
        const match = matcher.searchNatively(native, subject, from);
        return match === null ? undefined : native.captures(match);
      }
      matcher.begin(subject, read);
      const start = matcher.search(from);
      return start < 0 ? undefined : captured(matcher, start);
    },
    gmatch(text, pattern) {
      const subject = checkString(state, text, 1, arguments.length);
      const wanted = checkString(state, pattern, 2, arguments.length);
      // For gmatch `^` is no anchor but a character.
      const read = matcher.readUnanchored(wanted);
      const matches = new Matches(state, matcher, subject, read);
      const step = new NativeFunction("gmatch_aux", () => (matches.next() ? matches.captures() : NOTHING));
      step.builtin = GMATCH_STEP;
      return step;
    },
  };
}

/** What `find` answers. */
function found(native: NativeSearch, match: RegExpExecArray | null): Result {
  if (match === null) return undefined;
  const { index } = match;
  const values: Value[] = [index + 1, index + match[0].length];
  if (native.captureCount > 0) native.addCaptures(values, match);
  return values;
}

function foundByNodes(matcher: Matcher, subject: string, pattern: Pattern, from: number): Result {
  matcher.begin(subject, pattern);
  const start = matcher.search(from);
  if (start < 0) return undefined;
  const values: Value[] = [start + 1, matcher.end];
  if (matcher.captureCount > 0) matcher.addCaptures(values, start);
  return values;
}

/** All captures of a match that begins at `start`, or the match itself. */
function captured(matcher: Matcher, start: number): Result {
  const { captureCount } = matcher;
  if (captureCount === 0) return matcher.whole(start);
  if (captureCount === 1) return matcher.capture(0, start);
  const values: Value[] = [];
  matcher.addCaptures(values, start);
  return values;
}

/** The index, from 0, that a Lua position means; beyond the end it is past `length`. */
function startIndex(length: number, position: number): number {
  if (position > 0) return position - 1;
  return position === 0 ? 0 : Math.max(0, length + position);
}
