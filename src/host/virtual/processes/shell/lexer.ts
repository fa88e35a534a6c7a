/** Reads the shell's text: operators, and words with what is to be expanded in them. */
import { type Command, type Part, type Redirect, ShellError, type Word } from "./syntax.ts";

export type Token =
  | { readonly kind: "operator"; readonly text: string }
  | { readonly kind: "word"; readonly word: Word }
  | { readonly kind: "redirect"; readonly descriptor: number | undefined; readonly operator: string }
  | { readonly kind: "end" };

const OPERATORS = ["&&", "||", ";;", "&", ";", "|", "(", ")", "\n"];
const REDIRECTS = ["<<-", "<<", ">>", "<&", ">&", "<>", ">|", "<", ">"];
const META = " \t\n;&|<>()";
const DEEPEST = 100;

/** How the parts of a word are read: where quotes and blanks mean something. */
type Mode = "word" | "double" | "brace" | "quoted brace" | "here" | "arithmetic";

interface HereDocument {
  readonly ending: string;
  readonly isPlain: boolean;
  readonly stripsTabs: boolean;
  readonly fill: (word: Word) => void;
}

export abstract class Lexer {
  protected readonly text: string;
  protected at = 0;
  line: number;
  private peeked: Token | undefined;
  private readonly hereDocuments: HereDocument[] = [];
  private depth = 0;

  constructor(text: string, line: number) {
    this.text = text;
    this.line = line;
  }

  /** A list up to the parenthesis that closes it, which is taken as well. */
  protected abstract substituted(): Command | undefined;

  /** What stands in backquotes. */
  protected abstract parseInside(text: string): Command | undefined;

  protected peek(): Token {
    this.peeked ??= this.read();
    return this.peeked;
  }

  protected next(): Token {
    const token = this.peek();
    this.peeked = undefined;
    return token;
  }

  /** Whether nothing but blanks is left. */
  get isAtEnd(): boolean {
    return this.peek().kind === "end";
  }

  protected enter(): void {
    if (++this.depth > DEEPEST) throw this.error("nested too deep");
  }

  protected leave(): void {
    this.depth--;
  }

  protected error(what: string): ShellError {
    return new ShellError(`Syntax error: ${what}`, this.line);
  }

  /** Reads the rest of a redirection: what it goes to. */
  protected redirectTarget(operator: string, descriptor: number | undefined): Redirect {
    const token = this.next();
    if (token.kind !== "word") throw this.unexpected(token);
    const isInput = operator.startsWith("<");
    const number = descriptor ?? (isInput ? 0 : 1);
    if (!operator.startsWith("<<")) {
      return { descriptor: number, operator: operator as Redirect["operator"], target: token.word };
    }
    const redirect: { descriptor: number; operator: "<<"; target: Word } = {
      descriptor: number,
      operator: "<<",
      target: [],
    };
    this.hereDocuments.push({
      ending: token.word.map((part) => (part.kind === "text" ? part.text : "")).join(""),
      isPlain: token.word.some((part) => part.isQuoted),
      stripsTabs: operator === "<<-",
      fill: (word) => {
        redirect.target = word;
      },
    });
    return redirect;
  }

  protected unexpected(token: Token, expected?: string): ShellError {
    const hint = expected === undefined ? "" : ` (expecting ${/^\w/.test(expected) ? `"${expected}"` : expected})`;
    if (token.kind === "end") return this.error(`end of file unexpected${hint}`);
    if (token.kind === "operator") {
      return this.error(token.text === "\n" ? `newline unexpected${hint}` : `"${token.text}" unexpected${hint}`);
    }
    if (token.kind === "redirect") return this.error(`redirection unexpected${hint}`);
    const text = plainText(token.word);
    return this.error(
      text !== undefined && RESERVED.has(text) ? `"${text}" unexpected${hint}` : `word unexpected${hint}`,
    );
  }

