/** A stream that a child writes and light threads read. */
import type { ByteText, HostError, ReadableEnd } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import type { Scheduler } from "../scheduler.ts";
import { InputBuffer, type Piece, READ_BYTES } from "../stream/input-buffer.ts";
import type { Reader } from "../stream/readers.ts";
import { type Answer, Wait } from "../stream/wait.ts";
import { PipeStream } from "./stream.ts";

export class PipeInput extends PipeStream<ReadableEnd> {
  private readonly buffer: InputBuffer;
  private readonly bytes: ByteText;
  /** What the host has given while a light thread waited. */
  private arrived: Piece | undefined;
  /** As {@link look}, with the time of the wait begun anew. */
  private lookAgain: (() => void) | undefined;
  /** The process is done with, and a light thread still waits: whatever that gets, it is told "closed" with it. */
  private isEnding = false;
  /** Takes what is there for the light thread that waits; true: that is all it waits for. */
  private look: (() => boolean) | undefined;
  private readonly awaits: string;

  /**
   * @param awaits what reads it, for observers
   * @param bufferBytes `buffer_size`
   */
  constructor(scheduler: Scheduler, bytes: ByteText, end: ReadableEnd, awaits: string, bufferBytes: number) {
    super(scheduler, end);
    this.awaits = awaits;
    this.bytes = bytes;
    const next = () => {
      const { arrived } = this;
      this.arrived = undefined;
      return arrived === undefined ? this.pieceOf(this.end.readNow(READ_BYTES)) : arrived;
    };
    this.buffer = new InputBuffer({ bytes, size: bufferBytes, sizeUntilEnd: READ_BYTES, next });
  }

  /** Answers the data; or nil, an error and, if it has begun to read, the data so far. */
  read(reader: Reader, timeoutMs: () => number): Answer | Suspension {
    if (this.isClosed) return [undefined, "closed"];
    if (this.abort !== undefined) return [undefined, "pipe busy reading"];
    return this.advance(reader) ?? this.waitingFor(reader, timeoutMs);
  }

  /**
   * Gives the light thread that waits what is there already. The host may tell that a child has ended before it tells what
   * that has written, and when the end is told the stream is closed.
   */
  takeIn(): void {
    this.look?.();
  }

  /** A light thread that waits goes on: what the process has started may hold the other side. */
  override closeAtEnd(): void {
    const { lookAgain } = this;
    if (lookAgain === undefined || this.isClosed) {
      super.closeAtEnd();
      return;
    }
    this.isEnding = true;
    this.scheduler.postEvent(() => {
      if (this.lookAgain === lookAgain) lookAgain();
    });
  }

  /** A wait is over, or given up. */
  private rest(): void {
    this.abort = undefined;
    this.look = undefined;
    this.lookAgain = undefined;
    if (this.isEnding) this.close("closed");
  }

  private waitingFor(reader: Reader, timeoutMs: () => number): Suspension {
    return {
      kind: "thread",
      awaits: this.awaits,
      start: (resume) => {
        let cancelRead = () => {};
        const finish = (answer: Answer) => {
          cancelRead();
          this.rest();
          wait.finish(answer);
        };
        const abort = (error: string) => finish(this.failure(error));
        const wait = new Wait(this.scheduler, timeoutMs(), resume, () => abort("timeout"));
        const goOn = () => {
          if (this.abort !== abort) return;
          const answer = this.advance(reader);
          if (answer !== undefined) {
            finish(answer);
            return;
          }
          wait.restart(timeoutMs());
          listen();
        };
        const listen = () => {
          cancelRead = this.end.read(READ_BYTES, (got) => {
            // at once: a read that comes before our turn must find it
            this.arrived = this.pieceOf(got);
            this.scheduler.post(goOn);
          });
        };
        this.abort = abort;
        const look = () => {
          const answer = this.advance(reader);
          if (answer !== undefined) finish(answer);
          return answer !== undefined;
        };
        this.look = look;
        const lookAgain = () => {
          if (!this.look?.()) wait.restart(timeoutMs());
        };
        this.lookAgain = lookAgain;
        listen();
        return () => {
          cancelRead();
          this.rest();
          wait.cancel();
        };
      },
    };
  }

  private pieceOf<Other>(got: Uint8Array | Other): string | Other {
    return got instanceof Uint8Array ? this.bytes.toText(got) : got;
  }

  /** Reads what is there. Undefined: the reader wants more. */
  private advance(reader: Reader): Answer | undefined {
    const how = this.buffer.advance(reader);
    switch (how) {
      case undefined:
        return undefined;
      case "done":
        return this.success();
      case "too long":
        return [undefined, "no memory"];
      case null:
        return reader.untilEnd ? this.success() : this.failure("closed");
      default:
        return this.failure((how satisfies HostError).message);
    }
  }

  private success(): Answer {
    return this.isEnding ? this.failure("closed") : [this.buffer.takeText()];
  }

  private failure(error: string): Answer {
    return [undefined, error, this.buffer.takeText()];
  }
}
