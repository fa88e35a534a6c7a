/** What arrives on a stream, as the reference reads it: into buffers of a fixed size, which scripts can tell by what a read gets. */
import type { ByteText, HostError } from "../../host/ports.ts";
import type { Reader } from "./readers.ts";

/** What a stream gives: bytes, its end (null), or why it failed. */
export type Piece = Uint8Array | null | HostError;

/** As much as is asked of the host at once: what a pipe holds. */
export const READ_BYTES = 65_536;
/** More cannot be one string: V8 refuses it. */
const LONGEST_TEXT = 2 ** 29 - 25;

export interface InputBufferOptions {
  readonly bytes: ByteText;
  /** How much a buffer holds. */
  readonly size: number;
  /** How much the further buffers of a read up to the end hold. */
  readonly sizeUntilEnd: number;
  /** The next piece of the stream; undefined: nothing is there yet. */
  readonly next: () => Piece | undefined;
}

export class InputBuffer {
  private readonly options: InputBufferOptions;
  /** What the stream gave and the buffer has not taken yet. The end, or an error, stays. */
  private ahead: Piece | undefined;
  /** What the buffer holds that nobody has read. */
  private buffered: Uint8Array | undefined;
  /** How much it has room for behind that. It is used from its start again when a read has emptied it. */
  private room: number;
  /** What reads have taken and none has answered yet: also parts of a result whose light thread was killed. */
  private parts: Uint8Array[] = [];
  private partBytes = 0;

  constructor(options: InputBufferOptions) {
    this.options = options;
    this.room = options.size;
  }

  /** Whether the buffer holds bytes that nobody has read. */
  get hasUnread(): boolean {
    return this.buffered !== undefined;
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
      if (this.buffered === undefined) {
        const got = this.peek();
        if (!(got instanceof Uint8Array)) return got;
        this.fill(got, reader);
      } else {
        const { buffered } = this;
        this.buffered = restOf(buffered, reader.take(buffered, this.keep));
      }
      if (this.partBytes > LONGEST_TEXT) {
        this.parts = [];
        this.partBytes = 0;
        return "too long";
      }
      if (reader.isDone) return "done";
    }
  }

  /** What has been read since the last call. */
  takeText(): string {
    const { parts, partBytes } = this;
    if (this.buffered === undefined) this.room = this.options.size;
    if (partBytes === 0) return "";
    this.parts = [];
    this.partBytes = 0;
    return this.options.bytes.toText(joined(parts, partBytes));
  }

  private readonly keep = (part: Uint8Array): void => {
    this.parts.push(part);
    this.partBytes += part.length;
  };

  /** Takes of `got` what `reader` uses, and as much more as fits into the buffers that this fills. */
  private fill(got: Uint8Array, reader: Reader): void {
    const { size, sizeUntilEnd } = this.options;
    const another = reader.untilEnd ? sizeUntilEnd : size;
    if (this.room === 0) this.room = another;
    const used = reader.take(reader.ofOneBuffer ? got.subarray(0, this.room) : got, this.keep);
    const buffers = Math.max(0, Math.ceil((used - this.room) / another));
    const room = this.room + buffers * another;
    const filled = Math.min(room, got.length);
    this.room = room - filled;
    this.buffered = used < filled ? got.subarray(used, filled) : undefined;
    this.ahead = restOf(got, filled);
  }
}

function restOf(bytes: Uint8Array, from: number): Uint8Array | undefined {
  return from < bytes.length ? bytes.subarray(from) : undefined;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
