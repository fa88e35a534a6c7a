/** A place in a pattern that is being read. */
import { unclear } from "./unclear.ts";

export class Cursor {
  readonly source: string;
  at = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** The character here; undefined at the end. */
  get char(): string | undefined {
    return this.source[this.at];
  }

  /** The character after the next `offset` ones, or nothing. */
  ahead(offset: number): string {
    return this.source.charAt(this.at + offset);
  }

  get isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  startsWith(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  /** What a sticky expression finds here. */
  match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.at;
    return form.exec(this.source);
  }

  /** As {@link match}, and goes on behind it. */
  take(form: RegExp): RegExpExecArray | null {
    const found = this.match(form);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  /** Skips what stands for nothing: comments, `\E` without a `\Q`, and with the option x white space. */
  skipIgnored(isExtended: boolean): void {
    for (;;) {
      const { char } = this;
      if (char === "(" && this.startsWith("(?#")) this.skipTo(")", true);
      else if (char === "\\" && this.ahead(1) === "E") this.at += 2;
      else if (isExtended && char === "#") this.skipTo("\n", false);
      else if (!(isExtended && char !== undefined && WHITE_SPACE.test(char))) return;
      else this.at++;
    }
  }

  private skipTo(end: string, isNeeded: boolean): void {
    const found = this.source.indexOf(end, this.at);
    if (found < 0 && isNeeded) unclear();
    this.at = found < 0 ? this.source.length : found + 1;
  }
}

/** The next line of Unicode is white space here, too. */
const WHITE_SPACE = /[\t-\r \x85]/;
