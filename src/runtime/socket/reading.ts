/** The direction of a stream in which its peer speaks. */
import type { Connection } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import type { Value } from "../../vm/values.ts";
import { InputBuffer } from "../stream/input-buffer.ts";
import type { Reader } from "../stream/readers.ts";
import { type Answer, TimeLimit } from "../stream/wait.ts";
import { CLOSED, type Direction, type Resume } from "./direction.ts";
import { failureText, systemFailure } from "./failure.ts";

/** Nothing is made for a read that it does without: many small ones are what most scripts do. */
export class Reading {
  /** Whether the peer's end has been read. */
  hasEnded = false;
  private readonly stream: Direction;
  private connection: Connection | undefined;
  private input: InputBuffer | undefined;
  /** What the light thread wants that waits, and for how long it does. */
  private reader: Reader | undefined;
  private timeoutMs = 0;
  /** What stands for the stream in the script, as long as a light thread waits: nothing else may hold it. */
  held: Value;
  private limit: TimeLimit | undefined;
  private resume: Resume = noOne;

  constructor(stream: Direction) {
    this.stream = stream;
  }

  /** Whether a light thread waits. */
  get isBusy(): boolean {
    return this.limit !== undefined;
  }

  get isOpen(): boolean {
    return this.connection !== undefined;
  }

  /** Whether more was read than anybody wanted. */
  get hasUnread(): boolean {
    return this.input?.hasUnread ?? false;
  }

  /** Whether something has come that nobody has asked for. */
  get hasMore(): boolean {
    return this.input?.peek() !== undefined;
  }

  open(connection: Connection): void {
    const { bytes, settings } = this.stream.cosockets;
    const size = settings.bufferBytes;
    this.connection = connection;
    this.input = new InputBuffer({ bytes, size, sizeUntilEnd: size, next: () => connection.readNow() });
    this.hasEnded = false;
  }

  /** Lets go of the connection. */
  close(): void {
    this.connection = undefined;
    this.input = undefined;
  }

  /** Answers the data; or nil, an error and, if it has begun to read, the data so far. */
  receive(reader: Reader, timeoutMs: number, held: Value): Answer | Suspension {
    const answer = this.advance(reader);
    if (answer !== undefined) return answer;
    this.reader = reader;
    this.timeoutMs = timeoutMs;
    this.held = held;
    return this.waiting;
  }

  private readonly waiting: Suspension = {
    kind: "thread",
    awaits: "tcpsock:receive",
    start: (resume) => {
      this.resume = resume;
      this.limit = new TimeLimit(this.stream.cosockets.scheduler, this.timeoutMs, this.expired);
      this.connection?.watch(this.arrived);
      return this.cancel;
    },
  };

  private readonly arrived = (): void => this.stream.cosockets.scheduler.arrive(this.goOn);

  private readonly goOn = (): void => {
    const { limit, reader } = this;
    if (limit === undefined || reader === undefined) return;
    const answer = this.advance(reader);
    if (answer !== undefined) {
      this.finish(answer);
      return;
    }
    limit.restart();
    this.connection?.watch(this.arrived);
  };

  private readonly expired = (): void => {
    this.stream.logError(`lua tcp socket read timed out, upstream: ${this.stream.peer}`);
    this.finish([undefined, "timeout", this.input?.takeText() ?? ""]);
  };

  private readonly cancel = (): void => {
    this.limit?.cancel();
    this.stopWaiting();
    this.stream.close();
  };

  private finish(answer: Answer): void {
    const { resume } = this;
    this.limit?.cancel();
    this.stopWaiting();
    resume(...answer);
  }

  private stopWaiting(): void {
    this.limit = undefined;
    this.held = undefined;
    this.resume = noOne;
    this.reader = undefined;
    this.connection?.watch(undefined);
  }

  /** Reads what is there. Undefined: the reader wants more. */
  private advance(reader: Reader): Answer | undefined {
    const { input } = this;
    if (input === undefined) return CLOSED;
    const how = input.advance(reader);
    switch (how) {
      case undefined:
        return undefined;
      case "done":
        return [input.takeText()];
      case "too long":
        return [undefined, "no memory"];
      case null:
        this.hasEnded = true;
        return reader.untilEnd ? [input.takeText()] : this.failed("closed", input);
      default:
        this.stream.log(...systemFailure("recv()", how));
        return this.failed(failureText(how), input);
    }
  }

  private failed(error: string, input: InputBuffer): Answer {
    this.connection?.watch(undefined);
    this.close();
    return [undefined, error, input.takeText()];
  }
}

function noOne(): void {}
