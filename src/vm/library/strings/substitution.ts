/** string.gsub */

import { checkNumber, checkString } from "../../arguments.ts";
import { blocking, call, callInFrame, frameToCall } from "../../calls.ts";
import { chargeText } from "../../charge.ts";
import { drive } from "../../coroutines.ts";
import { Closure, type LuaFunction } from "../../functions.ts";
import { formatNumber } from "../../numbers.ts";
import { index } from "../../operators.ts";
import { piece } from "../../piece.ts";
import { raise, raiseArgument } from "../../raise.ts";
import type { State } from "../../state.ts";
import { Table } from "../../table.ts";
import { UNWIND } from "../../unwinding.ts";
import { isFunction, NOTHING, type Result, truthy, typeName, type Value } from "../../values.ts";
import type { Library } from "../define.ts";
import type { Matcher } from "./matcher.ts";
import type { Pattern } from "./pattern-nodes.ts";

/** What stands in place of the match that begins at `start`; nil and false keep it. */
type Replace = (start: number) => Value;

export function substitutionLibrary(state: State, matcher: Matcher): Library {
  return {
    gsub(text, pattern, replacement, limit) {
      const count = arguments.length;
      const subject = checkString(state, text, 1, count);
      const read = matcher.read(checkString(state, pattern, 2, count));
      const most = limit === undefined ? subject.length + 1 : low32(checkNumber(state, limit, 4, count));
      const job: Job = { state, matcher, subject, pattern: read, most };
      if (typeof replacement === "string") return substitute(job, byTemplate(matcher, replacement));
      if (typeof replacement === "number") return substitute(job, byTemplate(matcher, formatNumber(replacement)));
      if (replacement instanceof Table) return substitute(job, byTable(state, matcher, replacement));
      if (isFunction(replacement)) return substituteCalling(job, replacement);
      return raiseArgument(state, 3, "string/function/table expected");
    },
  };
}

interface Job {
  readonly state: State;
  readonly matcher: Matcher;
  readonly subject: string;
  readonly pattern: Pattern;
  /** How many matches to replace; zero or less for none. */
  readonly most: number;
}

function substitute(job: Job, replace: Replace): Result {
  const { state, matcher, subject, pattern, most } = job;
  const { length } = subject;
  let done = "";
  /** Up to where the subject has been copied or replaced. */
  let copied = 0;
  let count = 0;
  for (let at = 0; count < most && at <= length; ) {
    matcher.begin(subject, pattern);
    const start = matcher.search(at);
    if (start < 0) break;
    count++;
    const { end } = matcher;
    const value = replace(start);
    if (truthy(value)) {
      const text = replacementText(state, value);
      state.budget.chargeString(done.length + (start - copied) + text.length);
      done += start > copied ? piece(subject, copied, start) + text : text;
      copied = end;
    }
    at = end > start ? end : end + 1;
    if (pattern.anchored) break;
  }
  if (count === 0) return [subject, 0];
  state.budget.chargeString(done.length + (length - copied));
  chargeText(state, done.length);
  return [done + piece(subject, copied, length), count];
}

/** As {@link substitute}, with a function of the script's: it is called where it cannot yield. */
function substituteCalling(job: Job, callback: LuaFunction): Result {
  const { state, matcher } = job;
  const { frame } = state;
  let result: Result = NOTHING;
  const count = job.pattern.captures.length || 1;
  // A call copies them.
  const args: Value[] = [];
  blocking(state, () => {
    const { depth, frame: inner } = state;
    const place = callback instanceof Closure ? frameToCall(state, callback) : undefined;
    // Errors in the pattern or in an answer are raised at gsub's caller.
    state.frame = frame;
    result = substitute(job, (start) => {
      for (let index = 0; index < count; index++) args[index] = matcher.capture(index, start);
      state.frame = inner;
      state.depth = depth;
      const called =
        callback instanceof Closure && place !== undefined
          ? callInFrame(state, callback, place, args, 0, args.length)
          : call(state, callback, args);
      const answer = called === UNWIND ? drive(state, [], inner) : called;
      state.frame = frame;
      return Array.isArray(answer) ? answer[0] : (answer as Value);
    });
    return NOTHING;
  });
  return result;
}

function byTable(state: State, matcher: Matcher, table: Table): Replace {
  return (start) => {
    const key = matcher.capture(0, start);
    const value = table.get(key);
    if (value !== undefined || table.metatable === null) return value;
    const found = blocking(state, () => index(state, table, key, -1));
    return Array.isArray(found) ? found[0] : (found as Value);
  };
}

/** `template` with %0 to %9 for the match and its captures; another character after % stands for itself. */
function byTemplate(matcher: Matcher, template: string): Replace {
  if (!template.includes("%")) return () => template;
  const { texts, captures } = readTemplate(template);
  const [before = "", after = ""] = texts;
  if (captures.length === 1 && captures[0] === WHOLE) return (start) => before + matcher.whole(start) + after;
  return (start) => {
    let text = before;
    for (let at = 0; at < captures.length; at++) {
      const capture = captures[at] as number;
      text += capture === WHOLE ? matcher.whole(start) : matcher.capture(capture, start);
      text += texts[at + 1] as string;
    }
    return text;
  };
}

const WHOLE = -1;

/** Texts, and between each two of them the index of a capture, from 0, or {@link WHOLE}. */
function readTemplate(template: string): { texts: readonly string[]; captures: readonly number[] } {
  const texts: string[] = [];
  const captures: number[] = [];
  let text = "";
  let copied = 0;
  for (let at = template.indexOf("%"); at >= 0; at = template.indexOf("%", at + 2)) {
    text += template.slice(copied, at);
    const digit = template.charCodeAt(at + 1) - 48;
    copied = at + 2;
    if (digit >= 0 && digit <= 9) {
      texts.push(text);
      text = "";
      captures.push(digit - 1);
    } else {
      // LuaJIT reads the zero byte that ends the string.
      text += template[at + 1] ?? "\0";
    }
  }
  texts.push(text + template.slice(copied));
  return { texts, captures };
}

function replacementText(state: State, value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value);
  return raise(state, `invalid replacement value (a ${typeName(value)})`);
}

/** The lowest 32 bits of a 64-bit integer, as LuaJIT takes the limit. */
function low32(number: number): number {
  return Math.abs(number) < 2 ** 63 ? number | 0 : 0;
}
