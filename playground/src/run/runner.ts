/** The page's side of runs: each has a Web Worker of its own, and a spare one is ready for the next. */
import type { Project } from "../../../src/sandbox/project.ts";
import type { FromWorker, Speed, ToWorker } from "./messages.ts";

/** How long a run goes on before a spare worker is made beside it. */
const SPARE_AFTER_MS = 1500;

export interface RunnerEvents {
  message(message: FromWorker): void;
  /** What runs scripts could not be loaded, or has broken down. */
  broken(message: string): void;
}

class Runner {
  private readonly worker: Worker;
  private isReady = false;
  private checking: ((error: string | undefined) => void) | undefined;
  private events: RunnerEvents | undefined;
  private problem: string | undefined;

  constructor() {
    this.worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "ngxbox" });
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.take(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.fail(event.message ?? "");
    };
    this.worker.onmessageerror = () => this.fail("a message could not be read");
  }

  get isUsable(): boolean {
    return this.problem === undefined;
  }

  get canCheck(): boolean {
    return this.isUsable && this.isReady && this.checking === undefined;
  }

  check(text: string, name: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.checking = resolve;
      this.send({ kind: "check", text, name });
    });
  }

  run(project: Project, speed: Speed, events: RunnerEvents): void {
    this.events = events;
    this.send({ kind: "run", project, speed });
  }

  send(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  /** Ends it, whatever it is at. */
  end(): void {
    this.worker.onmessage = null;
    this.worker.terminate();
    this.checking?.(undefined);
  }

  private take(message: FromWorker): void {
    if (message.kind === "ready") this.isReady = true;
    else if (message.kind === "checked") {
      this.checking?.(message.error);
      this.checking = undefined;
    } else this.events?.message(message);
  }

  private fail(message: string): void {
    this.problem = message;
    this.checking?.(undefined);
    this.events?.broken(message);
  }
}

export class Runners {
  private spare: Runner | undefined;
  private current: Runner | undefined;
  private timeout: ReturnType<typeof setTimeout> | undefined;

  /** Makes a spare one, if there is none. */
  warm(): void {
    clearTimeout(this.timeout);
    if (this.spare?.isUsable) return;
    this.spare = new Runner();
  }

  run(project: Project, speed: Speed, events: RunnerEvents): void {
    this.current?.end();
    this.warm();
    this.current = this.spare;
    this.spare = undefined;
    this.current?.run(project, speed, events);
    this.timeout = setTimeout(() => this.warm(), SPARE_AFTER_MS);
  }

  /** To what runs. */
  send(message: ToWorker): void {
    this.current?.send(message);
  }

  /** Ends what runs, at once; or what has ended by itself, and would be kept until the next one for nothing. */
  stop(): void {
    this.current?.end();
    this.current = undefined;
    this.warm();
  }

  /** @returns what is wrong with a text; undefined where nothing is, or nobody can tell just now */
  async check(text: string, name: string): Promise<string | undefined> {
    return this.spare?.canCheck ? this.spare.check(text, name) : undefined;
  }
}
