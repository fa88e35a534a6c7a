/** What an isolated sandbox reaches of its host: sockets of its own, and the rest by asking. */
import type { Sockets } from "../../host/ports.ts";
import type { Settings } from "../options.ts";
import type { Outside } from "../outside/outside.ts";
import { hasRealChildren } from "../outside/real-children.ts";
import type { Question } from "./outside-server.ts";
import type { RemoteChildren } from "./remote-children.ts";
import { RemoteFiles } from "./remote-files.ts";

/** How it asks. */
export interface HostLine {
  /** Stands still until the host has answered. */
  readonly ask: (question: Question) => unknown;
  /** @param done called once, in a later turn, and not after the cancelling @returns what cancels */
  readonly askLater: (question: Question, done: (answer: unknown) => void) => () => void;
}

/** @param children where what they write is passed on to */
export function remoteOutside(settings: Settings, line: HostLine, sockets: Sockets, children: RemoteChildren): Outside {
  const { read, write } = settings.permissions;
  const hasFiles = [read, write].some((paths) => paths === true || paths.length > 0);
  return {
    files: hasFiles ? new RemoteFiles(line.ask) : undefined,
    processes: hasRealChildren(settings) ? children : undefined,
    sockets: {
      ...sockets,
      resolve: (name, how, done) =>
        line.askLater({ kind: "name", name, how }, (found) => done(found as Parameters<typeof done>[0])),
    },
  };
}

/** An answer to {@link LaterQuestions}. */
export interface LateAnswer {
  readonly kind: "late answer";
  readonly id: number;
  readonly answer: unknown;
}

export interface LateQuestion {
  readonly kind: "late question";
  readonly id: number;
  readonly question: Question;
}

/** Questions whose answers come as messages. */
export class LaterQuestions {
  private readonly send: (question: LateQuestion) => void;
  private readonly waiting = new Map<number, (answer: unknown) => void>();
  private lastId = 0;

  constructor(send: (question: LateQuestion) => void) {
    this.send = send;
  }

  readonly askLater: HostLine["askLater"] = (question, done) => {
    const id = ++this.lastId;
    this.waiting.set(id, done);
    this.send({ kind: "late question", id, question });
    return () => void this.waiting.delete(id);
  };

  take({ id, answer }: LateAnswer): void {
    const done = this.waiting.get(id);
    this.waiting.delete(id);
    done?.(answer);
  }
}
