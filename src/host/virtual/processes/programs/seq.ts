import type { Program } from "../process.ts";
import { fail, failUsage, quoted } from "./messages.ts";
import { formatFloat } from "./numbers.ts";
import { Output } from "./streams.ts";

export const seq: Program = function* (process, [name = "seq", ...words]) {
  let separator = "\n";
  let isPadded = false;
  let format: string | undefined;
  // a negative number looks like an option, so that GNU's reading would not do
  while (/^-[^\d.]/.test(words[0] ?? "")) {
    const word = words.shift() as string;
    const [, letter = "", value = ""] =
      /^-(?:-(?=\w))?(separator=?|format=?|equal-width|[a-zA-Z])?(.*)$/s.exec(word) ?? [];
    if (word === "--") break;
    if (word === "-w" || word === "--equal-width") isPadded = true;
    else if (/^[sf]/.test(letter)) {
      const text = value !== "" || letter.endsWith("=") ? value : words.shift();
      if (text === undefined) return yield* failUsage(process, name, `option requires an argument -- '${letter[0]}'`);
      if (letter.startsWith("s")) separator = text;
      else format = text;
    } else {
      const problem = word.startsWith("--") ? `unrecognized option '${word}'` : `invalid option -- '${word[1]}'`;
      return yield* failUsage(process, name, problem);
    }
  }
  if (words.length === 0) return yield* failUsage(process, name, "missing operand");
  if (words.length > 3) return yield* failUsage(process, name, `extra operand ${quoted(words[3] as string)}`);
  const numbers: Decimal[] = [];
  for (const word of words) {
    const number = parseDecimal(word);
    if (number === undefined) {
      return yield* failUsage(process, name, `invalid floating point argument: ${quoted(word)}`);
    }
    numbers.push(number);
  }
  const one = { digits: 1n, places: 0 };
  const [first = one, step = one, last = one] =
    numbers.length === 1 ? [one, one, ...numbers] : numbers.length === 2 ? [numbers[0], one, numbers[1]] : numbers;
  if (step.digits === 0n)
    return yield* failUsage(process, name, `invalid Zero increment value: ${quoted(words[1] ?? "")}`);
  const style = /^(?:[^%]|%%)*%[-+ #0']*(\d*)(?:\.(\d*))?L?([efgEFG])(?:[^%]|%%)*$/.exec(format ?? "%f");
  if (style === null) return yield* fail(process, name, `format ${quoted(format ?? "")} has no % directive`);
  const shown = Math.max(first.places, step.places);
  const places = Math.max(shown, last.places);
  const scaled = ({ digits, places: own }: Decimal) => digits * 10n ** BigInt(places - own);
  const text = (value: bigint) => decimalText(value, places, shown);
  const [begin, by, end] = [scaled(first), scaled(step), scaled(last)];
  const final =
    by > 0n ? (end < begin ? begin : end - ((end - begin) % by)) : end > begin ? begin : end - ((end - begin) % by);
  const width = isPadded ? Math.max(text(begin).length, text(final).length) : 0;
  const output = new Output(process, name);
  let isFirst = true;
  for (let value = begin; by > 0n ? value <= end : value >= end; value += by) {
    const plain = text(value);
    const padded = plain.startsWith("-") ? `-${plain.slice(1).padStart(width - 1, "0")}` : plain.padStart(width, "0");
    yield* output.put((isFirst ? "" : separator) + (format === undefined ? padded : formatted(format, Number(plain))));
    isFirst = false;
  }
  if (!isFirst) yield* output.put("\n");
  yield* output.flush();
  return 0;
};

/** `digits` divided by ten to the power of `places`. */
interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

const MOST_PLACES = 300;
/** Wider columns are not made. */
const WIDEST = 1000;

function parseDecimal(word: string): Decimal | undefined {
  const [, sign, whole = "", fraction = "", exponent = "0"] =
    /^\s*([-+]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(word) ?? [];
  if (sign === undefined || word.length > MOST_PLACES || Math.abs(Number(exponent)) > MOST_PLACES) return undefined;
  const magnitude = BigInt(`${whole}${fraction}` || "0");
  const places = fraction.length - Number(exponent);
  const digits = (sign === "-" ? -magnitude : magnitude) * 10n ** BigInt(Math.max(0, -places));
  return { digits, places: Math.max(0, places) };
}

function decimalText(value: bigint, places: number, shown: number): string {
  const magnitude = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
  const whole = magnitude.slice(0, magnitude.length - places);
  const fraction = magnitude.slice(magnitude.length - places).slice(0, shown);
  return `${value < 0n ? "-" : ""}${whole}${shown > 0 ? `.${fraction}` : ""}`;
}

function formatted(format: string, value: number): string {
  return format.replace(
    /%%|%([-+ #0']*)(\d*)(?:\.(\d*))?L?([efgEFG])/g,
    (whole, flags = "", width = "0", precision, conversion) => {
      if (whole === "%%") return "%";
      const places = precision === undefined ? undefined : Number(precision);
      const columns = Math.min(Number(width), WIDEST);
      const text = formatFloat(value, conversion, flags, columns, places);
      return flags.includes("-") ? text.padEnd(columns) : text.padStart(columns);
    },
  );
}
