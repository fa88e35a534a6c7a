/** The stream that a child reads and light threads write: its standard input. */
import type { HostError, WritableEnd } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import type { Scheduler } from "../scheduler.ts";
import { type Answer, Wait } from "./wait.ts";

export class PipeOutput {
  private readonly scheduler: Scheduler;
  private readonly end: WritableEnd;
  private isClosed = false;
  /** Ends the wait under way with an error. */
  private abort: ((error: string) => void) | undefined;

  constructor(scheduler: Scheduler, end: WritableEnd) {
    this.scheduler = scheduler;
    this.end = end;
  }

  /** Answers how many bytes were written: all; or nil and an error. */
  write(bytes: Uint8Array, timeoutMs: number): Answer | Suspension {
    if (this.isClosed) return [undefined, "closed"];
    if (this.abort !== undefined) return [undefined, "pipe busy writing"];
    if (bytes.length === 0) return [0];
    const written = this.end.writeNow(bytes);
    if (typeof written !== "number") return failure(written);
    return written === bytes.length ? [written] : this.waitingFor(bytes, written, timeoutMs);
  }

  /** @param error what a light thread that is writing gets */
  close(error: "aborted" | "closed"): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.end.close();
    const { abort } = this;
    if (abort !== undefined) {
      this.scheduler.postEvent(() => {
        if (this.abort === abort) abort(error);
      });
    }
  }

  private waitingFor(bytes: Uint8Array, written: number, timeoutMs: number): Suspension {
    return {
      kind: "thread",
      start: (resume) => {
        const finish = (answer: Answer) => {
          this.abort = undefined;
          cancelWrite();
          wait.finish(answer);
        };
        const abort = (error: string) => finish([undefined, error]);
        const wait = new Wait(this.scheduler, timeoutMs, resume, () => abort("timeout"));
        const ifWaiting = (act: () => void) => () => {
          if (this.abort === abort) act();
        };
        const cancelWrite = this.end.write(
          bytes.subarray(written),
          (error) =>
            this.scheduler.post(ifWaiting(() => finish(error === undefined ? [bytes.length] : failure(error)))),
          () => this.scheduler.post(ifWaiting(() => wait.restart())),
        );
        this.abort = abort;
        return () => {
          this.abort = undefined;
          cancelWrite();
          wait.cancel();
        };
      },
    };
  }
}

function failure({ code, message }: HostError): Answer {
  return [undefined, code === "EPIPE" ? "closed" : message];
}
