/** Children that would write to the streams of this process: what they write is told of instead. */
import type {
  Child,
  ChildExit,
  ChildOptions,
  HostError,
  Processes,
  ReadableEnd,
  SpawnError,
  WritableEnd,
} from "../ports.ts";

export type OnOutput = (stream: "stdout" | "stderr", bytes: Uint8Array) => void;

const PIECE_BYTES = 65_536;
const PAUSE_MS = 1;
const SIGKILL = 9;

/** How a thread stands still. */
export interface Standing {
  /** For so many milliseconds. */
  readonly pause: (ms: number) => void;
  readonly monotonicMs: () => number;
  /** How long a child may keep it standing still at a time: then the child is killed. */
  readonly mostMs: number;
}

/** Starts a program. It inherits nothing: standard input is empty, where it would be that of this process. */
export function spawnCaptured(
  processes: Processes,
  options: ChildOptions,
  onOutput: OnOutput,
  standing: Standing,
): Child | SpawnError {
  const piped = <Stream extends ChildOptions["stderr"]>(stream: Stream) => (stream === "inherit" ? "pipe" : stream);
  const child = processes.spawn({
    ...options,
    stdin: options.stdin === "inherit" ? "null" : options.stdin,
    stdout: piped(options.stdout),
    stderr: piped(options.stderr),
  });
  return "code" in child ? child : new CapturedChild(child, options, onOutput, standing);
}

interface Capture {
  readonly stream: "stdout" | "stderr";
  readonly end: ReadableEnd;
  hasEnded: boolean;
  cancel: () => void;
}

/** Its end is told after what it has written. */
class CapturedChild implements Child {
  readonly pid: number;
  readonly stdin: WritableEnd | undefined;
  readonly stdout: ReadableEnd | undefined;
  readonly stderr: ReadableEnd | undefined;
  exit: ChildExit | undefined;
  private readonly child: Child;
  private readonly onOutput: OnOutput;
  private readonly standing: Standing;
  private readonly captures: Capture[] = [];
  private handlers: ((exit: ChildExit) => void)[] = [];

  constructor(child: Child, options: ChildOptions, onOutput: OnOutput, standing: Standing) {
    this.child = child;
    this.onOutput = onOutput;
    this.standing = standing;
    this.pid = child.pid;
    this.stdin = child.stdin;
    const ours = (stream: "stdout" | "stderr") => {
      const end = child[stream];
      if (end === undefined) return undefined;
      if (options[stream] !== "inherit") return this.impatient(end);
      this.captures.push({ stream, end, hasEnded: false, cancel: () => {} });
      return undefined;
    };
    this.stdout = ours("stdout");
    this.stderr = ours("stderr");
    for (const capture of this.captures) this.readOn(capture);
    child.onExit((exit) => this.ended(exit));
  }

  onExit(handler: (exit: ChildExit) => void): void {
    const { exit } = this;
    if (exit === undefined) this.handlers.push(handler);
    else this.child.onExit(() => handler(exit));
  }

  waitSync(): ChildExit {
    this.standUntil(() => {
      this.takeAll();
      return this.captures.every(({ hasEnded }) => hasEnded);
    });
    this.exit ??= this.child.waitSync();
    return this.exit;
  }

  onFailedStart(handler: (error: HostError) => void): void {
    this.child.onFailedStart(handler);
  }

  kill(signal: number): HostError | undefined {
    return this.child.kill(signal);
  }

  closeAll(): void {
    for (const capture of this.captures) {
      capture.cancel();
      capture.hasEnded = true;
    }
    this.child.closeAll();
  }

  /** The thread stands still, but not for ever. */
  private standUntil(isOver: () => boolean): void {
    const { pause, monotonicMs, mostMs } = this.standing;
    const deadline = monotonicMs() + mostMs;
    while (!isOver()) {
      if (monotonicMs() >= deadline) {
        this.child.kill(SIGKILL);
        return;
      }
      pause(PAUSE_MS);
    }
  }

  private impatient(end: ReadableEnd): ReadableEnd {
    return {
      readNow: (max) => end.readNow(max),
      read: (max, done) => end.read(max, done),
      close: () => end.close(),
      readSync: (max) => {
        let got: Uint8Array | null | HostError | undefined;
        this.standUntil(() => {
          got = end.readNow(max);
          return got !== undefined;
        });
        return got ?? null;
      },
    };
  }

  private ended(exit: ChildExit): void {
    this.takeAll();
    this.exit = exit;
    const { handlers } = this;
    this.handlers = [];
    for (const handler of handlers) handler(exit);
  }

  /** Takes what is there, and goes on: what it has started may hold the pipe longer than it has lived. */
  private takeAll(): void {
    for (const capture of this.captures) {
      if (capture.hasEnded) continue;
      capture.cancel();
      let got: Uint8Array | null | HostError | undefined;
      for (;;) {
        got = capture.end.readNow(PIECE_BYTES);
        if (!(got instanceof Uint8Array)) break;
        this.onOutput(capture.stream, got);
      }
      if (got === undefined) this.readOn(capture);
      else this.close(capture);
    }
  }

  private readOn(capture: Capture): void {
    capture.cancel = capture.end.read(PIECE_BYTES, (got) => {
      if (!(got instanceof Uint8Array)) {
        this.close(capture);
        return;
      }
      this.onOutput(capture.stream, got);
      if (!capture.hasEnded) this.readOn(capture);
    });
  }

  private close(capture: Capture): void {
    capture.hasEnded = true;
    capture.end.close();
  }
}
