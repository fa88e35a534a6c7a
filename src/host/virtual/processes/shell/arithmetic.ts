/** `$((…))`: whole numbers of 64 bits. */
import { ShellError } from "./syntax.ts";

export interface ArithmeticVariables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** @throws ShellError */
export function arithmetic(text: string, variables: ArithmeticVariables): bigint {
  return new Evaluator(text, variables).whole();
}

const BINARY: readonly (readonly string[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const OPERATORS = "<<= >>= && || == != <= >= << >> += -= *= /= %= &= |= ^= + - * / % & | ^ ~ ! < > = ( ) ? : ,".split(
  " ",
);
const ASSIGNING = /^(?:<<|>>|[-+*/%&|^])?=$/;
const DEEPEST = 200;

/** What is longer is more than 64 bits, but for zeros in front. */
const LONGEST_NUMBER = 100;
/** What can be in no expression. */
const INVALID = "\0";

class Evaluator {
  private readonly text: string;
  private readonly variables: ArithmeticVariables;
  private at = 0;
  private token = "";
  private depth = 0;
  /** Above 0 in a branch that does not count: nothing is set or divided there. */
  private skipping = 0;

  constructor(text: string, variables: ArithmeticVariables) {
    this.text = text;
    this.variables = variables;
    this.next();
  }

  whole(): bigint {
    const value = this.assignment();
    if (this.token !== "") throw this.error("expecting EOF");
    return value;
  }

  private error(what: string): ShellError {
    return new ShellError(`arithmetic expression: ${what}: "${this.text}"`);
  }

  private next(): void {
    while (/[ \t\n]/.test(this.text.charAt(this.at))) this.at++;
    const rest = this.text.slice(this.at, this.at + 300);
    const [word] = /^(?:0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*)/.exec(rest) ?? [];
    this.token = word ?? OPERATORS.find((one) => rest.startsWith(one)) ?? (rest === "" ? "" : INVALID);
    if (this.token !== INVALID) this.at += this.token.length;
  }

  private takes(operator: string): boolean {
    if (this.token !== operator) return false;
    this.next();
    return true;
  }

  private assignment(): bigint {
    if (++this.depth > DEEPEST) throw this.error("nested too deep");
    const name = this.token;
    const [before, token] = [this.at, this.token];
    if (/^[A-Za-z_]/.test(name)) {
      this.next();
      const operator = this.token;
      if (ASSIGNING.test(operator)) {
        this.next();
        const right = this.assignment();
        const value = operator === "=" ? right : this.apply(operator.slice(0, -1), this.variable(name), right);
        if (this.skipping === 0) this.variables.set(name, String(value));
        this.depth--;
        return value;
      }
      [this.at, this.token] = [before, token];
    }
    const value = this.conditional();
    this.depth--;
    return value;
  }

  private conditional(): bigint {
    const condition = this.or();
    if (!this.takes("?")) return condition;
    const then = this.skippedIf(condition === 0n, () => this.assignment());
    if (!this.takes(":")) throw this.error("expecting ':'");
    const otherwise = this.skippedIf(condition !== 0n, () => this.conditional());
    return condition !== 0n ? then : otherwise;
  }

  private or(): bigint {
    let value = this.and();
    while (this.takes("||")) {
      const right = this.skippedIf(value !== 0n, () => this.and());
      value = value !== 0n || right !== 0n ? 1n : 0n;
    }
    return value;
  }

  private and(): bigint {
    let value = this.binary(0);
    while (this.takes("&&")) {
      const right = this.skippedIf(value === 0n, () => this.binary(0));
      value = value !== 0n && right !== 0n ? 1n : 0n;
    }
    return value;
  }

  private binary(level: number): bigint {
    const operators = BINARY[level];
    if (operators === undefined) return this.unary();
    let value = this.binary(level + 1);
    while (operators.includes(this.token)) {
      const operator = this.token;
      this.next();
      value = this.apply(operator, value, this.binary(level + 1));
    }
    return value;
  }

  private unary(): bigint {
    const operator = this.token;
    if (["-", "+", "!", "~"].includes(operator)) {
      if (++this.depth > DEEPEST) throw this.error("nested too deep");
      this.next();
      const value = this.unary();
      this.depth--;
      if (operator === "-") return BigInt.asIntN(64, -value);
      if (operator === "+") return value;
      return operator === "~" ? ~value : value === 0n ? 1n : 0n;
    }
    if (this.takes("(")) {
      const value = this.assignment();
      if (!this.takes(")")) throw this.error("expecting ')'");
      return value;
    }
    if (/^\d/.test(operator)) {
      this.next();
      return this.number(operator);
    }
    if (!/^[A-Za-z_]/.test(operator)) throw this.error("expecting primary");
    this.next();
    return this.variable(operator);
  }

  private variable(name: string): bigint {
    if (this.skipping > 0) return 0n;
    const text = (this.variables.get(name) ?? "").trim();
    if (text === "") return 0n;
    if (text.length > LONGEST_NUMBER || !/^[-+]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(text)) {
      throw new ShellError(`Illegal number: ${text.slice(0, 1000)}`);
    }
    const magnitude = this.number(text.replace(/^[-+]/, ""));
    return text.startsWith("-") ? -magnitude : magnitude;
  }

  private number(text: string): bigint {
    if (/^0\d/.test(text) && /[89]/.test(text)) throw this.error("expecting EOF");
    if (text.length > LONGEST_NUMBER) return MOST;
    const value = BigInt(/^0\d/.test(text) ? `0o${text.slice(1)}` : text);
    return value > MOST ? MOST : value;
  }

  private skippedIf(skips: boolean, evaluate: () => bigint): bigint {
    if (skips) this.skipping++;
    const value = evaluate();
    if (skips) this.skipping--;
    return value;
  }

  private apply(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case "/":
      case "%":
        if (this.skipping > 0) return 0n;
        if (right === 0n) throw this.error("division by zero");
        return BigInt.asIntN(64, operator === "/" ? left / right : left % right);
      case "+":
        return BigInt.asIntN(64, left + right);
      case "-":
        return BigInt.asIntN(64, left - right);
      case "*":
        return BigInt.asIntN(64, left * right);
      case "<<":
        return BigInt.asIntN(64, left << (right & 63n));
      case ">>":
        return left >> (right & 63n);
      case "&":
        return left & right;
      case "|":
        return left | right;
      case "^":
        return left ^ right;
      case "==":
        return left === right ? 1n : 0n;
      case "!=":
        return left !== right ? 1n : 0n;
      case "<":
        return left < right ? 1n : 0n;
      case ">":
        return left > right ? 1n : 0n;
      case "<=":
        return left <= right ? 1n : 0n;
      default:
        return left >= right ? 1n : 0n;
    }
  }
}

const MOST = 2n ** 63n - 1n;
