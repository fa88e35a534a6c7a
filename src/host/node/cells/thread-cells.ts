/** Cells that are threads of this process. */
import { Worker } from "node:worker_threads";
import type { Cell, CellEnding, CellEvents, Cells } from "../../ports.ts";
import { ThreadLine } from "./line.ts";
import { MOST_SEMI_SPACE_MB } from "./memory.ts";
import { UNHEARD } from "./unheard.ts";

/** @param file the CommonJS file that each runs */
export function threadCells(file: string): Cells {
  return { start: (memoryMb) => new ThreadCell(file, memoryMb) };
}

class ThreadCell implements Cell {
  private readonly worker: Worker;
  private readonly line: ThreadLine;
  private events: CellEvents = UNHEARD;

  constructor(file: string, memoryMb: number) {
    this.line = new ThreadLine((question, answer) => this.events.question(question, answer));
    const { threadsEnd } = this.line;
    this.worker = new Worker(file, {
      // nothing of the host's: neither what it preloads nor its variables nor its streams
      execArgv: [],
      env: {},
      workerData: threadsEnd,
      transferList: [threadsEnd.port],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 3 * MOST_SEMI_SPACE_MB },
    });
    this.worker.on("message", (message) => this.events.message(message));
    this.worker.on("error", (error: NodeJS.ErrnoException) => {
      this.ended(error.code === "ERR_WORKER_OUT_OF_MEMORY", String(error?.message ?? error));
    });
    this.worker.on("exit", (status) => this.ended(false, `exit status ${status}`));
    // only now: to listen makes the process wait for it
    this.worker.unref();
  }

  send(message: unknown): void {
    this.worker.postMessage(message);
  }

  listen(events: CellEvents): void {
    this.events = events;
  }

  hold(): void {
    this.worker.ref();
    this.line.ref();
  }

  release(): void {
    this.worker.unref();
    this.line.unref();
  }

  end(): CellEnding {
    this.events = UNHEARD;
    const { line } = this;
    const gone = this.worker.terminate().then(() => line.close());
    // a thread closes its ports once it has left all scripts, and before it gives back its heap; unless it had none yet
    return { stopped: Promise.race([line.closed, gone]), gone };
  }

  private ended(isOutOfMemory: boolean, message: string): void {
    const { events } = this;
    this.events = UNHEARD;
    this.line.close();
    events.ended({ isOutOfMemory, message });
  }
}
