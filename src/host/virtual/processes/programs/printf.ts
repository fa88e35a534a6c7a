import { toBytes } from "../bytes.ts";
import { complain, write } from "../calls.ts";
import type { Program } from "../process.ts";
import { type Escapes, withoutEscapes } from "./escapes.ts";
import { fail, failUsage, named, quoted } from "./messages.ts";
import { formatFloat, formatInteger, parseFloatWord, parseIntegerWord } from "./numbers.ts";
import { MOST_KEPT_BYTES } from "./streams.ts";

export const printf: Program = function* (process, [name = "printf", ...words]) {
  if (words[0] === "--") words.shift();
  const [format, ...args] = words;
  if (format === undefined) return yield* failUsage(process, name, "missing operand");
  const printed = formatWords(format, args, GNU);
  const error = yield* write(process, 1, toBytes(printed.text));
  if (error !== undefined) return yield* fail(process, name, `write error: ${error.message}`);
  for (const problem of printed.problems) yield* complain(process, `${name}: ${problem}\n`);
  return printed.problems.length > 0 ? 1 : 0;
};

/** How a printf reads what it gets, and what it says of mistakes. */
export interface PrintfStyle {
  readonly format: Escapes;
  readonly word: Escapes;
  readonly notNumber: (word: string) => string;
  readonly notAll: (word: string) => string;
  readonly badDirective: (directive: string) => string;
  readonly outOfRange: (word: string) => string;
}

const GNU: PrintfStyle = {
  format: "format",
  word: "echo",
  notNumber: (word) => `${quoted(word)}: expected a numeric value`,
  notAll: (word) => `${quoted(word)}: value not completely converted`,
  badDirective: (directive) => `${directive}: invalid conversion specification`,
  outOfRange: (word) => `${quoted(word)}: Numerical result out of range`,
};

export interface Printed {
  readonly text: string;
  /** What it has to say of mistakes, in order. */
  readonly problems: readonly string[];
}

/** Wider fields are not made. */
const WIDEST = 1 << 20;

/** What `printf` prints of its words: the format is used until all are used up. */
export function formatWords(format: string, args: readonly string[], style: PrintfStyle): Printed {
  const printer = new Printer(args, style);
  do if (!printer.pass(format)) break;
  while (printer.hasMore());
  return printer;
}

class Printer implements Printed {
  text = "";
  readonly problems: string[] = [];
  private readonly args: readonly string[];
  private readonly style: PrintfStyle;
  private at = 0;
  private before = -1;

  constructor(args: readonly string[], style: PrintfStyle) {
    this.args = args;
    this.style = style;
  }

  /** Whether another pass would use up more. */
  hasMore(): boolean {
    const goesOn = this.at < this.args.length && this.at > this.before && this.text.length < WIDEST * 16;
    this.before = this.at;
    return goesOn;
  }

  /** Prints the format once. @returns false where nothing may follow */
  pass(format: string): boolean {
    this.before = this.at;
    for (let at = 0; at < format.length; ) {
      const percent = format.indexOf("%", at);
      const literal = withoutEscapes(percent < 0 ? format.slice(at) : format.slice(at, percent), this.style.format);
      this.text += literal.text;
      if (literal.isOver) return false;
      if (percent < 0) break;
      const directive = /^%([-+ #0']*)(\*|\d*)(?:\.(\*|\d*))?(?:hh|h|ll|l|L|j|z|t)?([A-Za-z%])?/.exec(
        format.slice(percent),
      ) as RegExpExecArray;
      at = percent + directive[0].length;
      if (directive[0] === "%%") this.text += "%";
      else if (this.text.length > MOST_KEPT_BYTES || !this.convert(directive)) return false;
    }
    return true;
  }

  private next(): string | undefined {
    return this.args[this.at++];
  }

  private convert([whole, flagText = "", widthText = "", precisionText, conversion = ""]: RegExpExecArray): boolean {
    let flags = flagText;
    let width = widthText === "*" ? this.integer() : Number(widthText);
    if (width < 0) {
      flags += "-";
      width = -width;
    }
    width = Math.min(width, WIDEST);
    const precision =
      precisionText === undefined
        ? undefined
        : Math.min(precisionText === "*" ? this.integer() : Number(precisionText), WIDEST);
    const put = (text: string) => {
      this.text += flags.includes("-") ? text.padEnd(width) : text.padStart(width);
    };
    switch (conversion) {
      case "s":
        put((this.next() ?? "").slice(0, precision === undefined || precision < 0 ? undefined : precision));
        return true;
      case "q":
        if (this.style.format !== "format") break;
        put(named(this.next() ?? ""));
        return true;
      case "b": {
        const { text, isOver } = withoutEscapes(this.next() ?? "", this.style.word);
        put(text.slice(0, precision));
        return !isOver;
      }
      case "c":
        put((this.next() ?? "").charAt(0) || "\0");
        return true;
      case "d":
      case "i":
      case "o":
      case "u":
      case "x":
      case "X":
        put(formatInteger(this.bigInteger(), conversion, flags, width, precision));
        return true;
      case "e":
      case "E":
      case "f":
      case "F":
      case "g":
      case "G":
        put(formatFloat(this.float(), conversion, flags, width, precision));
        return true;
    }
    this.problems.push(this.style.badDirective(whole));
    return false;
  }

  private integer(): number {
    return Number(this.bigInteger());
  }

  private bigInteger(): bigint {
    const word = this.next();
    if (word === undefined) return 0n;
    const parsed = parseIntegerWord(word);
    this.note(word, parsed.problem);
    return parsed.value;
  }

  private float(): number {
    const word = this.next();
    if (word === undefined) return 0;
    const parsed = parseFloatWord(word);
    this.note(word, parsed.problem);
    return parsed.value;
  }

  private note(word: string, problem: "none" | "not all" | "range" | undefined): void {
    if (problem === "none") this.problems.push(this.style.notNumber(word));
    else if (problem === "not all") this.problems.push(this.style.notAll(word));
    else if (problem === "range") this.problems.push(this.style.outOfRange(word));
  }
}
