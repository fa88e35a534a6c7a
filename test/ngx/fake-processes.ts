/** Children that do what a test says: nothing comes from them, and nothing happens to them, by itself. */
import type {
  Child,
  ChildExit,
  ChildOptions,
  HostError,
  Processes,
  ReadableEnd,
  SpawnError,
  WritableEnd,
} from "../../src/host/ports.ts";

export class FakeProcesses implements Processes {
  readonly children: FakeChild[] = [];
  /** What the next spawn fails with. */
  failure: SpawnError | undefined;

  /** The child that was started last. */
  get last(): FakeChild {
    const child = this.children[this.children.length - 1];
    if (child === undefined) throw new Error("no child was started");
    return child;
  }

  spawn(options: ChildOptions): Child | SpawnError {
    if (this.failure !== undefined) return this.failure;
    const child = new FakeChild(100 + this.children.length, options);
    this.children.push(child);
    return child;
  }

  runSync(): never {
    throw new Error(STANDS_STILL);
  }
}

/** Nothing of what is tested with these waits so. */
const STANDS_STILL = "the host would stand still";

export class FakeChild implements Child {
  readonly pid: number;
  readonly options: ChildOptions;
  readonly stdin = new FakeInput();
  readonly stdout = new FakeOutput();
  readonly stderr: FakeOutput | undefined;
  readonly signals: number[] = [];
  exit: ChildExit | undefined;
  private exitHandlers: ((exit: ChildExit) => void)[] = [];
  private failureHandlers: ((error: HostError) => void)[] = [];

  constructor(pid: number, options: ChildOptions) {
    this.pid = pid;
    this.options = options;
    this.stderr = options.stderr === "stdout" ? undefined : new FakeOutput();
  }

  onExit(handler: (exit: ChildExit) => void): void {
    this.exitHandlers.push(handler);
  }

  onFailedStart(handler: (error: HostError) => void): void {
    this.failureHandlers.push(handler);
  }

  kill(signal: number): HostError | undefined {
    if (this.exit !== undefined) return error("ESRCH", 3, "No such process");
    if (signal < 0 || signal > 64) return error("EINVAL", 22, "Invalid argument");
    this.signals.push(signal);
    return undefined;
  }

  waitSync(): never {
    throw new Error(STANDS_STILL);
  }

  closeAll(): void {
    this.stdin.close();
    this.stdout.close();
    this.stderr?.close();
  }

  /** It ends, and its streams with it. */
  end(reason: ChildExit["reason"], status: number): void {
    this.stdout.finish();
    this.stderr?.finish();
    this.stdin.leave();
    this.exit = { reason, status };
    for (const handler of this.exitHandlers) handler(this.exit);
  }

  /** It prints and ends, and its end is told before what it has printed. */
  endBeforeItsOutput(text: string, status: number): void {
    this.stdout.lay(Buffer.from(text, "latin1"));
    this.stdout.lay(null);
    this.stderr?.lay(null);
    this.exit = { reason: "exit", status };
    for (const handler of this.exitHandlers) handler(this.exit);
  }

  /** It ends, and something that it has started holds its streams. */
  endAlone(status: number): void {
    this.exit = { reason: "exit", status };
    for (const handler of this.exitHandlers) handler(this.exit);
  }

  failStart(failure: HostError): void {
    for (const handler of this.failureHandlers) handler(failure);
  }
}

type Outcome = Uint8Array | null | HostError;

/** What it prints. */
export class FakeOutput implements ReadableEnd {
  isClosed = false;
  private readonly coming: Outcome[] = [];
  private waiting: ((outcome: Outcome) => void) | undefined;

  print(text: string): void {
    this.come(Buffer.from(text, "latin1"));
  }

  finish(): void {
    this.come(null);
  }

  fail(failure: HostError): void {
    this.come(failure);
  }

  /** It is there for who reads, but who waits is not told. */
  lay(outcome: Outcome): void {
    this.coming.push(outcome);
  }

  readNow(max: number): Outcome | undefined {
    const next = this.coming.shift();
    if (!(next instanceof Uint8Array)) return next;
    if (next.length > max) this.coming.unshift(next.subarray(max));
    return next.subarray(0, max);
  }

  read(_max: number, done: (outcome: Outcome) => void): () => void {
    this.waiting = done;
    return () => {
      this.waiting = undefined;
    };
  }

  readSync(): never {
    throw new Error(STANDS_STILL);
  }

  close(): void {
    this.isClosed = true;
    this.waiting = undefined;
  }

  private come(outcome: Outcome): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting === undefined) this.coming.push(outcome);
    else waiting(outcome);
  }
}

/** What it is to read. */
class FakeInput implements WritableEnd {
  isClosed = false;
  written = "";
  /** How many bytes go without waiting; those that wait go by {@link take}. */
  room = 65_536;
  failure: HostError | undefined;
  private waiting: { rest: Uint8Array; done: (error: HostError | undefined) => void; progress: () => void } | undefined;

  writeNow(bytes: Uint8Array): number | HostError {
    if (this.failure !== undefined) return this.failure;
    const count = Math.min(bytes.length, this.room);
    this.room -= count;
    this.written += Buffer.from(bytes.subarray(0, count)).toString("latin1");
    return count;
  }

  write(bytes: Uint8Array, done: (error: HostError | undefined) => void, progress = () => {}): () => void {
    this.waiting = { rest: bytes, done, progress };
    return () => {
      this.waiting = undefined;
    };
  }

  writeSync(): never {
    throw new Error(STANDS_STILL);
  }

  /** It reads so many bytes, which makes room for as many. */
  take(count: number): void {
    this.room += count;
    const { waiting } = this;
    if (waiting === undefined) return;
    const written = this.writeNow(waiting.rest);
    waiting.rest = waiting.rest.subarray(typeof written === "number" ? written : 0);
    if (typeof written === "number" && waiting.rest.length > 0) {
      waiting.progress();
      return;
    }
    this.waiting = undefined;
    waiting.done(typeof written === "number" ? undefined : written);
  }

  /** Nobody reads any more. */
  leave(): void {
    this.failure = error("EPIPE", 32, "Broken pipe");
    this.take(0);
  }

  close(): void {
    this.isClosed = true;
    this.waiting = undefined;
  }
}

export function error(code: string, errno: number, message: string): HostError {
  return { code, errno, message };
}
