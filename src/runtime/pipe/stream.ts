/** What the streams of a child have in common, whichever way they go. */
import type { ReadableEnd, WritableEnd } from "../../host/ports.ts";
import type { Scheduler } from "../scheduler.ts";

export abstract class PipeStream<End extends ReadableEnd | WritableEnd> {
  protected readonly scheduler: Scheduler;
  protected readonly end: End;
  protected isClosed = false;
  /** Ends the wait under way with an error. */
  protected abort: ((error: string) => void) | undefined;

  constructor(scheduler: Scheduler, end: End) {
    this.scheduler = scheduler;
    this.end = end;
  }

  /** @param error what a light thread that waits for the stream gets */
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

  /** Closes it as the end of the process does. */
  closeAtEnd(): void {
    this.close("closed");
  }
}
