/** Children that the host has started for an isolated sandbox: they are asked for, and told of, by their numbers. */
import type { OnOutput } from "../host/confined/captured.ts";
import { hostError } from "../host/errno.ts";
import type {
  Child,
  ChildExit,
  ChildOptions,
  ChildStream,
  HostError,
  ReadableEnd,
  SpawnError,
  WritableEnd,
} from "../host/ports.ts";
import { SIGNAL } from "../host/virtual/processes/signals.ts";
import type { OutsideProcesses } from "./real-children.ts";
import type { HostLine } from "./remote-outside.ts";

/** What is asked of the children, or of one. */
export type ChildQuestion = { readonly kind: "child" } & (
  | { readonly act: "spawn" | "run"; readonly id: number; readonly options: ChildOptions }
  | { readonly act: "exit" | "failure"; readonly id: number }
  | { readonly act: "kill"; readonly id: number; readonly signal: number }
  | { readonly act: "read now" | "read"; readonly id: number; readonly stream: Readable; readonly most: number }
  | { readonly act: "write now" | "write"; readonly id: number; readonly bytes: Uint8Array }
  | { readonly act: "close"; readonly id: number; readonly stream: Readable | "stdin" }
);

type Readable = "stdout" | "stderr";

/** What a child has written to the streams of who has started it. */
export interface ChildOutput {
  readonly kind: "child output";
  readonly id: number;
  readonly stream: Readable;
  readonly bytes: Uint8Array;
}

const PIECE_BYTES = 65_536;

type Stream = Readable | "stdin";

/** A child, and which of its pipes are open. */
interface Served {
  readonly child: Child;
  readonly open: Set<Stream>;
  /** Its end was told. */
  isTold: boolean;
}

/** In the host. What asks may be anything. */
export class ChildServer {
  private readonly processes: OutsideProcesses;
  private readonly send: (output: ChildOutput) => void;
  private readonly children = new Map<number, Served>();
  /** Those that are run to their end, which nobody can ask for. */
  private readonly runs = new Set<Child>();
  private room: number;

  /** @param mostOutput how many bytes are passed on, but for the piece that is too much */
  constructor(processes: OutsideProcesses, mostOutput: number, send: (output: ChildOutput) => void) {
    this.processes = processes;
    this.room = mostOutput;
    this.send = send;
  }

  answer(question: ChildQuestion, answer: (answer: unknown) => void): void {
    if (question.act === "run") {
      this.run(question.options, answer);
      return;
    }
    if (question.act === "spawn") {
      answer(this.spawn(question.id, question.options));
      return;
    }
    const served = this.children.get(question.id);
    if (served === undefined) answer(hostError("ESRCH"));
    else this.ask(served, question, answer);
  }

  /** Nobody is there any more: ends all. */
  close(): void {
    for (const child of [...[...this.children.values()].map(({ child }) => child), ...this.runs]) {
      child.kill(SIGNAL.KILL);
      child.closeAll();
    }
    this.children.clear();
    this.runs.clear();
  }

  private spawn(id: number, options: ChildOptions): Spawned | SpawnError {
    if (typeof id !== "number" || this.children.has(id)) return INVALID;
    const child = this.start(options, (stream, bytes) => this.send({ kind: "child output", id, stream, bytes }));
    if ("code" in child) return child;
    const open = new Set(STREAMS.filter((stream) => child[stream] !== undefined));
    this.children.set(id, { child, open, isTold: false });
    return { pid: child.pid };
  }

  /** Answers how it ended, with what it has written. */
  private run(options: ChildOptions, answer: (answer: unknown) => void): void {
    const output: Ran["output"][number][] = [];
    const child = this.start(options, (stream, bytes) => output.push([stream, bytes]));
    if ("code" in child) {
      answer(child);
      return;
    }
    this.runs.add(child);
    child.onExit((exit) => {
      this.runs.delete(child);
      child.closeAll();
      answer({ exit, output } satisfies Ran);
    });
  }

  private start(options: ChildOptions, onOutput: OnOutput): Child | SpawnError {
    if (!isOptions(options)) return INVALID;
    return this.processes.spawn({ ...options, group: true }, (stream, bytes) => {
      if (this.room < 0) return;
      this.room -= bytes.length;
      onOutput(stream, bytes);
    });
  }

  private ask(served: Served, question: ChildQuestion, answer: (answer: unknown) => void): void {
    const { child, open } = served;
    switch (question.act) {
      case "exit":
        child.onExit((exit) => {
          answer(exit);
          served.isTold = true;
          this.forgetIfOver(question.id);
        });
        break;
      case "failure":
        child.onFailedStart(answer);
        break;
      case "kill":
        answer(Number.isInteger(question.signal) ? child.kill(question.signal) : INVALID);
        break;
      case "read now":
      case "read": {
        const end = question.stream === "stdout" ? child.stdout : child.stderr;
        const most = Math.min(Math.max(1, Number(question.most) || 1), PIECE_BYTES);
        if (end === undefined) answer(null);
        else if (question.act === "read now") answer(end.readNow(most));
        else end.read(most, answer);
        break;
      }
      case "write now":
      case "write": {
        const { bytes } = question;
        if (child.stdin === undefined || !(bytes instanceof Uint8Array)) answer(INVALID);
        else if (question.act === "write now") answer(child.stdin.writeNow(bytes));
        else child.stdin.write(bytes, answer);
        break;
      }
      case "close":
        if (open.delete(question.stream)) child[question.stream]?.close();
        this.forgetIfOver(question.id);
        answer(undefined);
        break;
      default:
        answer(INVALID);
    }
  }

  private forgetIfOver(id: number): void {
    const served = this.children.get(id);
    if (served?.isTold && served.open.size === 0) this.children.delete(id);
  }
}

const STREAMS: readonly Stream[] = ["stdin", "stdout", "stderr"];
const INVALID: SpawnError = { ...hostError("EINVAL"), call: "fork" };

interface Spawned {
  readonly pid: number;
}

interface Ran {
  readonly exit: ChildExit;
  readonly output: readonly (readonly [stream: Readable, bytes: Uint8Array])[];
}

function isOptions(options: unknown): options is ChildOptions {
  const { argv, file, environment, stdin, stdout, stderr } = (options ?? {}) as Partial<Record<string, unknown>>;
  const areTexts = (list: unknown) => Array.isArray(list) && list.every((item) => typeof item === "string");
  const streams: readonly unknown[] = ["pipe", "inherit", "null"] satisfies ChildStream[];
  return (
    areTexts(argv) &&
    (argv as unknown[]).length > 0 &&
    (file === undefined || typeof file === "string") &&
    areTexts(environment) &&
    [stdin, stdout].every((stream) => streams.includes(stream)) &&
    [...streams, "stdout"].includes(stderr)
  );
}

/** In the sandbox. */
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
