/** What the functions of ngx.re do. */
import { type Result, truthy, type Value } from "../../vm/values.ts";
import { toInt32 } from "../c-conversions.ts";
import type { NgxContext } from "../context.ts";
import { MatchError } from "../regex/exact/engine.ts";
import { Regex } from "../regex/regex.ts";
import { addCaptures, captures } from "./captures.ts";
import { compiled, execFailure, GMATCH, MATCH, subjectText } from "./compiled.ts";
import { matchIterator } from "./gmatch.ts";
import { comparable, field, inRegex, setField } from "./library-errors.ts";
import { chargeSearch } from "./regexes.ts";

export { substitute as replace } from "./substitution.ts";

export function match(
  context: NgxContext,
  subject: Value,
  pattern: Value,
  options: Value,
  ctx: Value,
  given: Value,
): Result {
  const regex = search(context, subject, pattern, options, ctx);
  if (typeof regex === "number") return regex === MatchError.NOMATCH ? undefined : [undefined, execFailure(regex)];
  if (typeof regex === "string") return [undefined, regex];
  const result = truthy(given) ? addCaptures(context.state, regex, given) : captures(context.state, regex);
  regex.release();
  return result;
}

export function find(
  context: NgxContext,
  subject: Value,
  pattern: Value,
  options: Value,
  ctx: Value,
  nth: Value,
): Result {
  const regex = search(context, subject, pattern, options, ctx);
  if (typeof regex === "number") {
    return regex === MatchError.NOMATCH ? undefined : [undefined, undefined, execFailure(regex)];
  }
  if (typeof regex === "string") return [undefined, undefined, regex];
  const place = truthy(nth) && nth !== 0 ? placeOf(regex, comparable(inRegex(713), nth)) : undefined;
  regex.release();
  return place ?? [regex.start + 1, regex.end];
}

export function gmatch(context: NgxContext, subject: Value, pattern: Value, options: Value): Result {
  const text = subjectText(context.state, subject);
  const regex = compiled(context, pattern, options, GMATCH);
  return regex instanceof Regex ? matchIterator(context.state, regex, text) : [undefined, regex];
}

/** The regular expression with its match, what is wrong with it as a text, or PCRE2's code where there is no match. */
function search(
  context: NgxContext,
  subject: Value,
  pattern: Value,
  options: Value,
  ctx: Value,
): Regex | string | number {
  const { state } = context;
  const text = subjectText(state, subject);
  const regex = compiled(context, pattern, options, MATCH);
  if (typeof regex === "string") return regex;
  const from = truthy(ctx) ? startOf(context, ctx) : 0;
  const code = regex.exec(text, from);
  chargeSearch(state, (code === undefined ? regex.end : text.length) - from);
  if (code !== undefined) {
    regex.release();
    return code;
  }
  if (truthy(ctx)) setField(state, inRegex(709), "ctx", ctx, "pos", regex.end + 1);
  return regex;
}

/** The offset that `ctx.pos` means. */
function startOf({ state }: NgxContext, ctx: Value): number {
  const position = field(state, inRegex(663), "ctx", ctx, "pos");
  if (!truthy(position)) return 0;
  const number = comparable(inRegex(664), position);
  return number <= 0 ? 0 : toInt32(number - 1);
}

/** Where the nth group is; undefined: the whole match is meant. The reference reckons with numbers that have a fraction, too. */
function placeOf(regex: Regex, nth: number): Result {
  if (nth < 0) return undefined;
  if (nth > regex.groups) return [undefined, undefined, "nth out of bound"];
  if (nth >= regex.taken()) return [undefined, undefined];
  const offsets = regex.offsets();
  const from = (offsets[Math.trunc(nth * 2)] ?? -1) + 1;
  const to = offsets[Math.trunc(nth * 2 + 1)] ?? -1;
  return to < 0 ? [undefined, undefined] : [from, to];
}
