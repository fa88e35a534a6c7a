/** Peers that a program of the host writes. */

import { bytesOf, decoded, encoded, textOf } from "../byte-string.ts";
import { noEffect } from "../no-effect.ts";
import type { Peer, PeerStream, PeerWorld } from "../sockets/peer.ts";
import { Attention } from "./attention.ts";
import { latencyOf, type PeerOptions } from "./latency.ts";

/** What a peer sends: bytes, or text as UTF-8. Nothing: null or undefined. */
export type PeerData = string | Uint8Array | null | undefined;

/** Answers a line, which comes without its end (LF or CRLF). */
export type LineHandler = (line: string, connection: PeerConnection) => PeerData | Promise<PeerData>;

/** Talks on a connection, and yields what is to be sent. The connection ends with it. */
export type Talk = (connection: PeerConnection) => AsyncIterable<PeerData>;

/** A connection, for the program that it has led to. Promises that it gives wait in virtual time. */
export interface PeerConnection {
  /** The next line, without its end; null once the script has closed the connection. */
  readLine(): Promise<string | null>;
  /** So many bytes, or fewer where the script closes before; null where there are none. */
  read(count: number): Promise<Uint8Array | null>;
  write(data: PeerData): void;
  /** Waits for milliseconds of the sandbox's clock. */
  sleep(ms: number): Promise<void>;
  /** Sends nothing more, and takes what still comes. */
  end(): void;
  /** Ends both directions. */
  close(): void;
  /** Breaks the connection: "connection reset by peer". */
  reset(): void;
  /** Whether the script has closed it. */
  readonly isClosed: boolean;
}

export interface ScriptedPeerOptions extends PeerOptions {
  /** What is sent to who connects, before anything comes. */
  readonly greeting?: string | Uint8Array;
}

/**
 * A peer of one's own: a function that answers lines, `(line) => "+OK\r\n"`, or one that talks on each connection,
 * `{ talk: async function* (connection) { while ((await connection.readLine()) !== null) yield "+OK\r\n" } }`. Where it throws the
 * connection breaks, and standard error of the sandbox says so. Virtual time stands still while it waits for its host.
 */
export function scriptedPeer(program: LineHandler | { readonly talk: Talk }, options: ScriptedPeerOptions = {}): Peer {
  const { talk, answers } = readProgram(program);
  return {
    latencyMs: latencyOf("scriptedPeer", options),
    start: (world) => ({
      accept(stream) {
        const conversation = new Conversation(stream, world);
        conversation.write(options.greeting);
        if (talk !== undefined) void conversation.talk(talk);
        else if (answers !== undefined) void conversation.answerLines(answers);
      },
    }),
  };
}

/** Without types, an async generator function may come by itself, too. */
function readProgram(program: unknown): { readonly talk?: Talk; readonly answers?: LineHandler } {
  if (Object.prototype.toString.call(program) === "[object AsyncGeneratorFunction]") return { talk: program as Talk };
  if (typeof program === "function") return { answers: program as LineHandler };
  const { talk } = (program ?? {}) as { readonly talk?: unknown };
  if (typeof talk === "function") return { talk: talk as Talk };
  throw new TypeError("scriptedPeer: takes a function that answers lines, or { talk }");
}

class Conversation implements PeerConnection {
  isClosed = false;
  private readonly stream: PeerStream;
  private readonly world: PeerWorld;
  private readonly attention: Attention;
  private input = "";
  /** Looks again whether there is what a reader waits for. */
  private look: () => void = () => {};
  private drained: () => void = () => {};

  constructor(stream: PeerStream, world: PeerWorld) {
    this.stream = stream;
    this.world = world;
    this.attention = new Attention(world);
    const heard = (text: string) => {
      this.input += text;
      this.look();
    };
    const closed = () => {
      this.isClosed = true;
      this.attention.end();
      this.look();
      this.drained();
    };
    const drained = () => this.drained();
    stream.onData = heard;
    stream.onClose = closed;
    stream.onDrain = drained;
  }

  async talk(program: Talk): Promise<void> {
    this.attention.begin();
    try {
      for await (const data of program(this)) {
        this.write(data);
        if (this.isClosed) break;
        if (this.stream.backlog > 0) await this.attention.wait<void>((resolve) => this.onceDrained(resolve));
      }
      this.stream.close();
    } catch (thrown) {
      this.failed(thrown);
    }
    this.attention.end();
  }

  async answerLines(program: LineHandler): Promise<void> {
    try {
      for (let line = await this.readLine(); line !== null; line = await this.readLine()) {
        this.write(await program(line, this));
      }
    } catch (thrown) {
      this.failed(thrown);
    }
    this.attention.end();
  }

  readLine(): Promise<string | null> {
    return this.reading(() => this.takeLine());
  }

  read(count: number): Promise<Uint8Array | null> {
    return this.reading(() => {
      if (this.input.length < count && !this.isClosed) return undefined;
      const text = this.input.slice(0, count);
      this.input = this.input.slice(count);
      return text === "" && count > 0 ? null : bytesOf(text);
    });
  }

  write(data: PeerData): void {
    if (data === undefined || data === null) return;
    if (typeof data === "string") this.stream.write(encoded(data));
    else if (data instanceof Uint8Array) this.stream.write(textOf(data));
    else throw new TypeError("a peer sends text or a Uint8Array");
  }

  sleep(ms: number): Promise<void> {
    return this.attention.wait((resolve) => this.world.after(ms, () => resolve()));
  }

  end(): void {
    this.stream.end();
  }

  close(): void {
    this.stream.close();
  }

  reset(): void {
    this.stream.reset();
  }

  /** A line that is there, or the end (null); undefined: not yet. */
  private takeLine(): string | null | undefined {
    const end = this.input.indexOf("\n");
    if (end < 0) return this.isClosed ? null : undefined;
    const line = this.input.slice(0, end);
    this.input = this.input.slice(end + 1);
    return decoded(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  /** @param take gives what is wanted, once it is there */
  private reading<Result>(take: () => Result | undefined): Promise<Result> {
    const there = take();
    if (there !== undefined) return Promise.resolve(there);
    return this.attention.wait((resolve) => {
      const look = () => {
        const result = take();
        if (result === undefined) return;
        this.look = noEffect;
        resolve(result);
      };
      this.look = look;
    });
  }

  private onceDrained(resolve: () => void): void {
    const drained = () => {
      this.drained = noEffect;
      resolve();
    };
    this.drained = drained;
  }

  private failed(thrown: unknown): void {
    this.stream.reset();
    this.world.report(thrown);
  }
}
