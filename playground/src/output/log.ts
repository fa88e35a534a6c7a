/** What a run has printed: its bytes as they came, and where its lines are. */
import type { Piece, StreamName } from "../run/messages.ts";

export interface Line {
  readonly stream: StreamName;
  /** Without the line feed. Not a copy. */
  readonly bytes: Uint8Array;
}

const LINE_FEED = 10;
/** What a page keeps: whoever prints on and on has to be stopped there. */
export const MOST_BYTES = 128 * 1024 ** 2;

export class OutputLog {
  private bytes = new Uint8Array(64 * 1024);
  private length = 0;
  /** Where each line begins, and one place more: where the next one would. */
  private starts = new Uint32Array(1024);
  private fromStderr = new Uint8Array(1024);
  private lineCount = 0;
  /** The last line goes on. */
  private isOpen = false;

  get lines(): number {
    return this.lineCount;
  }

  get size(): number {
    return this.length;
  }

  append({ stream, bytes }: Piece): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    const isStderr = stream === "stderr" ? 1 : 0;
    const begin = this.length;
    this.length += bytes.length;
    let at = begin;
    while (at < this.length) {
      // what is of the other stream begins a line of its own, though nothing was printed that ends the one before
      if (!this.isOpen || this.fromStderr[this.lineCount - 1] !== isStderr) this.openLine(at, isStderr);
      const end = this.bytes.subarray(0, this.length).indexOf(LINE_FEED, at);
      this.isOpen = end < 0;
      at = end < 0 ? this.length : end + 1;
    }
  }

  /** @param number from 0 on */
  line(number: number): Line {
    const begin = this.starts[number] ?? 0;
    const next = number + 1 < this.lineCount ? (this.starts[number + 1] ?? this.length) : this.length;
    const end = this.bytes[next - 1] === LINE_FEED && next > begin ? next - 1 : next;
    return { stream: this.fromStderr[number] === 1 ? "stderr" : "stdout", bytes: this.bytes.subarray(begin, end) };
  }

  /** Everything, byte for byte. */
  all(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  clear(): void {
    this.bytes = new Uint8Array(64 * 1024);
    this.starts = new Uint32Array(1024);
    this.fromStderr = new Uint8Array(1024);
    this.length = 0;
    this.lineCount = 0;
    this.isOpen = false;
  }

  private openLine(at: number, isStderr: number): void {
    if (this.lineCount === this.starts.length) {
      const [starts, fromStderr] = [this.starts, this.fromStderr];
      this.starts = new Uint32Array(2 * starts.length);
      this.starts.set(starts);
      this.fromStderr = new Uint8Array(2 * starts.length);
      this.fromStderr.set(fromStderr);
    }
    this.starts[this.lineCount] = at;
    this.fromStderr[this.lineCount] = isStderr;
    this.lineCount++;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
