/** POSIX's regular expressions, basic and extended as GNU's grep reads them: from text to a tree. */

export type Expression =
  | { readonly kind: "set"; readonly chars: ReadonlySet<number> }
  | { readonly kind: "start" | "end" | "word start" | "word end" | "word edge" | "no word edge" | "empty" }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly Expression[] }
  | { readonly kind: "repeat"; readonly part: Expression; readonly least: number; readonly most: number };

/** What is wrong with an expression, in GNU's words. */
export class ExpressionError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const MOST_REPEATS = 32_767;
const DEEPEST = 200;

/** @throws ExpressionError */
export function parseExpression(text: string, isExtended: boolean): Expression {
  const parser = new Parser(text, isExtended);
  const tree = parser.choice(0);
  if (!parser.isAtEnd) throw new ExpressionError("Unmatched ) or \\)");
  return tree;
}

class Parser {
  private readonly text: string;
  private readonly isExtended: boolean;
  private at = 0;

  constructor(text: string, isExtended: boolean) {
    this.text = text;
    this.isExtended = isExtended;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  choice(depth: number): Expression {
    if (depth > DEEPEST) throw new ExpressionError("Regular expression too big");
    const parts = [this.sequence(depth)];
    while (this.takes("|")) parts.push(this.sequence(depth));
    return parts.length === 1 ? (parts[0] as Expression) : { kind: "choice", parts };
  }

  private sequence(depth: number): Expression {
    const parts: Expression[] = [];
    while (!this.isAtEnd && !this.isAt("|") && !(this.isAt(")") && depth > 0)) {
      if (this.isAt(")") && this.isExtended) {
        // an unmatched one is itself
      } else if (this.isAt(")")) break;
      parts.push(this.repeated(depth, parts.length === 0));
    }
    return parts.length === 1 ? (parts[0] as Expression) : { kind: "sequence", parts };
  }

  private repeated(depth: number, isFirst: boolean): Expression {
    let part: Expression;
    const char = this.text.charAt(this.at);
    if (isFirst && char === "*") {
      this.at++;
      part = this.isExtended ? { kind: "empty" } : literal("*");
    } else if (isFirst && this.isExtended && /[+?]/.test(char)) {
      this.at++;
      part = { kind: "empty" };
    } else part = this.atom(depth, isFirst);
    for (let count = 0; ; count++) {
      const range = this.repetition();
      if (range === undefined) return part;
      if (count > DEEPEST) throw new ExpressionError("Regular expression too big");
      part = { kind: "repeat", part, least: range[0], most: range[1] };
    }
  }

  private repetition(): [number, number] | undefined {
    if (this.text[this.at] === "*") {
      this.at++;
      return [0, Number.POSITIVE_INFINITY];
    }
    if (this.takes("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.takes("?")) return [0, 1];
    if (!this.isAt("{")) return undefined;
    const close = this.isExtended ? "\\}" : "\\\\\\}";
    const open = this.isExtended ? 1 : 2;
    const rest = this.text.slice(this.at + open);
    const match = new RegExp(`^(\\d*)(?:(,)(\\d*))?${close}`).exec(rest);
    if (match === null || (match[1] === "" && match[2] === undefined)) {
      if (this.isExtended) return undefined;
      throw new ExpressionError(/\\\}/.test(rest) ? "Invalid content of \\{\\}" : "Unmatched \\{");
    }
    this.at += open + match[0].length;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (least > most) throw new ExpressionError("Invalid content of \\{\\}");
    if (least > MOST_REPEATS || (most > MOST_REPEATS && most !== Number.POSITIVE_INFINITY)) {
      throw new ExpressionError("Regular expression too big");
    }
    return [least, most];
  }

  private atom(depth: number, isFirst: boolean): Expression {
    if (this.takes("(")) {
      const part = this.choice(depth + 1);
      if (!this.takes(")")) throw new ExpressionError("Unmatched ( or \\(");
      return part;
    }
    const char = this.text.charAt(this.at++);
    switch (char) {
      case ".":
        return { kind: "set", chars: EVERYTHING };
      case "[":
        return { kind: "set", chars: this.bracket() };
      case "^":
        return this.isExtended || isFirst ? { kind: "start" } : literal(char);
      case "$": {
        const isLast = this.isAtEnd || this.isAt(")") || this.isAt("|");
        return this.isExtended || isLast ? { kind: "end" } : literal(char);
      }
      case "\\":
        return this.escaped();
      default:
        return literal(char);
    }
  }

  private escaped(): Expression {
    if (this.isAtEnd) throw new ExpressionError("Trailing backslash");
    const char = this.text.charAt(this.at++);
    if (/[1-9]/.test(char)) throw new ExpressionError("back-references are not simulated");
    switch (char) {
      case "<":
        return { kind: "word start" };
      case ">":
        return { kind: "word end" };
      case "b":
        return { kind: "word edge" };
      case "B":
        return { kind: "no word edge" };
      case "w":
        return { kind: "set", chars: WORD };
      case "W":
        return { kind: "set", chars: complement(WORD) };
      case "s":
        return { kind: "set", chars: SPACE };
      case "S":
        return { kind: "set", chars: complement(SPACE) };
      default:
        return literal(char);
    }
  }

  private bracket(): ReadonlySet<number> {
    const { text } = this;
    const isNegative = text[this.at] === "^";
    if (isNegative) this.at++;
    const chars = new Set<number>();
    for (let isFirst = true; ; isFirst = false) {
      if (this.isAtEnd) throw new ExpressionError("Invalid regular expression");
      if (text[this.at] === "]" && !isFirst) break;
      const [whole, name] = /^\[:(\w*):\]/.exec(text.slice(this.at)) ?? [];
      if (whole !== undefined && name !== undefined) {
        const members = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
        if (members === undefined) throw new ExpressionError("Invalid character class name");
        for (const code of matching(members)) chars.add(code);
        this.at += whole.length;
        continue;
      }
      const from = this.bracketChar();
      if (text[this.at] === "-" && text[this.at + 1] !== "]" && this.at + 1 < text.length) {
        this.at++;
        const to = this.bracketChar();
        if (to < from) throw new ExpressionError("Invalid range end");
        for (let code = from; code <= to; code++) chars.add(code);
      } else chars.add(from);
    }
    this.at++;
    return isNegative ? complement(chars) : chars;
  }

  private bracketChar(): number {
    const [whole, char] = /^\[[.=](.)[.=]\]/s.exec(this.text.slice(this.at)) ?? [];
    if (whole !== undefined && char !== undefined) {
      this.at += whole.length;
      return char.charCodeAt(0);
    }
    return this.text.charCodeAt(this.at++);
  }

  /** Whether an operator stands here, which the basic syntax writes with a backslash. */
  private isAt(operator: string): boolean {
    return this.text.startsWith(this.isExtended ? operator : `\\${operator}`, this.at);
  }

  private takes(operator: string): boolean {
    if (!this.isAt(operator)) return false;
    this.at += this.isExtended ? 1 : 2;
    return true;
  }
}

function literal(char: string): Expression {
  return { kind: "set", chars: new Set([char.charCodeAt(0)]) };
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[^ -~\x80-\xff]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** The members of `[:name:]`; undefined: there is no such class. */
export function characterClass(name: string): ReadonlySet<number> | undefined {
  const members = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  return members === undefined ? undefined : matching(members);
}

function matching(members: RegExp): Set<number> {
  const codes = new Set<number>();
  for (let code = 0; code < 256; code++) if (members.test(String.fromCharCode(code))) codes.add(code);
  return codes;
}

function complement(chars: ReadonlySet<number>): ReadonlySet<number> {
  const rest = new Set<number>();
  for (let code = 0; code < 256; code++) if (!chars.has(code)) rest.add(code);
  return rest;
}

const EVERYTHING = complement(new Set());
const WORD = matching(/[0-9A-Za-z_]/);
const SPACE = matching(/[ \t-\r]/);
