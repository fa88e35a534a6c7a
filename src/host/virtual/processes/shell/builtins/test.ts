/** `test` and `[`. */
import type { Shell } from "../shell.ts";
import { BuiltinError } from "../syntax.ts";
import type { Builtin } from "./builtin.ts";

const UNARY = /^-[bcdefghknprstuwxzLOGS]$/;
const BINARY: ReadonlySet<string> = new Set([
  "=",
  "!=",
  "<",
  ">",
  "-eq",
  "-ne",
  "-lt",
  "-le",
  "-gt",
  "-ge",
  "-nt",
  "-ot",
  "-ef",
]);

export const test: Builtin = function* (shell, args, { name }) {
  yield;
  const words = [...args];
  if (name === "[" && words.pop() !== "]") throw new BuiltinError(name, "missing ]");
  if (words.length === 0) return 1;
  const expression = new Expression(shell, name, words);
  return expression.value() ? 0 : 1;
};

const LONGEST_NUMBER = 20;
const DEEPEST = 200;

class Expression {
  private readonly shell: Shell;
  private readonly name: string;
  private readonly words: readonly string[];
  private at = 0;
  private depth = 0;

  constructor(shell: Shell, name: string, words: readonly string[]) {
    this.shell = shell;
    this.name = name;
    this.words = words;
  }

  value(): boolean {
    const { words } = this;
    const [first = "", second = "", third = ""] = words;
    // by the number of words, as POSIX has it
    if (words.length === 1) return first !== "";
    if (words.length === 2 && first === "!") return second === "";
    if (words.length === 3 && BINARY.has(second)) return this.binary(first, second, third);
    if (words.length === 3 && first === "(" && third === ")") return second !== "";
    if (words.length === 4 && first === "!") return !new Expression(this.shell, this.name, words.slice(1)).value();
    const value = this.or();
    if (this.at < words.length) throw this.error(`${words[this.at - 1]}: unexpected operator`);
    return value;
  }

  private error(message: string): BuiltinError {
    return new BuiltinError(this.name, message);
  }

  private or(): boolean {
    let value = this.and();
    while (this.words[this.at] === "-o") {
      this.at++;
      value = this.and() || value;
    }
    return value;
  }

  private and(): boolean {
    let value = this.not();
    while (this.words[this.at] === "-a") {
      this.at++;
      value = this.not() && value;
    }
    return value;
  }

  private not(): boolean {
    const word = this.words[this.at];
    if (word === undefined) throw this.error("argument expected");
    let isNegative = false;
    let first = word;
    while (first === "!" && this.at + 1 < this.words.length) {
      isNegative = !isNegative;
      first = this.words[++this.at] as string;
    }
    return this.primary(first) !== isNegative;
  }

  private primary(word: string): boolean {
    const [next, right] = [this.words[this.at + 1], this.words[this.at + 2]];
    if (next !== undefined && BINARY.has(next) && right !== undefined) {
      this.at += 3;
      return this.binary(word, next, right);
    }
    if (word === "(") {
      this.at++;
      if (++this.depth > DEEPEST) throw this.error("nested too deep");
      const value = this.or();
      this.depth--;
      if (this.words[this.at] !== ")") throw this.error("closing paren expected");
      this.at++;
      return value;
    }
    if (UNARY.test(word)) {
      if (next === undefined) {
        if (this.at > 0 || this.words.length > 1) throw this.error(`${word}: argument expected`);
        this.at++;
        return true;
      }
      this.at += 2;
      return this.unary(word, next);
    }
    if (next !== undefined && BINARY.has(next)) throw this.error(`${next}: argument expected`);
    this.at++;
    if (next !== undefined && !["-a", "-o", ")"].includes(next)) throw this.error(`${word}: unexpected operator`);
    return word !== "";
  }

  private unary(operator: string, word: string): boolean {
    const { process } = this.shell;
    const { files } = process.kernel.options;
    const path = process.pathOf(word);
    const isDevice = /^\/dev\/(null|zero|full|stdin|stdout|stderr)$/.test(path);
    switch (operator) {
      case "-n":
        return word !== "";
      case "-z":
        return word === "";
      case "-e":
      case "-r":
      case "-w":
      case "-O":
      case "-G":
        return isDevice || files.exists(path);
      case "-f":
        return files.exists(path) && !files.isDirectory(path);
      case "-d":
      case "-x":
        return files.isDirectory(path);
      case "-s": {
        const whole = files.readWhole(path);
        return files.isDirectory(path) || (whole instanceof Uint8Array && whole.length > 0);
      }
      case "-c":
        return isDevice;
      default:
        return false;
    }
  }

  private binary(left: string, operator: string, right: string): boolean {
    switch (operator) {
      case "=":
        return left === right;
      case "!=":
        return left !== right;
      case "<":
        return left < right;
      case ">":
        return left > right;
      case "-nt":
      case "-ot":
        return false;
      case "-ef":
        return this.shell.process.pathOf(left) === this.shell.process.pathOf(right);
    }
    const [a, b] = [this.integer(left), this.integer(right)];
    switch (operator) {
      case "-eq":
        return a === b;
      case "-ne":
        return a !== b;
      case "-lt":
        return a < b;
      case "-le":
        return a <= b;
      case "-gt":
        return a > b;
      default:
        return a >= b;
    }
  }

  private integer(word: string): bigint {
    const [, digits] = /^\s*([-+]?\d+)\s*$/.exec(word) ?? [];
    if (digits === undefined || digits.length > LONGEST_NUMBER) throw this.error(`Illegal number: ${word}`);
    return BigInt(digits.replace("+", ""));
  }
}
