/** string.gsub */

import { checkNumber, checkString } from "../../arguments.ts";
import { blocking, call, callInFrame, frameToCall } from "../../calls.ts";
import { chargeText } from "../../charge.ts";
import { drive } from "../../coroutines.ts";
import type { StackFrame } from "../../frames.ts";
import { Closure, type LuaFunction } from "../../functions.ts";
import { formatNumber } from "../../numbers.ts";
import { index } from "../../operators.ts";
import { piece } from "../../piece.ts";
import { raise, raiseArgument } from "../../raise.ts";
import type { State } from "../../state.ts";
import { Table } from "../../table.ts";
import { UNWIND } from "../../unwinding.ts";
import { isFunction, NOTHING, type Result, typeName, type Value } from "../../values.ts";
import type { Library } from "../define.ts";
import type { Matcher } from "./matcher.ts";
import { Matches, PASSED_AT_ONCE } from "./matches.ts";

export function substitutionLibrary(state: State, matcher: Matcher): Library {
  return {
    gsub(text, pattern, replacement, limit) {
      const count = arguments.length;
      const subject = checkString(state, text, 1, count);
      const read = matcher.read(checkString(state, pattern, 2, count));
      const most = limit === undefined ? subject.length + 1 : low32(checkNumber(state, limit, 4, count));
      const work = new Substitution(
        state,
        new Matches(state, matcher, subject, read),
        subject,
        read.anchored ? Math.min(most, 1) : most,
      );
      if (typeof replacement === "string") return byTemplate(work, replacement);
      if (typeof replacement === "number") return byTemplate(work, formatNumber(replacement));
      if (replacement instanceof Table) return byTable(state, work, replacement);
      if (isFunction(replacement)) return byFunction(state, work, replacement, read.captures.length || 1);
      return raiseArgument(state, 3, "string/function/table expected");
    },
  };
}

/** What is put in the places of matches is added piece by piece; the engine joins it when it is read. */
class Substitution {
  readonly matches: Matches;
  private readonly state: State;
  private readonly subject: string;
  /** How many matches to replace; zero or less for none. */
  private readonly most: number;
  /** The frame of the caller, where errors in the pattern or in a replacement are raised. */
  private readonly frame: StackFrame | null;
  private done = "";
  /** Up to where the subject has been copied or replaced. */
  private copied = 0;
  private count = 0;

  constructor(state: State, matches: Matches, subject: string, most: number) {
    this.state = state;
    this.matches = matches;
    this.subject = subject;
    this.most = most;
    this.frame = state.frame;
  }

  /** Looks for the next match; false when it is all done. */
  next(): boolean {
    const { matches } = this;
    if (this.count >= this.most) return false;
    if (matches.byNodes) this.state.frame = this.frame;
    if (!matches.next()) return false;
    this.count++;
    return true;
  }

  /** Begins to replace the match: with all that is added before the next one is looked for. */
  drop(): void {
    const { copied } = this;
    const { start, end } = this.matches;
    if (start > copied) this.done += piece(this.subject, copied, start);
    this.copied = end;
  }

  add(text: string): void {
    if (text.length === 0) return;
    const { done } = this;
    const { budget } = this.state;
    if (done.length + text.length > budget.stringBytes) this.tooLong(done.length + text.length);
    this.done = done + text;
  }

  /**
   * Replaces all runs of `members`, or some of them, in a loop without a call for each.
   * @param after what follows the run, which then stands between two texts; undefined where it goes
   */
  replaceRuns(members: Uint8Array, before: string, after: string | undefined): void {
    const { subject, most, matches } = this;
    const { isSingle } = matches;
    const { length } = subject;
    // As in Matches: what has been looked at once, the optimised loops do not test for each character.
    if (members.length === 0) return;
    let done = "";
    let count = 0;
    let at = 0;
    let copied = 0;
    let charged = 0;
    while (count < most) {
      while (at < length && members[subject.charCodeAt(at)] === 0) at++;
      if (at >= length) break;
      const start = at++;
      if (!isSingle) while (at < length && members[subject.charCodeAt(at)] === 1) at++;
      if (start > copied) done += piece(subject, copied, start);
      done += after === undefined ? before : before + piece(subject, start, at) + after;
      copied = at;
      count++;
      if (at - charged > PASSED_AT_ONCE) {
        matches.pass(at - charged);
        charged = at;
      }
    }
    matches.pass(at - charged + 1);
    this.done = done;
    this.copied = copied;
    this.count = count;
  }

