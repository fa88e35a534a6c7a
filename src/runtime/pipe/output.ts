/** The stream that a child reads and light threads write: its standard input. */
import type { HostError, WritableEnd } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import { type Answer, Wait } from "../stream/wait.ts";
import { PipeStream } from "./stream.ts";

export class PipeOutput extends PipeStream<WritableEnd> {
  /** Begins the time of the wait under way anew. */
  private restart: (() => void) | undefined;
  /** The process is done with, and a light thread still waits: it is told "closed" even if all of it goes. */
  private isEnding = false;

  /** Answers how many bytes were written: all; or nil and an error. */
  write(bytes: Uint8Array, timeoutMs: () => number): Answer | Suspension {
    if (this.isClosed) return [undefined, "closed"];
    if (this.abort !== undefined) return [undefined, "pipe busy writing"];
    if (bytes.length === 0) return [0];
    const written = this.end.writeNow(bytes);
    if (typeof written !== "number") return failure(written);
    return written === bytes.length ? [written] : this.waitingFor(bytes, written, timeoutMs);
  }

  /** A light thread that waits goes on: what the process has started may still read. Where nobody does, that is an error of the pipe. */
  override closeAtEnd(): void {
    const { restart } = this;
    if (restart === undefined || this.isClosed) {
      super.closeAtEnd();
      return;
    }
    this.isEnding = true;
    this.scheduler.postEvent(() => {
      if (this.restart === restart) restart();
    });
  }

  /** A wait is over, or given up. */
  private rest(): void {
    this.abort = undefined;
    this.restart = undefined;
    if (this.isEnding) this.close("closed");
  }

  private waitingFor(bytes: Uint8Array, written: number, timeoutMs: () => number): Suspension {
    return {
      kind: "thread",
      awaits: "proc:write",
      start: (resume) => {
        const finish = (answer: Answer) => {
          cancelWrite();
          this.rest();
          wait.finish(answer);
        };
        const abort = (error: string) => finish([undefined, error]);
        const wait = new Wait(this.scheduler, timeoutMs(), resume, () => abort("timeout"));
        const ifWaiting = (act: () => void) => () => {
          if (this.abort === abort) act();
        };
        const restart = () => wait.restart(timeoutMs());
        const cancelWrite = this.end.write(
          bytes.subarray(written),
          (error) => this.scheduler.post(ifWaiting(() => finish(this.outcome(bytes, error)))),
          () => this.scheduler.post(ifWaiting(restart)),
        );
        this.abort = abort;
        this.restart = restart;
        return () => {
          cancelWrite();
          this.rest();
          wait.cancel();
        };
      },
    };
  }

  private outcome(bytes: Uint8Array, error: HostError | undefined): Answer {
    if (error !== undefined) return failure(error);
    return this.isEnding ? [undefined, "closed"] : [bytes.length];
  }
}

function failure({ code, message }: HostError): Answer {
  return [undefined, code === "EPIPE" ? "closed" : message];
}