  private read(): Token {
    this.skipBlanks();
    const { text } = this;
    if (this.at >= text.length) {
      this.readHereDocuments();
      return { kind: "end" };
    }
    const redirect = REDIRECTS.find((one) => text.startsWith(one, this.at));
    if (redirect !== undefined) {
      this.at += redirect.length;
      return { kind: "redirect", descriptor: undefined, operator: redirect };
    }
    const operator = OPERATORS.find((one) => text.startsWith(one, this.at));
    if (operator !== undefined) {
      this.at += operator.length;
      if (operator === "\n") {
        this.line++;
        this.readHereDocuments();
      }
      return { kind: "operator", text: operator };
    }
    const [, digit] = /^(\d)(?=[<>])/.exec(text.slice(this.at, this.at + 2)) ?? [];
    if (digit !== undefined) {
      this.at++;
      const found = REDIRECTS.find((one) => text.startsWith(one, this.at)) as string;
      this.at += found.length;
      return { kind: "redirect", descriptor: Number(digit), operator: found };
    }
    return { kind: "word", word: this.parts("word", META) };
  }

  private skipBlanks(): void {
    const { text } = this;
    for (;;) {
      if (text.startsWith("\\\n", this.at)) {
        this.at += 2;
        this.line++;
      } else if (text[this.at] === " " || text[this.at] === "\t") this.at++;
      else if (text[this.at] === "#") {
        const end = text.indexOf("\n", this.at);
        this.at = end < 0 ? text.length : end;
      } else return;
    }
  }

  private readHereDocuments(): void {
    for (const { ending, isPlain, stripsTabs, fill } of this.hereDocuments.splice(0)) {
      let body = "";
      const { line: firstLine } = this;
      while (this.at < this.text.length) {
        const end = this.text.indexOf("\n", this.at);
        const whole = this.text.slice(this.at, end < 0 ? undefined : end);
        this.at = end < 0 ? this.text.length : end + 1;
        this.line++;
        const line = stripsTabs ? whole.replace(/^\t+/, "") : whole;
        if (line === ending) break;
        body += end < 0 ? line : `${line}\n`;
      }
      fill(isPlain ? [{ kind: "text", text: body, isQuoted: true }] : this.within(body, firstLine).parts("here", ""));
    }
  }

  /** A reader of the same kind for another text. */
  protected abstract within(text: string, line: number): Lexer;

