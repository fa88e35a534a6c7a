/** The options of a command line, as GNU's getopt_long reads them. */
import type { Process, Steps } from "../process.ts";
import { fail, failUsage, quoted } from "./messages.ts";

export interface OptionSpec {
  /** Letters, each with a colon behind it if it takes a value. */
  readonly short: string;
  /** Long names and the letters that they stand for. */
  readonly long?: Readonly<Record<string, string>>;
  /** The exit status after a mistake. Default: 1. */
  readonly status?: number;
  /** Whether the first word that is no option ends them. */
  readonly operandEnds?: boolean;
  /** What is said after a mistake. Default: a hint at --help. */
  readonly usage?: string;
}

export interface Given {
  /** In order. */
  readonly options: readonly (readonly [letter: string, value: string])[];
  readonly operands: readonly string[];
}

/** @throws ExitStatus after a mistake, which it has told */
export function* parseOptions(process: Process, argv: readonly string[], spec: OptionSpec): Steps<Given> {
  const [name = "", ...words] = argv;
  const options: [string, string][] = [];
  const operands: string[] = [];
  const { short, long = {}, status = 1, operandEnds = false, usage = "" } = spec;
  const refuse = (message: string) => failUsage(process, name, `${message}${usage}`, status);
  while (words.length > 0) {
    const word = words.shift() as string;
    if (word === "--") {
      operands.push(...words);
      break;
    }
    if (word.startsWith("--")) {
      const [key = "", ...values] = word.slice(2).split("=");
      const names = Object.keys(long).filter((one) => one === key || one.startsWith(key));
      const full = names.includes(key) ? key : names[0];
      if (full === undefined || (names.length > 1 && full !== key)) {
        return yield* refuse(`unrecognized option '${word}'`);
      }
      const letter = long[full] as string;
      const takesValue = short.includes(`${letter}:`);
      if (values.length > 0 && !takesValue) return yield* refuse(`option '--${full}' doesn't allow an argument`);
      const value = values.length > 0 ? values.join("=") : takesValue ? words.shift() : "";
      if (value === undefined) return yield* refuse(`option '--${full}' requires an argument`);
      options.push([letter, value]);
    } else if (word.startsWith("-") && word !== "-") {
      for (let at = 1; at < word.length; at++) {
        const letter = word.charAt(at);
        const found = letter === ":" ? -1 : short.indexOf(letter);
        if (found < 0) return yield* refuse(`invalid option -- '${letter}'`);
        if (short[found + 1] !== ":") {
          options.push([letter, ""]);
          continue;
        }
        const value = at + 1 < word.length ? word.slice(at + 1) : words.shift();
        if (value === undefined) return yield* refuse(`option requires an argument -- '${letter}'`);
        options.push([letter, value]);
        break;
      }
    } else {
      operands.push(word);
      if (operandEnds) {
        operands.push(...words);
        break;
      }
    }
  }
  return { options, operands };
}

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 512,
  kB: 1000,
  K: 1024,
  k: 1024,
  KiB: 1024,
  MB: 1e6,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  GB: 1e9,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
};

/** A count with a unit: "12", "4k". @throws ExitStatus after a mistake, which it has told as of `what` */
export function* parseCount(process: Process, name: string, text: string, what: string): Steps<number> {
  const [, digits, unit = ""] = /^(\d+)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (digits === undefined || factor === undefined) return yield* fail(process, name, `${what}: ${quoted(text)}`);
  return Number(digits) * factor;
}
