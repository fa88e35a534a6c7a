/** What a handle of `ngx.pipe` stands for: a child process and its pipes. */
import type { ByteText, Child, ChildExit } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Reader } from "../stream/readers.ts";
import { type Answer, Wait } from "../stream/wait.ts";
import { PipeInput } from "./input.ts";
import { PipeOutput } from "./output.ts";

/** In milliseconds; 0: no limit. Looked at whenever a time begins. */
export interface PipeTimeouts {
  write: number;
  stdoutRead: number;
  stderrRead: number;
  wait: number;
}

export interface PipeProcessOptions {
  /** Its streams must be pipes; stderr may be missing, then it is merged with stdout. */
  readonly child: Child;
  readonly scheduler: Scheduler;
  readonly bytes: ByteText;
  /** How much a read gets at once at most. */
  readonly bufferBytes: number;
  readonly timeouts: PipeTimeouts;
}

const SIGKILL = 9;

/** Its answers are those of the methods of `ngx.pipe`. */
export class PipeProcess {
  readonly timeouts: PipeTimeouts;
  /** Called once, when nothing is left to end: no process, if it was not killed just now, nor pipes that nobody waits for. */
  onClosed: () => void = () => {};
  private readonly child: Child;
  private readonly scheduler: Scheduler;
  private readonly stdin: PipeOutput;
  private readonly stdout: PipeInput;
  private readonly stderr: PipeInput | undefined;
  /** As scripts know it: since the turn in which it arrived. */
  private exit: ChildExit | undefined;
  /** Its end was asked for and told, or it was killed: no method has anything to do any more. */
  private isClosed = false;
  /** Ends the wait under way. */
  private waiting: ((exit: ChildExit) => void) | undefined;

  constructor({ child, scheduler, bytes, bufferBytes, timeouts }: PipeProcessOptions) {
    if (child.stdin === undefined || child.stdout === undefined) throw new Error("a child without pipes");
    this.child = child;
    this.scheduler = scheduler;
    this.timeouts = timeouts;
    this.stdin = new PipeOutput(scheduler, child.stdin);
    this.stdout = new PipeInput(scheduler, bytes, child.stdout, "proc:stdout_read", bufferBytes);
    this.stderr = child.stderr && new PipeInput(scheduler, bytes, child.stderr, "proc:stderr_read", bufferBytes);
    const release = scheduler.clock.hold();
    child.onExit((exit) =>
      scheduler.post(() => {
        release();
        this.ended(exit);
      }),
    );
  }

  get pid(): number {
    return this.child.pid;
  }

  read(from: "stdout" | "stderr", reader: Reader): Answer | Suspension {
    if (this.isClosed) return [undefined, "closed"];
    const { timeouts } = this;
    if (from === "stdout") return this.stdout.read(reader, () => timeouts.stdoutRead);
    return this.stderr?.read(reader, () => timeouts.stderrRead) ?? [undefined, "merged to stdout"];
  }

  write(bytes: Uint8Array): Answer | Suspension {
    return this.isClosed ? [undefined, "closed"] : this.stdin.write(bytes, () => this.timeouts.write);
  }

  shutdown(direction: "stdin" | "stdout" | "stderr"): Answer {
    if (this.isClosed) return [undefined, "closed"];
    const stream = this[direction];
    if (stream === undefined) return [undefined, "merged to stdout"];
    if (this.exit === undefined) stream.close("aborted");
    else stream.closeAtEnd();
    return [true];
  }

  /** Answers whether it ended well, "exit" or "signal", and its status; or nil and an error. */
  wait(): Answer | Suspension {
    if (this.isClosed) return [undefined, "exited"];
    if (this.waiting !== undefined) return [undefined, "pipe busy waiting"];
    return this.exit === undefined ? this.waitingForEnd() : this.tell(this.exit);
  }

  /** @param signal a whole number of 32 bits */
  kill(signal: number): Answer {
    if (this.isClosed || this.exit !== undefined) return [undefined, "exited"];
    const error = this.child.kill(signal);
    if (error === undefined) return [true];
    if (error.code === "EINVAL") return [undefined, "invalid signal"];
    return [undefined, error.code === "ESRCH" ? "exited" : error.message];
  }

  /** Nobody can use it any more: what still runs is killed. */
  destroy(): void {
    if (this.isClosed) return;
    if (this.exit === undefined) this.child.kill(SIGKILL);
    for (const stream of this.streams) stream.close("closed");
    this.close();
  }

  private waitingForEnd(): Suspension {
    return {
      kind: "thread",
      awaits: "proc:wait",
      start: (resume) => {
        const wait = new Wait(this.scheduler, this.timeouts.wait, resume, () => {
          this.waiting = undefined;
          wait.finish([undefined, "timeout"]);
        });
        const ended = (exit: ChildExit) => {
          this.waiting = undefined;
          wait.finish(this.tell(exit));
        };
        this.waiting = ended;
        return () => {
          this.waiting = undefined;
          wait.cancel();
        };
      },
    };
  }

  private ended(exit: ChildExit): void {
    this.exit = exit;
    const { waiting } = this;
    if (waiting === undefined) return;
    this.stdout.takeIn();
    this.stderr?.takeIn();
    // behind what reads in this turn
    this.scheduler.postEvent(() => {
      if (this.waiting === waiting) waiting(exit);
    });
  }

  /** Its end is told once; then its pipes are closed, whatever they hold (pipe: output can be read after wait). */
  private tell({ reason, status }: ChildExit): Answer {
    for (const stream of this.streams) stream.closeAtEnd();
    this.close();
    return [status === 0, status === 0 ? "exit" : reason, status];
  }

  private close(): void {
    this.isClosed = true;
    this.onClosed();
  }

  private get streams(): (PipeInput | PipeOutput)[] {
    return this.stderr === undefined ? [this.stdin, this.stdout] : [this.stdin, this.stdout, this.stderr];
  }
}
