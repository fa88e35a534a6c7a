/** Puts the words together that an expansion makes: splits at IFS what was not quoted, and remembers what was. */
import { quote } from "./patterns.ts";
import { ShellError } from "./syntax.ts";

export interface Field {
  text: string;
  /** The same as a pattern: with a backslash in front of what was quoted and would stand for more than itself. */
  pattern: string;
}

/** A shell that has more text in hand has no memory. */
export const MOST_TEXT_BYTES = 4 * 1024 ** 2;

/** What a word takes beside its text. */
const FIELD_BYTES = 64;

export class Fields {
  readonly done: Field[] = [];
  private readonly separators: string;
  private current: Field | undefined;
  private endedBySpace = false;
  private bytes = 0;

  /** @param separators the value of IFS */
  constructor(separators: string) {
    this.separators = separators;
  }

  add(text: string, isQuoted: boolean): void {
    this.bytes += text.length;
    if (this.bytes > MOST_TEXT_BYTES) throw new ShellError("Out of space");
    this.current ??= { text: "", pattern: "" };
    this.current.text += text;
    this.current.pattern += isQuoted ? quote(text) : text.replaceAll("\\", "\\\\");
    this.endedBySpace = false;
  }

  addSplit(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const char = text.charAt(at);
      if (!this.separators.includes(char)) continue;
      if (at > from) this.add(text.slice(from, at), false);
      from = at + 1;
      if (/[ \t\n]/.test(char)) {
        if (this.current === undefined) continue;
        this.end();
        this.endedBySpace = true;
      } else if (this.endedBySpace) this.endedBySpace = false;
      else {
        this.current ??= { text: "", pattern: "" };
        this.end();
      }
    }
    if (from < text.length) this.add(text.slice(from), false);
  }

  /** The next text begins another word. */
  end(): void {
    if (this.current !== undefined) this.done.push(this.current);
    this.bytes += FIELD_BYTES;
    this.current = undefined;
    this.endedBySpace = false;
  }
}
