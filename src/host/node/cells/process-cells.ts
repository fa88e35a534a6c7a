/** Cells that are processes of their own: Node without variables, streams or a folder of the host's. */
import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import type { Cell, CellEnding, CellEvents, Cells } from "../../ports.ts";
import { answerOverPipe, LINE_DESCRIPTOR } from "./line.ts";
import { memoryFlags } from "./memory.ts";
import { UNHEARD } from "./unheard.ts";

/** @param file the CommonJS file that each runs */
export function processCells(file: string): Cells {
  return { start: (memoryMb) => new ProcessCell(file, memoryMb) };
}

/** Those that run. One whose host has been killed ends by itself, once it sees that. */
const running = new Set<ChildProcess>();

function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

class ProcessCell implements Cell {
  private readonly child: ChildProcess;
  /** On which it asks. */
  private readonly pipe: Socket;
  private readonly gone: Promise<void>;
  private events: CellEvents = UNHEARD;

  constructor(file: string, memoryMb: number) {
    const child = fork(file, [], {
      execArgv: memoryFlags(memoryMb),
      env: {},
      cwd: "/",
      stdio: ["ignore", "ignore", "ignore", "ipc", "pipe"],
      serialization: "advanced",
    });
    this.child = child;
    this.pipe = child.stdio[LINE_DESCRIPTOR] as Socket;
    answerOverPipe(
      this.pipe,
      (question, answer) => this.events.question(question, answer),
      () => child.kill("SIGKILL"),
    );
    if (running.size === 0) process.on("exit", killAll);
    running.add(child);
    this.gone = new Promise((resolve) => {
      const over = (isOutOfMemory: boolean, message: string) => {
        if (running.delete(child) && running.size === 0) process.off("exit", killAll);
        this.ended(isOutOfMemory, message);
        // then its handle is gone as well
        setImmediate(() => setImmediate(resolve));
      };
      child.on("error", (error) => {
        // other errors are told of a process that there is
        if (child.pid === undefined) over(false, error.message);
      });
      // V8 aborts where its memory is used up
      child.on("exit", (status, signal) => over(signal === "SIGABRT", signal ?? `exit status ${status}`));
    });
    this.release();
    child.on("message", (message) => this.events.message(message));
  }

  send(message: unknown): void {
    // where nobody is there any more, its end is told otherwise
    this.child.send(message as object, () => {});
  }

  listen(events: CellEvents): void {
    this.events = events;
  }

  hold(): void {
    this.child.ref();
    this.child.channel?.ref();
    this.pipe.ref();
  }

  release(): void {
    this.child.unref();
    this.child.channel?.unref();
    this.pipe.unref();
  }

  end(): CellEnding {
    this.events = UNHEARD;
    this.child.ref();
    this.child.kill("SIGKILL");
    // no instruction of it runs after this signal; to give back its memory takes the system some 10 ms
    return { stopped: Promise.resolve(), gone: this.gone };
  }

  private ended(isOutOfMemory: boolean, message: string): void {
    const { events } = this;
    this.events = UNHEARD;
    events.ended({ isOutOfMemory, message });
  }
}
