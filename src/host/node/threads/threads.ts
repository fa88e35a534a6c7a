/** Machines on threads of Node's, as who starts them sees them. */
import type { MessagePort, Worker } from "node:worker_threads";
import type {
  CallOutcome,
  Copied,
  MachineThread,
  ModuleFunction,
  ModulePaths,
  SharedStore,
  Threads,
} from "../../ports.ts";
import { builtin } from "../builtin.ts";
import type { Waits } from "../waits.ts";
import { Bell, type FromThread, type Given, hasEnded, messageOf, type ToThread } from "./channel.ts";

/** How long a thread may be waited for before signals get their usual effect. */
const PATIENCE_MS = 20;
/** How often to see then whether it is still there. */
const LOOK_MS = 200;
/** What a call is told of a thread that has used up its memory. */
const OUT_OF_MEMORY = "not enough memory";

export interface NodeThreadsOptions {
  /** What each thread runs: a CommonJS file, with arguments. */
  readonly file: string;
  readonly argv: readonly string[];
  /** What each thread is told; it is copied. */
  readonly setup: object;
  readonly shared: SharedStore;
  /** Prints what a script on a thread prints, a byte string. */
  readonly print: (text: string) => void;
  readonly flush: () => void;
  /** A script on a thread ends the process. */
  readonly exit: (status: number) => void;
  readonly waits: Waits;
}

export function nodeThreads(options: NodeThreadsOptions): Threads {
  return { start: (paths) => new NodeThread(options, paths) };
}

class NodeThread implements MachineThread {
  hasEnded = false;
  private readonly options: NodeThreadsOptions;
  private readonly worker: Worker;
  private readonly port: MessagePort;
  /** Rung by the thread, and for the thread. */
  private readonly outward = new Bell();
  private readonly inward = new Bell();
  private readonly presence: MessagePort;
  /** What it has found before. */
  private readonly found = new Set<string>();
  private done: ((outcome: CallOutcome) => void) | undefined;

  constructor(options: NodeThreadsOptions, paths: ModulePaths) {
    this.options = options;
    const node = builtin<typeof import("node:worker_threads")>("node:worker_threads");
    const { port1, port2 } = new node.MessageChannel();
    const { port1: presence, port2: threadsPresence } = new node.MessageChannel();
    const bells = { outward: this.outward.memory, inward: this.inward.memory };
    const workerData: Given<object> = {
      port: port2,
      bells,
      presence: threadsPresence,
      paths,
      setup: options.setup,
    };
    this.port = port1;
    this.presence = presence;
    this.worker = new node.Worker(options.file, {
      argv: [...options.argv],
      env: node.SHARE_ENV,
      workerData,
      transferList: [port2, threadsPresence],
    });
    this.port.on("message", (message: FromThread) => this.take(message));
    this.worker.on("error", (error: Error) => this.ended(error));
    this.worker.on("exit", () => this.ended(undefined));
    // a thread that does nothing keeps no process alive
    this.port.unref();
    this.worker.unref();
  }

  find(called: ModuleFunction): string | undefined {
    const name = `${called.module}\0${called.name}`;
    // a call looks for itself
    if (this.found.has(name)) return undefined;
    const error = this.ask(called);
    if (error === undefined) this.found.add(name);
    return error;
  }

  call(called: ModuleFunction, args: readonly Copied[], done: (outcome: CallOutcome) => void): void {
    this.done = done;
    this.worker.ref();
    this.send({ kind: "call", called, args });
  }

  /** As {@link find}, of the thread itself. */
  private ask(called: ModuleFunction): string | undefined {
    this.send({ kind: "find", called });
    const { waits } = this.options;
    let isLong = false;
    for (;;) {
      const { count } = this.outward;
      for (let message = this.next(); message !== undefined; message = this.next()) {
        if (message.kind === "found") {
          if (isLong) waits.end();
          return message.error;
        }
        this.take(message);
      }
      if (this.outward.wait(count, isLong ? LOOK_MS : PATIENCE_MS)) continue;
      if (!isLong) {
        isLong = true;
        waits.begin();
      } else if (hasEnded(this.presence) && this.outward.count === count) {
        // only its memory can have ended it, and the event of that comes when nobody stands still
        waits.end();
        this.ended(undefined);
        return OUT_OF_MEMORY;
      }
    }
  }

  private next(): FromThread | undefined {
    return messageOf<FromThread>(this.port);
  }

  private send(message: ToThread): void {
    this.port.postMessage(message);
    this.inward.ring();
  }

  private take(message: FromThread): void {
    switch (message.kind) {
      case "done":
        this.finish(message.outcome);
        break;
      case "print":
        this.options.print(message.text);
        break;
      case "exit":
        this.options.exit(message.status);
        break;
      case "flush":
        this.options.flush();
        this.send({ kind: "answer", value: undefined });
        break;
      case "dict":
        this.send({ kind: "answer", value: this.askDict(message) });
        break;
    }
  }

  private askDict({ name, member, args }: FromThread & { readonly kind: "dict" }): unknown {
    const dict = this.options.shared.get(name);
    if (dict === undefined) throw new Error(`no shared dictionary ${name}`);
    const asked: unknown = dict[member];
    const value: unknown = typeof asked === "function" ? asked.apply(dict, args) : asked;
    return { value: plain(value), hasEvicted: dict.hasEvicted };
  }

  private finish(outcome: CallOutcome): void {
    const { done } = this;
    this.done = undefined;
    this.worker.unref();
    done?.(outcome);
  }

  /** It ends by itself only where its memory is used up, or by a defect of ours. */
  private ended(error: Error | undefined): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.port.close();
    this.presence.close();
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    if (this.done === undefined) return;
    this.finish({ error: code === "ERR_WORKER_OUT_OF_MEMORY" ? OUT_OF_MEMORY : "the thread has ended" });
    if (error !== undefined && code !== "ERR_WORKER_OUT_OF_MEMORY") throw error;
  }
}

/** What is read from a dictionary, without what else its entry holds. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { value: held, flags, expiresAtMs } = value as Record<string, unknown>;
  return { value: held, flags, expiresAtMs };
}
