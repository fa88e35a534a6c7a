/** What was read from a file and not yet by the script. */
import { piece } from "../../piece.ts";
export class Input {
  private text = "";
  private at = 0;
  private hasNul = false;

  get isEmpty(): boolean {
    return this.at >= this.text.length;
  }

  /** How many bytes are there. */
  get length(): number {
    return this.text.length - this.at;
  }

  add(text: string): void {
    this.text = this.isEmpty ? text : this.text.slice(this.at) + text;
    this.at = 0;
    this.hasNul = this.text.includes("\0");
  }

  /** Takes one byte off; there must be one. */
  skip(): void {
    this.at++;
  }

  /** The next byte as a character, "" where there is none. */
  get next(): string {
    return this.text.charAt(this.at);
  }

  /** Takes up to `most` bytes off. */
  take(most: number): string {
    const { at } = this;
    this.at = Math.min(this.text.length, at + most);
    return piece(this.text, at, this.at);
  }

  /** Takes up to `most` bytes off, but nothing beyond the first line break. */
  takeLine(most: number): string {
    const end = this.text.indexOf("\n", this.at);
    return this.take(end < 0 ? most : Math.min(most, end + 1 - this.at));
  }

  /** Takes the next line, where it is here as a whole and there is nothing special about it. Without its line break. */
  takeShortLine(most: number): string | undefined {
    if (this.hasNul) return undefined;
    const { at } = this;
    const end = this.text.indexOf("\n", at);
    if (end < 0 || end - at >= most) return undefined;
    this.at = end + 1;
    return piece(this.text, at, end);
  }

  clear(): void {
    this.text = "";
    this.at = 0;
    this.hasNul = false;
  }
}
