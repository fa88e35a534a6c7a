/** From a pattern and options, as scripts give them, to a regular expression. */
import { cString } from "../../vm/byte-text.ts";
import { formatNumber } from "../../vm/numbers.ts";
import type { State } from "../../vm/state.ts";
import { tostringBlocking } from "../../vm/tostring.ts";
import { truthy, typeName, type Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";
import type { CompileFailure } from "../regex/exact/engine.ts";
import { type RegexOptions, readOptions } from "../regex/options.ts";
import { Regex } from "../regex/regex.ts";
import { inRegex, lengthOf, type Place, raiseConversion, raiseInLibrary, raiseOperand } from "./library-errors.ts";

/** Which part of the reference's library is at work: its errors tell the line. */
export interface Caller {
  /** Where it asks for the options to be read. */
  readonly optionsAt: Place;
  readonly compileAt: Place;
  /** Where it makes the key under which a pattern with the option o is kept; it does not in `sub` and `gsub`. */
  readonly keyAt?: Place;
}

const compileToMatch = { compileAt: inRegex(618), keyAt: inRegex(608) };
const compileToReplace = { compileAt: inRegex(908) };
export const MATCH: Caller = { optionsAt: inRegex(648), ...compileToMatch };
export const GMATCH: Caller = { optionsAt: inRegex(818), ...compileToMatch };
export const SPLIT: Caller = { optionsAt: { file: "ngx/re", line: 173 }, ...compileToMatch };
export const SUBSTITUTE: Caller = { optionsAt: inRegex(1086), ...compileToReplace };
export const SUBSTITUTE_CALLING: Caller = { optionsAt: inRegex(976), ...compileToReplace };

/** The longest message: the reference has a buffer of that size, with the zero byte. */
const LONGEST_MESSAGE = 255;

/**
 * The regular expression that a script asks for, or what is wrong with it.
 * @throws LuaError where the arguments will not do
 */
export function compiled(context: NgxContext, pattern: Value, letters: Value, caller: Caller): Regex | string {
  const { regexes, state } = context;
  if (typeof pattern === "string" && (typeof letters === "string" || letters === undefined)) {
    const known = regexes.find(pattern, letters ?? "");
    if (known !== undefined) {
      if (!regexes.hasKept && caller.keyAt !== undefined) regexes.hasKept = letters?.includes("o") ?? false;
      return known;
    }
  }
  const text = truthy(letters) ? lettersOf(state, letters) : "";
  const options = readOptions(text);
  if (typeof options === "string") {
    return raiseInLibrary(caller.optionsAt, `unknown flag "${options}" (flags "${text}")`);
  }
  const source = patternOf(state, pattern, options, caller);
  const regex = regexes.find(source, text) ?? regexes.compile(source, text, options);
  if (!(regex instanceof Regex)) return failureText(source, regex);
  if (options.once && caller.keyAt !== undefined) regexes.hasKept = true;
  return regex;
}

/** A subject may be of any type. */
export function subjectText(state: State, subject: Value): string {
  return typeof subject === "string" ? subject : tostringBlocking(state, subject);
}

/** The options: a string, or something whose length is 0. */
function lettersOf(state: State, letters: Value): string {
  if (typeof letters === "string") return letters;
  if (lengthOf(state, inRegex(380), "opts", letters) === 0) return "";
  return raiseInLibrary(inRegex(383), `bad argument #1 to 'byte' (string expected, got ${typeName(letters)})`);
}

function patternOf(state: State, pattern: Value, { once }: RegexOptions, { keyAt, compileAt }: Caller): string {
  if (typeof pattern === "string") return pattern;
  if (once && keyAt !== undefined && typeof pattern !== "number") raiseOperand(keyAt, "concatenate", "regex", pattern);
  lengthOf(state, compileAt, "regex", pattern);
  return raiseConversion(compileAt, 1, "ngx_lua_ffi_compile_regex", pattern, "const unsigned char *");
}

function failureText(pattern: string, { message, offset }: CompileFailure): string {
  const place = offset === pattern.length ? "" : ` at "${cString(pattern.slice(offset))}"`;
  return cString(`pcre2_compile() failed: ${message} in "${pattern}"${place}`.slice(0, LONGEST_MESSAGE));
}

/** What is said where a match could not be finished. */
export function execFailure(code: number): string {
  return `pcre_exec() failed: ${formatNumber(code)}`;
}