  /** As {@link replaceRuns}, for single characters: by what `answers` has for each of them, which is the same each time. */
  replaceCharacters(members: Uint8Array, answers: Table): void {
    const { subject, most, matches } = this;
    const { stringBytes } = this.state.budget;
    const { length } = subject;
    if (members.length === 0) return;
    let done = "";
    let count = 0;
    let at = 0;
    let copied = 0;
    let charged = 0;
    let last = -1;
    let text: string | undefined;
    while (count < most) {
      while (at < length && members[subject.charCodeAt(at)] === 0) at++;
      if (at >= length) break;
      const code = subject.charCodeAt(at);
      if (code !== last) {
        text = this.textOf(answers.getHash(String.fromCharCode(code)));
        last = code;
      }
      if (text !== undefined) {
        const grown = done.length + at - copied + text.length;
        if (grown > stringBytes) this.tooLong(grown);
        done += at > copied ? piece(subject, copied, at) + text : text;
        copied = at + 1;
      }
      at++;
      count++;
      if (at - charged > PASSED_AT_ONCE) {
        matches.pass(at - charged);
        charged = at;
      }
    }
    matches.pass(at - charged + 1);
    this.done = done;
    this.copied = copied;
    this.count = count;
  }

  /** Puts what a table or a function has answered in place of the match; nil and false keep it. */
  put(value: Value): void {
    const text = this.textOf(value);
    if (text === undefined) return;
    this.drop();
    this.add(text);
  }

  /** The text of an answer; undefined where it keeps the match. */
  private textOf(value: Value): string | undefined {
    if (typeof value === "string") return value;
    if (value === undefined || value === false) return undefined;
    return typeof value === "number" ? formatNumber(value) : this.refuse(value);
  }

  /** What `gsub` returns. */
  result(): Result {
    const { subject, done, copied, count, state } = this;
    if (count === 0) return [subject, 0];
    const left = subject.length - copied;
    state.budget.chargeString(done.length + left);
    chargeText(state, done.length);
    return [left === 0 ? done : done + piece(subject, copied, subject.length), count];
  }

  private refuse(value: Value): never {
    this.state.frame = this.frame;
    return raise(this.state, `invalid replacement value (a ${typeName(value)})`);
  }

  private tooLong(length: number): void {
    this.state.frame = this.frame;
    this.state.budget.chargeString(length);
  }
}

/** With `template`, in which %0 to %9 are the match and its captures; another character after % stands for itself. */
function byTemplate(work: Substitution, template: string): Result {
  const { matches } = work;
  const { members } = matches;
  if (!template.includes("%")) {
    if (members !== undefined) {
      work.replaceRuns(members, template, undefined);
      return work.result();
    }
    while (work.next()) {
      work.drop();
      work.add(template);
    }
    return work.result();
  }
  const { texts, captures } = readTemplate(template);
  const first = texts[0] as string;
  // What captures a run captures all of it.
  if (members !== undefined && captures.length === 1 && (captures[0] === WHOLE || captures[0] === 0)) {
    work.replaceRuns(members, first, texts[1]);
    return work.result();
  }
  while (work.next()) {
    let text = first;
    for (let at = 0; at < captures.length; at++) {
      const capture = captures[at] as number;
      text += capture === WHOLE ? matches.whole() : String(matches.capture(capture));
      text += texts[at + 1] as string;
    }
    work.drop();
    work.add(text);
  }
  return work.result();
}

function byTable(state: State, work: Substitution, table: Table): Result {
  const { characters } = work.matches;
  if (characters !== undefined && table.metatable === null) {
    work.replaceCharacters(characters, table);
    return work.result();
  }
  while (work.next()) {
    const key = work.matches.capture(0);
    const value = table.get(key);
    work.put(value !== undefined || table.metatable === null ? value : inherited(state, table, key));
  }
  return work.result();
}

function inherited(state: State, table: Table, key: Value): Value {
  const found = blocking(state, () => index(state, table, key, -1));
  return Array.isArray(found) ? found[0] : (found as Value);
}

/** With what a function of the script's answers: it is called where it cannot yield. */
function byFunction(state: State, work: Substitution, callback: LuaFunction, captureCount: number): Result {
  // A call copies them.
  const args: Value[] = [];
  blocking(state, () => {
    const { depth, frame } = state;
    const place = callback instanceof Closure ? frameToCall(state, callback) : undefined;
    while (work.next()) {
      for (let index = 0; index < captureCount; index++) args[index] = work.matches.capture(index);
      state.depth = depth;
      let answer: Result;
      if (callback instanceof Closure && place !== undefined) {
        answer = callInFrame(state, callback, place, args, 0, captureCount);
      } else {
        state.frame = frame;
        answer = call(state, callback, args);
      }
      if (answer === UNWIND) answer = drive(state, [], frame);
      work.put(Array.isArray(answer) ? answer[0] : (answer as Value));
    }
    return NOTHING;
  });
  return work.result();
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

/** The lowest 32 bits of a 64-bit integer, as LuaJIT takes the limit. */
function low32(number: number): number {
  return Math.abs(number) < 2 ** 63 ? number | 0 : 0;
}
