/** What arrives on a stream, as the reference reads it: into buffers of a fixed size, which scripts can tell by what a read gets. */
import type { ByteText, HostError } from "../../host/ports.ts";
import type { Reader } from "./readers.ts";

/** What a stream gives: bytes (as a byte string), its end (null), or why it failed. */
export type Piece = string | null | HostError;

/** As much as is asked of the host at once: what a pipe holds. */
export const READ_BYTES = 65_536;
/** More cannot be one string: V8 refuses it. */
const LONGEST_TEXT = 2 ** 29 - 25;
/** A part of a longer piece keeps all of it in memory, if it is not copied. */
const LONG_PIECE = 4096;

export interface InputBufferOptions {
  readonly bytes: ByteText;
  /** How much a buffer holds. */
  readonly size: number;
  /** How much the further buffers of a read up to the end hold. */
  readonly sizeUntilEnd: number;
  /** The next piece of the stream, which is not empty; undefined: nothing is there yet. */
  readonly next: () => Piece | undefined;
}

export class InputBuffer {
  private readonly options: InputBufferOptions;
  /** What the stream gave and the buffer has not taken yet. The end, or an error, stays. */
  private ahead: Piece | undefined;
  /** What the buffer holds that nobody has read. */
  private buffered = "";
  /** How much it has room for behind that. It is used from its start again when a read has emptied it. */
  private room: number;
  /** What reads have taken and none has answered yet: also parts of a result whose light thread was killed. */
  private taken = "";
  private isTooLong = false;

  constructor(options: InputBufferOptions) {
    this.options = options;
    this.room = options.size;
  }

  /** Whether the buffer holds bytes that nobody has read. */
  get hasUnread(): boolean {
    return this.buffered !== "";
  }

  /** What the stream gives next, which stays there; undefined: nothing yet. */
  peek(): Piece | undefined {
    if (this.ahead === undefined) this.ahead = this.options.next();
    return this.ahead;
  }

  /**
   * Lets `reader` take what is there.
   * @returns "done"; how the stream ended; "too long": what was read is lost; or undefined: `reader` wants more
   */
  advance(reader: Reader): "done" | "too long" | null | HostError | undefined {
    for (;;) {
      if (this.buffered === "") {
        // peek(), without the call: most reads come here twice
        if (this.ahead === undefined) this.ahead = this.options.next();
        const got = this.ahead;
        if (typeof got !== "string") return got;
        this.fill(got, reader);
      } else {
        const { buffered } = this;
        this.buffered = buffered.slice(reader.take(buffered, this.keep));
      }
      if (this.isTooLong) {
        this.isTooLong = false;
        this.taken = "";
        return "too long";
      }
      if (reader.isDone) return "done";
    }
  }

  /** What has been read since the last call. */
  takeText(): string {
    if (this.buffered === "") this.room = this.options.size;
    const { taken } = this;
    this.taken = "";
    return taken;
  }

  private readonly keep = (part: string, whole: string): void => {
    if (this.taken.length + part.length > LONGEST_TEXT) {
      this.isTooLong = true;
      return;
    }
    const { bytes } = this.options;
    const isSmallPart = whole.length > LONG_PIECE && part.length < whole.length / 2;
    this.taken += isSmallPart ? bytes.toText(bytes.toBytes(part)) : part;
  };

  /** Takes of `got` what `reader` uses, and as much more as fits into the buffers that this fills. */
  private fill(got: string, reader: Reader): void {
    const { size, sizeUntilEnd } = this.options;
    const another = reader.untilEnd ? sizeUntilEnd : size;
    if (this.room === 0) this.room = another;
    const used = reader.take(reader.ofOneBuffer ? got.slice(0, this.room) : got, this.keep);
    const buffers = used > this.room ? Math.ceil((used - this.room) / another) : 0;
    const room = this.room + buffers * another;
    const filled = Math.min(room, got.length);
    this.room = room - filled;
    this.buffered = used < filled ? got.slice(used, filled) : "";
    this.ahead = filled < got.length ? got.slice(filled) : undefined;
  }
}
