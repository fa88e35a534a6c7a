/** ngx.re.sub and ngx.re.gsub. */
import { callThrough } from "../../vm/calls.ts";
import { chargeText } from "../../vm/charge.ts";
import type { LuaFunction } from "../../vm/functions.ts";
import type { State } from "../../vm/state.ts";
import { tostringBlocking } from "../../vm/tostring.ts";
import { UNWIND } from "../../vm/unwinding.ts";
import { isFunction, type Result, type Value } from "../../vm/values.ts";
import { LOG_LEVELS } from "../constants.ts";
import type { NgxContext } from "../context.ts";
import { MatchError } from "../regex/exact/engine.ts";
import { Regex } from "../regex/regex.ts";
import { captures } from "./captures.ts";
import { compiled, execFailure, SUBSTITUTE, SUBSTITUTE_CALLING, subjectText } from "./compiled.ts";
import { inRegex, raiseInLibrary } from "./library-errors.ts";
import { chargeSearch } from "./regexes.ts";
import { fill } from "./template.ts";

export interface Substitution {
  readonly subject: Value;
  readonly pattern: Value;
  readonly replace: Value;
  readonly options: Value;
  /** All matches, not only the first. */
  readonly isGlobal: boolean;
}

export function substitute(context: NgxContext, asked: Substitution): Result {
  const { state } = context;
  const { subject, pattern, replace, options, isGlobal } = asked;
  if (isFunction(replace)) {
    const regex = compiled(context, pattern, options, SUBSTITUTE_CALLING);
    if (!(regex instanceof Regex)) return [undefined, undefined, regex];
    return replaceCalling(new Replacing(state, regex, subjectText(state, subject), isGlobal), replace);
  }
  const text = typeof replace === "string" ? replace : tostringBlocking(state, replace);
  const regex = compiled(context, pattern, options, SUBSTITUTE);
  if (!(regex instanceof Regex)) return [undefined, undefined, regex];
  const template = context.regexes.template(text);
  if (template.mistake !== undefined) {
    context.worker.logForWorker(LOG_LEVELS.ERR, template.mistake);
    return [undefined, undefined, "failed to compile the replacement template"];
  }
  const searched = subjectText(state, subject);
  const { constant } = template;
  if (constant !== undefined && isGlobal) {
    const parts = regex.between(searched);
    if (parts !== undefined) return joined(state, searched, parts, constant);
  }
  const work = new Replacing(state, regex, searched, isGlobal);
  while (work.find()) work.put(constant ?? fill(template, regex));
  return work.result();
}

/** What stands between the matches, with the same text in place of each match. */
function joined(state: State, subject: string, parts: readonly string[], replacement: string): Result {
  const count = parts.length - 1;
  chargeSearch(state, subject.length, parts.length);
  if (count === 0) return [subject, 0];
  // of what is left out of the subject nothing is known: at most 4 kB
  state.budget.chargeString(subject.length + count * replacement.length);
  let text = parts[0] as string;
  for (let at = 1; at <= count; at++) text += replacement + (parts[at] as string);
  chargeText(state, text.length);
  return [text, count];
}

/** Walks from match to match through a subject, and collects what it becomes. */
class Replacing {
  readonly state: State;
  readonly regex: Regex;
  private readonly subject: string;
  private readonly isGlobal: boolean;
  private done = "";
  private count = 0;
  /** Up to where the subject was copied or replaced. */
  private copied = 0;
  /** Where to look for the next match; undefined: there is none to be looked for. */
  private at: number | undefined = 0;
  /** PCRE2's code, where it could not go on. */
  private failure = 0;

  constructor(state: State, regex: Regex, subject: string, isGlobal: boolean) {
    this.state = state;
    this.regex = regex;
    this.subject = subject;
    this.isGlobal = isGlobal;
  }

  /** Finds the next match and copies what stands before it. */
  find(): boolean {
    const { at, regex, subject, copied } = this;
    if (at === undefined) return false;
    const code = regex.exec(subject, at);
    chargeSearch(this.state, (code === undefined ? regex.end : subject.length) - at);
    if (code !== undefined) {
      if (code !== MatchError.NOMATCH) this.failure = code;
      return false;
    }
    const { start, end } = regex;
    this.count++;
    if (start > copied) this.done += subject.slice(copied, start);
    this.copied = end;
    const next = start === end ? end + 1 : end;
    this.at = this.isGlobal && next <= subject.length ? next : undefined;
    return true;
  }

  /** What stands in place of the match. */
  put(text: string): void {
    this.state.budget.chargeString(this.done.length + text.length);
    this.done += text;
  }

  result(): Result {
    const { state, subject, count, copied, done, failure } = this;
    this.regex.release();
    if (failure !== 0) return [undefined, undefined, execFailure(failure)];
    if (count === 0) return [subject, 0];
    state.budget.chargeString(done.length + subject.length - copied);
    chargeText(state, done.length);
    return [done + subject.slice(copied), count];
  }
}

/** The function may wait: the reference calls it from Lua. */
function replaceCalling(work: Replacing, callback: LuaFunction): Result {
  const { state } = work;
  for (;;) {
    if (!work.find()) return work.result();
    let isInside = true;
    const goOn = (result: Result) => {
      work.put(replacementText(state, result));
      return isInside ? undefined : replaceCalling(work, callback);
    };
    const answer = callThrough(state, callback, [captures(state, work.regex)], goOn, "replace");
    isInside = false;
    if (answer === UNWIND) return UNWIND;
  }
}

/** What the function answered, as tostring makes a text of it. */
function replacementText(state: State, result: Result): string {
  if (!Array.isArray(result)) return typeof result === "string" ? result : tostringBlocking(state, result as Value);
  if (result.length === 0) raiseInLibrary(inRegex(1027), "bad argument #1 to 'tostring' (value expected)");
  return tostringBlocking(state, result[0]);
}
