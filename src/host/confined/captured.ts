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

/**
 * Starts a program. It inherits nothing: standard input is empty, where it would be that of this process.
 * @param pause lets the thread stand still, in milliseconds
 */
export function spawnCaptured(
  processes: Processes,
  options: ChildOptions,
  onOutput: OnOutput,
  pause: (ms: number) => void,
): Child | SpawnError {
  const piped = <Stream extends ChildOptions["stderr"]>(stream: Stream) => (stream === "inherit" ? "pipe" : stream);
  const child = processes.spawn({
    ...options,
    stdin: options.stdin === "inherit" ? "null" : options.stdin,
    stdout: piped(options.stdout),
    stderr: piped(options.stderr),
  });
  return "code" in child ? child : new CapturedChild(child, options, onOutput, pause);
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
  private readonly pause: (ms: number) => void;
  private readonly captures: Capture[] = [];
  private handlers: ((exit: ChildExit) => void)[] = [];

  constructor(child: Child, options: ChildOptions, onOutput: OnOutput, pause: (ms: number) => void) {
    this.child = child;
    this.onOutput = onOutput;
    this.pause = pause;
    this.pid = child.pid;
    this.stdin = child.stdin;
    const ours = (stream: "stdout" | "stderr") => {
      const end = child[stream];
      if (options[stream] !== "inherit" || end === undefined) return end;
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
    while (this.captures.some(({ hasEnded }) => !hasEnded)) {
      this.takeAll();
      this.pause(PAUSE_MS);
    }
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