  /** Reads parts up to one of `ends`, or to the end of the text. */
  protected parts(mode: Mode, ends: string): Part[] {
    const parts: Part[] = [];
    const isQuoted = mode === "double" || mode === "quoted brace" || mode === "here" || mode === "arithmetic";
    let literal = "";
    const flush = () => {
      if (literal !== "") parts.push({ kind: "text", text: literal, isQuoted });
      literal = "";
    };
    let parentheses = 0;
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at);
      if (mode === "arithmetic") {
        if (char === "(") parentheses++;
        else if (char === ")" && parentheses-- === 0) break;
      } else if (ends.includes(char)) break;
      if (char === "\n") this.line++;
      if (char === "\\") {
        const next = this.text.charAt(this.at + 1);
        this.at += next === "" ? 1 : 2;
        if (next === "\n") this.line++;
        else if (!isQuoted) {
          flush();
          parts.push({ kind: "text", text: next === "" ? "\\" : next, isQuoted: true });
        } else if (next !== "" && ESCAPED_IN[mode].includes(next)) literal += next;
        else literal += `\\${next}`;
      } else if (char === "'" && !isQuoted) {
        flush();
        const end = this.text.indexOf("'", this.at + 1);
        if (end < 0) throw this.error("Unterminated quoted string");
        const text = this.text.slice(this.at + 1, end);
        this.line += text.split("\n").length - 1;
        parts.push({ kind: "text", text, isQuoted: true });
        this.at = end + 1;
      } else if (char === '"' && mode !== "here" && mode !== "arithmetic") {
        flush();
        this.at++;
        const inside = this.parts("double", '"');
        if (this.text[this.at] !== '"') throw this.error("Unterminated quoted string");
        this.at++;
        parts.push(...(inside.length === 0 ? [{ kind: "text" as const, text: "", isQuoted: true }] : inside));
      } else if (char === "`") {
        flush();
        parts.push({ kind: "command", body: this.backquoted(isQuoted), isQuoted });
      } else if (char === "$") {
        const part = this.dollar(isQuoted);
        if (part === undefined) literal += "$";
        else {
          flush();
          parts.push(part);
        }
      } else {
        literal += char;
        this.at++;
      }
    }
    flush();
    return parts;
  }

  private backquoted(isQuoted: boolean): Command | undefined {
    let text = "";
    for (this.at++; ; this.at++) {
      const char = this.text.charAt(this.at);
      if (char === "") throw this.error("EOF in backquote substitution");
      if (char === "`") break;
      const next = this.text.charAt(this.at + 1);
      if (char === "\\" && (/[\\$`]/.test(next) || (isQuoted && next === '"'))) {
        text += next;
        this.at++;
      } else text += char;
    }
    this.at++;
    return this.parseInside(text);
  }

  /** What a dollar sign begins; undefined: nothing. */
  private dollar(isQuoted: boolean): Part | undefined {
    const { text } = this;
    const next = text.charAt(++this.at);
    if (next === "(") {
      this.at++;
      this.enter();
      const part: Part =
        text[this.at] === "(" ? this.arithmetic(isQuoted) : { kind: "command", body: this.substitution(), isQuoted };
      this.leave();
      return part;
    }
    if (next === "{") {
      this.at++;
      this.enter();
      const part = this.braced(isQuoted);
      this.leave();
      return part;
    }
    const [name] = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(this.at, this.at + 200)) ?? [];
    if (name === undefined) return undefined;
    this.at += name.length;
    return { kind: "parameter", name, operator: undefined, word: [], isQuoted };
  }

  private substitution(): Command | undefined {
    const before = this.peeked;
    this.peeked = undefined;
    const body = this.substituted();
    this.peeked = before;
    return body;
  }

  private arithmetic(isQuoted: boolean): Part {
    this.at++;
    const word = this.parts("arithmetic", "");
    if (!this.text.startsWith("))", this.at)) throw this.error("Missing '))'");
    this.at += 2;
    return { kind: "arithmetic", word, isQuoted };
  }

  private braced(isQuoted: boolean): Part {
    const rest = this.text.slice(this.at, this.at + 200);
    const [, isLength, measured] = /^(#)([A-Za-z_]\w*|\d+|[@*#?$!-])\}/.exec(rest) ?? [];
    if (isLength !== undefined && measured !== undefined) {
      this.at += measured.length + 2;
      return { kind: "parameter", name: measured, operator: "length", word: [], isQuoted };
    }
    const [, name = "", given = ""] = /^([A-Za-z_]\w*|\d+|[@*#?$!-])(:?[-=?+]|%%?|##?)?/.exec(rest) ?? [];
    this.at += name.length + given.length;
    const operator = name === "" || (given === "" && this.text[this.at] !== "}") ? "bad" : given;
    const trims = /^[%#]/.test(operator);
    const word = this.parts(isQuoted && !trims ? "quoted brace" : "brace", "}");
    if (this.text[this.at] !== "}") throw this.error("Missing '}'");
    this.at++;
    return { kind: "parameter", name, operator: operator === "" ? undefined : operator, word, isQuoted };
  }
}

const ESCAPED_IN: Readonly<Record<Mode, string>> = {
  word: "",
  brace: "",
  double: '$`"\\',
  "quoted brace": '$`"\\}',
  here: "$`\\",
  arithmetic: "$`\\",
};

export const RESERVED: ReadonlySet<string> = new Set(
  "! { } case do done elif else esac fi for if in then until while".split(" "),
);

/** The text of a word without any quotes or expansions. */
export function plainText(word: Word): string | undefined {
  const [part, more] = word;
  return part?.kind === "text" && !part.isQuoted && more === undefined ? part.text : undefined;
}
