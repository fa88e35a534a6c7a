/** nginx's grammar: words, quotes, escapes, comments, `;` and braces. What the words mean is the directives' business. */
import { ConfigError, type Place } from "./emerg.ts";
import { readLuaBlock } from "./lua-block.ts";

/** What stands next in a configuration. */
export type Step = Words | { readonly kind: "end of block" | "end of file" };

/** A directive's name and arguments, ended by `;` (a statement) or by `{` (a block). */
export interface Words {
  readonly kind: "statement" | "block";
  readonly words: readonly [string, ...string[]];
}

/** nginx reads through a buffer of this many bytes; a word has to fit in. */
const LONGEST_WORD = 4096;

/** One configuration file on the way through the reader. `text` holds bytes as characters 0-255, or any characters. */
export class Grammar {
  readonly path: string;
  readonly #text: string;
  #position = 0;
  #line = 1;

  constructor(text: string, path: string) {
    this.#text = text;
    this.path = path;
  }

  /** Where the reader stands: nginx names the line of the last character that it took. */
  get place(): Place {
    return { path: this.path, line: this.#line };
  }

  /** Reads up to the next `;`, brace or end of the file. Throws {@link ConfigError} with nginx's words. */
  next(): Step {
    const words: string[] = [];
    for (;;) {
      this.#skipBlanks();
      const char = this.#text[this.#position];
      if (char === undefined) {
        if (words.length > 0) this.fail('unexpected end of file, expecting ";" or "}"');
        return { kind: "end of file" };
      }
      if (char === "}") {
        this.#position++;
        if (words.length > 0) this.fail('unexpected "}"');
        return { kind: "end of block" };
      }
      if (char === ";" || char === "{") {
        this.#position++;
        const [name, ...rest] = words;
        if (name === undefined) return this.fail(`unexpected "${char}"`);
        return { kind: char === ";" ? "statement" : "block", words: [name, ...rest] };
      }
      words.push(char === '"' || char === "'" ? this.#quoted(char) : this.#bare());
    }
  }

  /** The Lua code after a `{` that {@link next} has just read. */
  luaBlock(): string {
    const block = readLuaBlock(this.#text, this.#position, this.#line, this.path);
    this.#position = block.end;
    this.#line = block.line;
    return block.code;
  }

  /** Ends the reading with nginx's words for this place. */
  fail(text: string): never {
    throw new ConfigError(text, this.place);
  }

  #skipBlanks(): void {
    for (;;) {
      const char = this.#text[this.#position];
      if (char === "#") {
        const end = this.#text.indexOf("\n", this.#position);
        this.#position = end < 0 ? this.#text.length : end;
      } else if (char === "\n") {
        this.#line++;
        this.#position++;
      } else if (char === " " || char === "\t" || char === "\r") {
        this.#position++;
      } else {
        return;
      }
    }
  }

  /** A word up to a blank, `;` or `{`; `${name}` belongs to the word, and so do quotes inside of it. */
  #bare(): string {
    const start = this.#position;
    const startLine = this.#line;
    let afterDollar = false;
    for (;;) {
      const char = this.#text[this.#position];
      if (char === undefined) return this.fail('unexpected end of file, expecting ";" or "}"');
      if (this.#position - start >= LONGEST_WORD) {
        this.#line = startLine;
        return this.fail(`too long parameter "${this.#text.slice(start, start + 10)}..." started`);
      }
      // nginx looks at the first character of a word only for what it opens, so a word may begin with any other one.
      if (this.#position > start && (isBlank(char) || char === ";" || (char === "{" && !afterDollar))) {
        return withoutEscapes(this.#text.slice(start, this.#position));
      }
      if (char === "\\") {
        this.#take(char);
        const escaped = this.#text[this.#position];
        if (escaped !== undefined) this.#take(escaped);
        afterDollar = false;
      } else {
        this.#take(char);
        afterDollar = char === "$" || (char === "{" && afterDollar);
      }
    }
  }

  #quoted(quote: string): string {
    const startLine = this.#line;
    this.#position++;
    const start = this.#position;
    for (;;) {
      const char = this.#text[this.#position];
      if (char === undefined) return this.fail('unexpected end of file, expecting ";" or "}"');
      if (this.#position - start >= LONGEST_WORD) {
        this.#line = startLine;
        return this.fail(`too long parameter, probably missing terminating "${quote}" character`);
      }
      this.#take(char);
      if (char === quote) break;
      const escaped = this.#text[this.#position];
      if (char === "\\" && escaped !== undefined) this.#take(escaped);
    }
    const word = withoutEscapes(this.#text.slice(start, this.#position - 1));
    this.#endOfQuoted();
    return word;
  }

  /** After the closing quote only a blank, `;`, `{` or, for `if ("$a" = "b")`, a `)` may follow; the latter starts a word. */
  #endOfQuoted(): void {
    const char = this.#text[this.#position];
    if (char === undefined || isBlank(char) || char === ";" || char === "{" || char === ")") return;
    this.#take(char);
    this.fail(`unexpected "${char}"`);
  }

  #take(char: string): void {
    if (char === "\n") this.#line++;
    this.#position++;
  }
}

function isBlank(char: string): boolean {
  return char === " " || char === "\t" || char === "\r" || char === "\n";
}

/** `\"`, `\'` and `\\` lose the backslash, `\t`, `\r` and `\n` are the characters; any other backslash stays. */
function withoutEscapes(word: string): string {
  return word.replace(/\\(["'\\trn])/g, (_, char: string) => ESCAPES[char] ?? char);
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };
