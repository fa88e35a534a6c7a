/** Children that the host has started for an isolated sandbox, as that has them: known by numbers, and asked for by messages. */
import type { OnOutput } from "../../host/confined/captured.ts";
import { hostError } from "../../host/errno.ts";
import type {
  Child,
  ChildExit,
  ChildOptions,
  HostError,
  ReadableEnd,
  SpawnError,
  WritableEnd,
} from "../../host/ports.ts";
import type { OutsideProcesses } from "../outside/real-children.ts";
import { type ChildOutput, PIECE_BYTES, type Ran, type Readable, type Spawned } from "./child-server.ts";
import type { HostLine } from "./remote-outside.ts";

export class RemoteChildren implements OutsideProcesses {
  private readonly line: HostLine;
  private readonly outputs = new Map<number, OnOutput>();
  private lastId = 0;

  constructor(line: HostLine) {
    this.line = line;
  }

  spawn(options: ChildOptions, onOutput: OnOutput): Child | SpawnError {
    const id = ++this.lastId;
    this.outputs.set(id, onOutput);
    const spawned = this.line.ask({ kind: "child", act: "spawn", id, options }) as Spawned | SpawnError;
    if (!("code" in spawned)) return new RemoteChild(this.line, id, spawned.pid, options);
    this.outputs.delete(id);
    return spawned;
  }

  runSync(options: ChildOptions, onOutput: OnOutput): ChildExit | SpawnError {
    const ran = this.line.ask({ kind: "child", act: "run", id: 0, options }) as Ran | SpawnError;
    if ("code" in ran) return ran;
    for (const [stream, bytes] of ran.output) onOutput(stream, bytes);
    return ran.exit;
  }

  take({ id, stream, bytes }: ChildOutput): void {
    this.outputs.get(id)?.(stream, bytes);
  }
}

class RemoteChild implements Child {
  readonly pid: number;
  readonly stdin: WritableEnd | undefined;
  readonly stdout: ReadableEnd | undefined;
  readonly stderr: ReadableEnd | undefined;
  exit: ChildExit | undefined;
  private readonly line: HostLine;
  private readonly id: number;
  private handlers: ((exit: ChildExit) => void)[] = [];
  private failure: HostError | undefined;
  private readonly forgetFailure: () => void;
  private onFailure: (error: HostError) => void = () => {};

  constructor(line: HostLine, id: number, pid: number, { stdin, stdout, stderr }: ChildOptions) {
    this.line = line;
    this.id = id;
    this.pid = pid;
    if (stdin === "pipe") this.stdin = new RemoteWritable(line, id);
    if (stdout === "pipe") this.stdout = new RemoteReadable(line, id, "stdout");
    if (stderr === "pipe") this.stderr = new RemoteReadable(line, id, "stderr");
    // the host forgets it once its end was told
    this.forgetFailure = line.askLater({ kind: "child", act: "failure", id }, (error) => {
      this.failure = error as HostError;
      this.onFailure(this.failure);
    });
    line.askLater({ kind: "child", act: "exit", id }, (exit) => this.ended(exit as ChildExit));
  }

  onExit(handler: (exit: ChildExit) => void): void {
    const { exit } = this;
    if (exit === undefined) this.handlers.push(handler);
    else void Promise.resolve().then(() => handler(exit));
  }

  waitSync(): ChildExit {
    this.exit ??= this.line.ask({ kind: "child", act: "exit", id: this.id }) as ChildExit;
    return this.exit;
  }

  onFailedStart(handler: (error: HostError) => void): void {
    const { failure } = this;
    this.onFailure = handler;
    if (failure !== undefined) void Promise.resolve().then(() => handler(failure));
  }

  kill(signal: number): HostError | undefined {
    if (this.exit !== undefined) return hostError("ESRCH");
    return this.line.ask({ kind: "child", act: "kill", id: this.id, signal }) as HostError | undefined;
  }

  closeAll(): void {
    this.stdin?.close();
    this.stdout?.close();
    this.stderr?.close();
  }

  private ended(exit: ChildExit): void {
    this.exit ??= exit;
    this.forgetFailure();
    const { handlers } = this;
    this.handlers = [];
    for (const handler of handlers) handler(exit);
  }
}

type Got = Uint8Array | null | HostError;

class RemoteReadable implements ReadableEnd {
  private readonly line: HostLine;
  private readonly id: number;
  private readonly stream: Readable;
  private waiting: { readonly most: number; readonly done: (got: Got) => void } | undefined;
  /** The host has been asked to wait for bytes: what comes is kept where nobody waits any more. */
  private isAsked = false;
  private rest: Got | undefined;
  private isClosed = false;

  constructor(line: HostLine, id: number, stream: Readable) {
    this.line = line;
    this.id = id;
    this.stream = stream;
  }

  readNow(max: number): Got | undefined {
    if (this.rest !== undefined) return this.takeRest(max);
    if (this.isAsked) return undefined;
    const got = this.line.ask({ kind: "child", act: "read now", id: this.id, stream: this.stream, most: max });
    return got as Got | undefined;
  }

  read(max: number, done: (got: Got) => void): () => void {
    const waiting = { most: max, done };
    this.waiting = waiting;
    if (this.rest !== undefined) void Promise.resolve().then(() => this.tell());
    else this.wait();
    return () => {
      if (this.waiting === waiting) this.waiting = undefined;
    };
  }

  readSync(max: number): Got {
    if (this.rest !== undefined) return this.takeRest(max);
    // what the host was asked for comes as a message, which this thread cannot get while it stands still
    if (this.isAsked) return hostError("EAGAIN");
    const question = { kind: "child", act: "read", id: this.id, stream: this.stream, most: max } as const;
    return this.line.ask(question) as Got;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.waiting = undefined;
    this.rest = null;
    this.line.askLater({ kind: "child", act: "close", id: this.id, stream: this.stream }, () => {});
  }

  private wait(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    const question = { kind: "child", act: "read", id: this.id, stream: this.stream, most: PIECE_BYTES } as const;
    this.line.askLater(question, (got) => {
      this.isAsked = false;
      if (this.isClosed) return;
      this.rest = got as Got;
      this.tell();
    });
  }

  private tell(): void {
    const { waiting } = this;
    if (waiting === undefined || this.rest === undefined) return;
    this.waiting = undefined;
    waiting.done(this.takeRest(waiting.most));
  }

  /** The end stays. */
  private takeRest(most: number): Got {
    const { rest = null } = this;
    if (!(rest instanceof Uint8Array)) return rest;
    this.rest = rest.length > most ? rest.subarray(most) : undefined;
    return rest.subarray(0, most);
  }
}

class RemoteWritable implements WritableEnd {
  private readonly line: HostLine;
  private readonly id: number;
  private isClosed = false;

  constructor(line: HostLine, id: number) {
    this.line = line;
    this.id = id;
  }

  writeNow(bytes: Uint8Array): number | HostError {
    if (this.isClosed) return hostError("EBADF");
    const piece = bytes.slice(0, PIECE_BYTES);
    return this.line.ask({ kind: "child", act: "write now", id: this.id, bytes: piece }) as number | HostError;
  }

  write(bytes: Uint8Array, done: (error: HostError | undefined) => void, progress = () => {}): () => void {
    let isOver = false;
    const goOn = (at: number) => {
      const piece = bytes.slice(at, at + PIECE_BYTES);
      this.line.askLater({ kind: "child", act: "write", id: this.id, bytes: piece }, (answer) => {
        if (isOver || this.isClosed) return;
        const error = answer as HostError | undefined;
        if (error !== undefined || at + piece.length >= bytes.length) {
          isOver = true;
          done(error);
          return;
        }
        progress();
        goOn(at + piece.length);
      });
    };
    goOn(0);
    return () => {
      isOver = true;
    };
  }

  writeSync(bytes: Uint8Array): HostError | undefined {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.slice(at, at + PIECE_BYTES);
      const error = this.line.ask({ kind: "child", act: "write", id: this.id, bytes: piece }) as HostError | undefined;
      if (error !== undefined) return error;
    }
    return undefined;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.line.askLater({ kind: "child", act: "close", id: this.id, stream: "stdin" }, () => {});
  }
}
