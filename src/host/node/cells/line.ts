/** Questions of a cell that stands still until its host has answered: for threads a memory that they share, for processes a pipe. */
import { readSync, writeSync } from "node:fs";
import type { Duplex } from "node:stream";
import { deserialize, serialize } from "node:v8";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { codeOf } from "../strerror.ts";
import { Bell, messageOf } from "../threads/channel.ts";
import { pause } from "../waits.ts";

/** Answers a question, maybe later. */
type OnQuestion = (question: unknown, answer: (answer: unknown) => void) => void;

/** What a thread is given of it. */
export interface ThreadsEnd {
  readonly port: MessagePort;
  readonly bell: SharedArrayBuffer;
}

/** The host's end of the line to a thread. */
export class ThreadLine {
  readonly threadsEnd: ThreadsEnd;
  /** The thread has closed it, or this end. */
  readonly closed: Promise<void>;
  private readonly port: MessagePort;

  constructor(onQuestion: OnQuestion) {
    const { port1, port2 } = new MessageChannel();
    const bell = new Bell();
    this.port = port1;
    this.threadsEnd = { port: port2, bell: bell.memory };
    port1.on("message", (question) =>
      onQuestion(question, (answer) => {
        port1.postMessage({ answer });
        bell.ring();
      }),
    );
    this.closed = new Promise((resolve) => {
      port1.once("close", resolve);
    });
    port1.unref();
  }

  ref(): void {
    this.port.ref();
  }

  unref(): void {
    this.port.unref();
  }

  close(): void {
    this.port.close();
  }
}

/** Asks, in a thread. */
export function askOverMemory({ port, bell: memory }: ThreadsEnd): (question: unknown) => unknown {
  const bell = new Bell(memory);
  return (question) => {
    for (let count = post(); ; count = bell.count) {
      const message = messageOf<{ readonly answer: unknown }>(port);
      if (message !== undefined) return message.answer;
      bell.wait(count);
    }
    function post(): number {
      const before = bell.count;
      port.postMessage(question);
      return before;
    }
  };
}

/** The descriptor of a process's end, and how long a message's length is. */
export const LINE_DESCRIPTOR = 4;
const HEAD_BYTES = 4;
/** What asks for more is no sandbox of ours any more. */
const MOST_BYTES = 2 ** 26;

/** The host's end of the pipe to a process. @param onBroken it has said what cannot be read */
export function answerOverPipe(pipe: Duplex, onQuestion: OnQuestion, onBroken: () => void): void {
  // joined only once a message is whole: what comes in many pieces must not keep the host busy
  let pieces: Buffer[] = [];
  let came = 0;
  let wanted = HEAD_BYTES;
  pipe.on("error", () => {});
  pipe.on("data", (bytes: Buffer) => {
    pieces.push(bytes);
    came += bytes.length;
    while (came >= wanted) {
      const [first] = pieces;
      const waiting = first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces);
      pieces = [waiting];
      const length = waiting.readUInt32LE(0);
      if (length > MOST_BYTES) return onBroken();
      wanted = HEAD_BYTES + length;
      if (came < wanted) return undefined;
      const question = parsed(waiting.subarray(HEAD_BYTES, wanted));
      const rest = waiting.subarray(wanted);
      pieces = [rest];
      came = rest.length;
      wanted = HEAD_BYTES;
      if (question === undefined) return onBroken();
      onQuestion(question.message, (answer) => void pipe.write(framed(answer)));
    }
    return undefined;
  });
}

function parsed(bytes: Buffer): { readonly message: unknown } | undefined {
  try {
    return { message: deserialize(bytes) };
  } catch {
    return undefined;
  }
}

/** Asks, in a process. */
export function askOverPipe(question: unknown): unknown {
  const bytes = framed(question);
  for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(LINE_DESCRIPTOR, bytes, at));
  return deserialize(readExactly(readExactly(HEAD_BYTES).readUInt32LE(0)));
}

function readExactly(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const count = patiently(() => readSync(LINE_DESCRIPTOR, bytes, at, length - at, null));
    if (count === 0) process.exit(); // the host has ended
    at += count;
  }
  return bytes;
}

/** A descriptor should wait by itself; one that does not is asked again. */
function patiently(act: () => number): number {
  for (;;) {
    try {
      return act();
    } catch (thrown) {
      if (codeOf(thrown) !== "EAGAIN") throw thrown;
      pause(1);
    }
  }
}

function framed(message: unknown): Buffer {
  const body = serialize(message);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}
