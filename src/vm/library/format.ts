/** string.format: reads a format once into its parts, then writes them. strings/conversions.ts knows the numbers. */
import { checkNumber, checkString } from "../arguments.ts";
import { charge, chargeText } from "../charge.ts";
import { formatNumber } from "../numbers.ts";
import { raise, raiseArgument } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { tostringBlocking } from "../tostring.ts";
import { isFunction, type Value } from "../values.ts";
import type { Library } from "./define.ts";
import {
  type Conversion,
  formatFloat,
  formatHexFloat,
  formatSigned,
  formatUnsigned,
  padded,
} from "./strings/conversions.ts";
import { checkInt32 } from "./strings/int32.ts";
import { quoted } from "./strings/quoting.ts";

/** How many formats are kept, and how long one may be that is. */
const KEPT_FORMATS = 300;
const KEPT_LENGTH = 1000;

/** Text as it stands, a conversion, or the text of a mistake. */
type Part = string | Conversion | { readonly kind: "mistake"; readonly text: string };

export function formatLibrary(state: State): Library {
  const format = formatterOf(state);
  return {
    format(...args) {
      return format(args, 0);
    },
  };
}

/** What formats the arguments behind the format, which is the argument `first` (from 0). */
export function formatterOf(state: State): (args: readonly Value[], first: number) => string {
  const kept = new Map<string, readonly Part[]>();
  const read = (format: string): readonly Part[] => {
    const known = kept.get(format);
    if (known !== undefined) return known;
    const parts = readFormat(state, format);
    if (format.length > KEPT_LENGTH) return parts;
    if (kept.size >= KEPT_FORMATS) kept.clear();
    kept.set(format, parts);
    return parts;
  };
  return (args, first) => {
    const parts = read(checkString(state, args[first], first + 1, args.length));
    let text = "";
    let used = first + 1;
    for (const part of parts) {
      if (typeof part === "string") {
        state.budget.chargeString(text.length + part.length);
        text += part;
        continue;
      }
      if (part.kind === "mistake") raise(state, `invalid option '${part.text}' to 'format'`);
      if (++used > args.length) raiseArgument(state, used, "value expected");
      const piece = converted(state, part, args[used - 1], used, args.length);
      state.budget.chargeString(text.length + piece.length);
      text += piece;
    }
    chargeText(state, text.length);
    return text;
  };
}

function converted(state: State, conversion: Conversion, value: Value, index: number, count: number): string {
  switch (conversion.kind) {
    case "s": {
      const text = tostringBlocking(state, value);
      if (conversion.bare) return text;
      return padded(conversion, conversion.precision < 0 ? text : text.slice(0, conversion.precision));
    }
    case "d": {
      const number = checkNumber(state, value, index, count);
      if (conversion.bare && (number | 0) === number) return String(number);
      return formatSigned(conversion, number);
    }
    case "u":
    case "o":
    case "x":
      return formatUnsigned(conversion, checkNumber(state, value, index, count));
    case "e":
    case "f":
    case "g": {
      const number = checkNumber(state, value, index, count);
      return conversion.usual ? formatNumber(number) : formatFloat(conversion, number);
    }
    case "a":
      return formatHexFloat(conversion, checkNumber(state, value, index, count));
    case "c":
      return padded(conversion, String.fromCharCode(checkInt32(state, value, index, count) & 255));
    case "q":
      return quoted(tostringBlocking(state, value));
    case "p":
      return pointerOf(state, value);
  }
}

/** `%p`: where the value lies; numbers, booleans and nil lie nowhere. */
function pointerOf(state: State, value: Value): string {
  if (typeof value === "string") {
    chargeText(state, value.length);
    return addressOfText(value);
  }
  return value instanceof Table || isFunction(value) || typeof value === "object" ? state.addressOf(value) : "NULL";
}

/** Equal strings are one object in Lua: their address is made of what they hold. */
function addressOfText(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `0x00007e${(hash >>> 0).toString(16).padStart(8, "0")}`;
}

/** Steps in the time of which a conversion is read. */
const STEPS_TO_READ = 30;
/** A conversion behind its `%`: flags, width, precision, letter. */
const CONVERSION = /%([-+ #0]*)(\d{0,2})(?:\.(\d{0,2}))?([acdefgiopqsuxAEFGX])?/y;

/** Splits `format` up to the first mistake in it: that one is raised when the writing gets there. */
function readFormat(state: State, format: string): readonly Part[] {
  const parts: Part[] = [];
  let literal = "";
  let at = 0;
  for (;;) {
    const percent = format.indexOf("%", at);
    literal += percent < 0 ? format.slice(at) : format.slice(at, percent);
    if (percent < 0) break;
    if (format[percent + 1] === "%") {
      literal += "%";
      at = percent + 2;
      continue;
    }
    if (literal !== "") parts.push(literal);
    literal = "";
    charge(state, STEPS_TO_READ);
    CONVERSION.lastIndex = percent;
    const match = CONVERSION.exec(format);
    const [all = "%", flags = "", width = "", precision, letter] = match ?? [];
    if (letter === undefined) {
      const next = format[percent + all.length] ?? "";
      parts.push({ kind: "mistake", text: next >= " " ? all + next : all });
      return parts;
    }
    parts.push(conversionOf(flags, width, precision, letter));
    at = percent + all.length;
  }
  if (literal !== "") parts.push(literal);
  return parts;
}

function conversionOf(flags: string, width: string, precision: string | undefined, letter: string): Conversion {
  const lower = letter.toLowerCase();
  return {
    kind: (lower === "i" ? "d" : lower) as Conversion["kind"],
    usual: letter === "g" && flags === "" && width === "" && precision === "14",
    bare: flags === "" && width === "" && precision === undefined,
    left: flags.includes("-"),
    plus: flags.includes("+"),
    space: flags.includes(" "),
    alternative: flags.includes("#"),
    zero: flags.includes("0"),
    upper: letter !== lower,
    width: Number(width),
    precision: precision === undefined ? -1 : Number(precision),
  };
}
