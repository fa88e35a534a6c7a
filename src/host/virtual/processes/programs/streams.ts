/** Buffered output and lines of input, as C's library has them. */
import type { HostError } from "../../../ports.ts";
import { toBytes, toText } from "../bytes.ts";
import { open, READING, read, write } from "../calls.ts";
import type { OpenFile } from "../open-file.ts";
import type { Process, Steps } from "../process.ts";
import { complainOf, fail } from "./messages.ts";

/** glibc's buffer of a pipe or a file. */
const BUFFER_BYTES = 4096;
/** So much may a program keep of what it reads: who wants more has no memory. */
export const MOST_KEPT_BYTES = 16 * 1024 ** 2;

/** To look at a line costs as much as to move so many bytes. */
const LINE_BYTES = 512;
const LINES_PER_TURN = 64;

/** Standard output with a buffer. What is in it when a signal ends the process is lost. */
export class Output {
  private readonly process: Process;
  private readonly name: string;
  private readonly failureStatus: number;
  private text = "";

  /** @param name the program's, which complains */
  constructor(process: Process, name: string, failureStatus = 1) {
    this.process = process;
    this.name = name;
    this.failureStatus = failureStatus;
  }

  *put(text: string): Steps<void> {
    this.text += text;
    if (this.text.length >= BUFFER_BYTES) yield* this.flush();
  }

  *flush(): Steps<void> {
    const { text } = this;
    this.text = "";
    if (text === "") return;
    const error = yield* write(this.process, 1, toBytes(text));
    if (error !== undefined) {
      yield* fail(this.process, this.name, `write error: ${error.message}`, this.failureStatus);
    }
  }
}

/** Lines of a descriptor. */
export class Lines {
  private readonly process: Process;
  private readonly name: string;
  private readonly descriptor: number;
  private readonly failureStatus: number;
  /** What each line ends with: a single character. */
  private readonly ending: string;
  private text = "";
  private at = 0;
  /** What was read of a line whose end has not been. */
  private begun: string[] = [];
  private begunBytes = 0;
  private lines = 0;
  private isOver = false;
  /** Why it ended early. */
  error: HostError | undefined;

  /** @param name the program's, which ends where a line is too long */
  constructor(process: Process, name: string, descriptor: number, failureStatus = 1, ending = "\n") {
    this.process = process;
    this.name = name;
    this.descriptor = descriptor;
    this.failureStatus = failureStatus;
    this.ending = ending;
  }

  /** With its ending, if it has one; undefined at the end. */
  *next(): Steps<string | undefined> {
    while (!this.isOver) {
      const end = this.text.indexOf(this.ending, this.at);
      if (end >= 0) {
        this.process.kernel.spend(LINE_BYTES);
        if (++this.lines % LINES_PER_TURN === 0) yield;
        const line = this.begun.join("") + this.text.slice(this.at, end + 1);
        this.at = end + 1;
        this.begun = [];
        this.begunBytes = 0;
        return line;
      }
      this.begun.push(this.text.slice(this.at));
      this.begunBytes += this.text.length - this.at;
      this.text = "";
      this.at = 0;
      const got = yield* read(this.process, this.descriptor);
      if (got instanceof Uint8Array && this.begunBytes + got.length <= MOST_KEPT_BYTES) this.text = toText(got);
      else {
        this.isOver = true;
        if (got instanceof Uint8Array) yield* fail(this.process, this.name, "memory exhausted", this.failureStatus);
        else if (got !== null) this.error = got;
      }
    }
    const rest = this.begun.join("");
    this.begun = [];
    return rest === "" ? undefined : rest;
  }
}

/** Opens a file for reading under a free descriptor. */
export function openInput(process: Process, name: string): number | HostError {
  const file = open(process, name, READING);
  return "code" in file ? file : addFile(process, file);
}

export function addFile(process: Process, file: OpenFile): number {
  let descriptor = 3;
  while (process.files.has(descriptor)) descriptor++;
  process.setFile(descriptor, file);
  return descriptor;
}

/**
 * Goes through the files of a command line; "-" and none at all are standard input. What cannot be opened is told.
 * @returns false where one could not be opened
 */
export function* eachInput(
  process: Process,
  name: string,
  operands: readonly string[],
  use: (descriptor: number, file: string) => Steps<void>,
  complainNot: (file: string, error: HostError) => Steps<void> = (file, error) =>
    complainOf(process, name, file, error),
): Steps<boolean> {
  let isWell = true;
  for (const file of operands.length === 0 ? ["-"] : operands) {
    const descriptor = file === "-" ? 0 : openInput(process, file);
    if (typeof descriptor !== "number") {
      isWell = false;
      yield* complainNot(file, descriptor);
      continue;
    }
    yield* use(descriptor, file);
    if (file !== "-") process.setFile(descriptor, undefined);
  }
  return isWell;
}
