/** A stream that a child writes and light threads read. */
import type { ByteText, HostError, ReadableEnd } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Reader } from "./readers.ts";
import { PipeStream } from "./stream.ts";
import { type Answer, Wait } from "./wait.ts";

/** As much as is asked of the host at once: what a pipe holds. */
const READ_BYTES = 65_536;
/** More cannot be one string: V8 refuses it. */
const LONGEST_TEXT = 2 ** 29 - 25;

export class PipeInput extends PipeStream<ReadableEnd> {
  private readonly bytes: ByteText;
  /** `buffer_size` */
  private readonly bufferBytes: number;

  /** What the host gave and the buffer has not taken yet. The end, or an error, stays. */
  private ahead: Uint8Array | null | HostError | undefined;
  /** What the buffer holds that nobody has read. */
  private buffered: Uint8Array | undefined;
  /** How much it has room for behind that. It is used from its start again when a read has emptied it. */
  private room: number;
  /** What the reads so far have left for the next to answer: parts of a result whose light thread was killed. */
  private parts: Uint8Array[] = [];
  private partBytes = 0;

  constructor(scheduler: Scheduler, bytes: ByteText, end: ReadableEnd, bufferBytes: number) {
    super(scheduler, end);
    this.bytes = bytes;
    this.bufferBytes = bufferBytes;
    this.room = bufferBytes;
  }

  /** Answers the data; or nil, an error and, if it has begun to read, the data so far. */
  read(reader: Reader, timeoutMs: number): Answer | Suspension {
    if (this.isClosed) return [undefined, "closed"];
    if (this.abort !== undefined) return [undefined, "pipe busy reading"];
    return this.advance(reader) ?? this.waitingFor(reader, timeoutMs);
  }

  private waitingFor(reader: Reader, timeoutMs: number): Suspension {
    return {
      kind: "thread",
      start: (resume) => {
        let cancelRead = () => {};
        const finish = (answer: Answer) => {
          this.abort = undefined;
          cancelRead();
          wait.finish(answer);
        };
        const abort = (error: string) => finish(this.answer(error));
        const wait = new Wait(this.scheduler, timeoutMs, resume, () => abort("timeout"));
        const goOn = () => {
          if (this.abort !== abort) return;
          const answer = this.advance(reader);
          if (answer !== undefined) {
            finish(answer);
            return;
          }
          wait.restart();
          listen();
        };
        const listen = () => {
          cancelRead = this.end.read(READ_BYTES, (got) => {
            // at once: a read that comes before our turn must find it
            this.ahead = got;
            this.scheduler.post(goOn);
          });
        };
        this.abort = abort;
        listen();
        return () => {
          this.abort = undefined;
          cancelRead();
          wait.cancel();
        };
      },
    };
  }

  /** Reads what is there. Undefined: the reader wants more. */
  private advance(reader: Reader): Answer | undefined {
    for (;;) {
      if (this.buffered === undefined) {
        const got = this.receive(reader.untilEnd ? READ_BYTES : this.bufferBytes);
        if (got === undefined) return undefined;
        if (got === null) return this.answer(reader.untilEnd ? undefined : "closed");
        if (!(got instanceof Uint8Array)) return this.answer(got.message);
        this.buffered = got;
      }
      const { buffered } = this;
      const used = reader.take(buffered, (part) => {
        this.parts.push(part);
        this.partBytes += part.length;
      });
      this.buffered = used < buffered.length ? buffered.subarray(used) : undefined;
      if (this.partBytes > LONGEST_TEXT) {
        this.parts = [];
        this.partBytes = 0;
        return [undefined, "no memory"];
      }
      if (reader.isDone) return this.answer(undefined);
    }
  }

  /** Fills the buffer, or another one of `bytes` where it is full. */
  private receive(bytes: number): Uint8Array | null | HostError | undefined {
    const got = this.ahead === undefined ? this.end.readNow(READ_BYTES) : this.ahead;
    if (!(got instanceof Uint8Array)) {
      this.ahead = got;
      return got;
    }
    if (this.room === 0) this.room = bytes;
    const count = Math.min(this.room, got.length);
    this.room -= count;
    this.ahead = count < got.length ? got.subarray(count) : undefined;
    return count < got.length ? got.subarray(0, count) : got;
  }

  private answer(error: string | undefined): Answer {
    const { parts, partBytes } = this;
    this.parts = [];
    this.partBytes = 0;
    if (this.buffered === undefined) this.room = this.bufferBytes;
    const text = this.bytes.toText(joined(parts, partBytes));
    return error === undefined ? [text] : [undefined, error, text];
  }
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
