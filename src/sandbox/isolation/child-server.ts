/** Children that the host starts for an isolated sandbox: what may be asked of them, and who answers. */
import type { OnOutput } from "../../host/confined/captured.ts";
import { hostError } from "../../host/errno.ts";
import type { Child, ChildExit, ChildOptions, ChildStream, SpawnError } from "../../host/ports.ts";
import { SIGNAL } from "../../host/virtual/processes/signals.ts";
import type { OutsideProcesses } from "../outside/real-children.ts";

/** What is asked of the children, or of one. */
export type ChildQuestion = { readonly kind: "child" } & (
  | { readonly act: "spawn" | "run"; readonly id: number; readonly options: ChildOptions }
  | { readonly act: "exit" | "failure"; readonly id: number }
  | { readonly act: "kill"; readonly id: number; readonly signal: number }
  | { readonly act: "read now" | "read"; readonly id: number; readonly stream: Readable; readonly most: number }
  | { readonly act: "write now" | "write"; readonly id: number; readonly bytes: Uint8Array }
  | { readonly act: "close"; readonly id: number; readonly stream: Readable | "stdin" }
);

export type Readable = "stdout" | "stderr";

/** What a child has written to the streams of who has started it. */
export interface ChildOutput {
  readonly kind: "child output";
  readonly id: number;
  readonly stream: Readable;
  readonly bytes: Uint8Array;
}

/** How much goes at once. */
export const PIECE_BYTES = 65_536;

type Stream = Readable | "stdin";

/** A child, and which of its pipes are open. */
interface Served {
  readonly child: Child;
  readonly open: Set<Stream>;
  /** Its end was told. */
  isTold: boolean;
}

/** What asks may be anything. */
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

/** The answer to "spawn". */
export interface Spawned {
  readonly pid: number;
}

/** The answer to "run". */
export interface Ran {
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
