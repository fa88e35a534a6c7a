/** The stream that a child reads and light threads write: its standard input. */
import type { HostError, WritableEnd } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import { type Answer, Wait } from "../stream/wait.ts";
import { PipeStream } from "./stream.ts";

export class PipeOutput extends PipeStream<WritableEnd> {
  /** Answers how many bytes were written: all; or nil and an error. */
  write(bytes: Uint8Array, timeoutMs: () => number): Answer | Suspension {
    if (this.isClosed) return [undefined, "closed"];
    if (this.abort !== undefined) return [undefined, "pipe busy writing"];
    if (bytes.length === 0) return [0];
    const written = this.end.writeNow(bytes);
    if (typeof written !== "number") return failure(written);
    return written === bytes.length ? [written] : this.waitingFor(bytes, written, timeoutMs);
  }

  private waitingFor(bytes: Uint8Array, written: number, timeoutMs: () => number): Suspension {
    return {
      kind: "thread",
      awaits: "proc:write",
      start: (resume) => {
        const finish = (answer: Answer) => {
          this.abort = undefined;
          cancelWrite();
          wait.finish(answer);
        };
        const abort = (error: string) => finish([undefined, error]);
        const wait = new Wait(this.scheduler, timeoutMs(), resume, () => abort("timeout"));
        const ifWaiting = (act: () => void) => () => {
          if (this.abort === abort) act();
        };
        const cancelWrite = this.end.write(
          bytes.subarray(written),
          (error) =>
            this.scheduler.post(ifWaiting(() => finish(error === undefined ? [bytes.length] : failure(error)))),
          () => this.scheduler.post(ifWaiting(() => wait.restart(timeoutMs()))),
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
