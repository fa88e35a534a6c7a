/** The direction of a stream in which the script speaks. */
import type { Connection, HostError } from "../../host/ports.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import type { Value } from "../../vm/values.ts";
import { type Answer, TimeLimit } from "../stream/wait.ts";
import { CLOSED, type Direction, type Resume } from "./direction.ts";
import { failureText, systemFailure } from "./failure.ts";

export class Writing {
  private readonly stream: Direction;
  private connection: Connection | undefined;
  /** How much the light thread wrote that waits, and for how long it does. */
  private length = 0;
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

  open(connection: Connection): void {
    this.connection = connection;
  }

  /** Lets go of the connection. */
  close(): void {
    this.connection = undefined;
  }

  /** Answers how many bytes were sent; or nil and an error. */
  send(text: string, timeoutMs: number, held: Value): Answer | Suspension {
    if (this.connection === undefined) return CLOSED;
    const sent = this.connection.write(text, this.written, this.progress);
    if (sent === "sent") return [text.length];
    if (sent !== "later") return this.failed(sent);
    this.length = text.length;
    this.timeoutMs = timeoutMs;
    this.held = held;
    return this.waiting;
  }

  private readonly waiting: Suspension = {
    kind: "thread",
    awaits: "tcpsock:send",
    start: (resume) => {
      this.resume = resume;
      this.limit = new TimeLimit(this.stream.cosockets.scheduler, this.timeoutMs, this.expired);
      return this.cancel;
    },
  };

  private readonly written = (error: HostError | undefined): void => {
    this.stream.cosockets.scheduler.arrive(() => {
      if (this.isBusy) this.finish(error === undefined ? [this.length] : this.failed(error));
    });
  };

  private readonly progress = (): void => {
    this.stream.cosockets.scheduler.arrive(() => this.limit?.restart());
  };

  private readonly expired = (): void => {
    this.stream.logError(`lua tcp socket write timed out, upstream: ${this.stream.peer}`);
    this.close();
    this.finish([undefined, "timeout"]);
  };

  private readonly cancel = (): void => {
    this.limit?.cancel();
    this.limit = undefined;
    this.held = undefined;
    this.stream.close();
  };

  private finish(answer: Answer): void {
    const { resume } = this;
    this.limit?.cancel();
    this.limit = undefined;
    this.held = undefined;
    this.resume = noOne;
    resume(...answer);
  }

  private failed(error: HostError): Answer {
    this.stream.log(...systemFailure("send()", error));
    this.close();
    return [undefined, failureText(error)];
  }
}

function noOne(): void {}
