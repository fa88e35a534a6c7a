/**
 * The host's side of a sandbox in a thread or process of its own, its cell. Calls are sent to it one after another. What does
 * not end in time is ended with its cell; the next call gets a new one, where all is as at the beginning but the time.
 */
import type { Cell, CellEnd, CellEnding } from "../../host/ports.ts";
import { EventQueues } from "../calls/event-queue.ts";
import { STOPPED_STATUS, type StoppingLimit, stoppedAt } from "../limits.ts";
import { GivenFunctions } from "../membrane/remote-calls.ts";
import { toSent } from "../membrane/sent.ts";
import type { Settings } from "../options.ts";
import type { OpenOutside, Outside } from "../outside/outside.ts";
import type { Progress, RunResult, SandboxError } from "../sandbox.ts";
import type { ChildOutput } from "./child-server.ts";
import { OutsideServer } from "./outside-server.ts";
import {
  type Calls,
  type CellState,
  errorOf,
  type FromCell,
  type Listen,
  type Request,
  type SentSettings,
} from "./protocol.ts";
import type { LateAnswer } from "./remote-outside.ts";
import { sendPeers } from "./sent-peers.ts";
import type { WarmCells } from "./warm-cells.ts";
import { Watchdog } from "./watchdog.ts";

/** How long a cell may take to start and to make the sandbox, on top of what `init` may. */
const START_MS = 10_000;

const NOW = Promise.resolve();

const LOST = "it did not stop by itself; the next call finds files, dictionaries and globals as at the beginning";

/** An answer that is waited for. */
interface Asked {
  readonly answered: (result: Progress | undefined) => void;
  readonly refused: (error: Error) => void;
  /** The cell has ended before. */
  readonly lost: (error: SandboxError) => void;
}

export class RemoteSandbox {
  private readonly settings: Settings;
  private readonly sent: SentSettings;
  private readonly functions: GivenFunctions;
  private readonly cells: WarmCells;
  private readonly outside: Outside | undefined;
  /** What the cell has open. */
  private server: OutsideServer | undefined;
  private readonly watchdog: Watchdog;
  private state: CellState;
  private cell: Cell | undefined;
  private asked: Asked | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private closing: Promise<Progress> | undefined;
  readonly queues = new EventQueues((wanted) => this.listenToCell(wanted));
  /** A cell was given up, and no result has told of it yet. */
  private hasRestarted = false;

  /** @throws TypeError where a peer cannot be in another thread, or a path of the permissions is not there */
  constructor(settings: Settings, cells: WarmCells, outside: OpenOutside | undefined) {
    this.settings = settings;
    this.outside = outside?.(settings);
    this.functions = new GivenFunctions(settings.limits.memoryMb * 1024 ** 2);
    const globals = settings.globals.map(([name, value]) => [name, toSent(value, this.functions.numberOf)] as const);
    this.sent = { ...settings, globals, peers: sendPeers(settings.peers), hiddenEnv: settings.hiddenEnv() };
    this.cells = cells;
    this.state = { nowMs: settings.startMs, processes: [] };
    this.watchdog = new Watchdog(settings.limits, (limit) => void this.stop(limit));
  }

  get nowMs(): number {
    return this.settings.isVirtual ? this.state.nowMs : Date.now();
  }

  get processes(): CellState["processes"] {
    return this.state.processes;
  }

  /** @throws TypeError where files or dictionaries do not fit, Error where `init` fails or no cell can be had */
  async open(): Promise<void> {
    const { settings, cells } = this;
    const cell = cells.take(settings);
    this.cell = cell;
    const server = new OutsideServer(settings, this.outside, (output) => this.sendTo(cell, output));
    this.server = server;
    cell.listen({
      question: (question, answer) => server.answer(question, answer),
      message: (message) => this.take(message as FromCell, cell),
      ended: (why) => this.lose(this.errorOfEnd(why)),
    });
    try {
      await new Promise<void>((resolve, reject) => {
        this.ask(
          { kind: "open", settings: { ...this.sent, startMs: this.state.nowMs } },
          {
            answered: () => resolve(),
            refused: reject,
            lost: ({ message }) => reject(new Error(`createSandbox: ${message}`)),
          },
          START_MS,
        );
      });
    } catch (thrown) {
      await this.endCell().gone;
      throw thrown;
    }
    if (this.queues.areWanted) this.listenToCell(true);
    if (settings.spare) cells.refill(settings);
  }

  /** @throws Error where the sandbox is closed, or refuses the call */
  async call<Name extends keyof Calls>(name: Name, args: Parameters<Calls[Name]>): Promise<ReturnType<Calls[Name]>> {
    if (this.closing !== undefined) throw new Error("the sandbox is closed");
    return this.afterOthers(async () => {
      if (this.cell === undefined) await this.open();
      return this.askFor(name, args);
    });
  }

  /** Resolves once nothing is left of the cell. */
  close(): Promise<Progress> {
    this.closing ??= this.afterOthers(async () => {
      try {
        return this.cell === undefined ? nothing() : await this.askFor("close", []);
      } finally {
        await this.endCell().gone;
        this.state = { ...this.state, processes: [] };
        this.queues.end();
      }
    });
    return this.closing;
  }

  /** Nobody can call it any more: ends the cell after what is under way. */
  forget(): void {
    this.close().catch(() => {});
  }

  private afterOthers<Result>(call: () => Promise<Result>): Promise<Result> {
    const result = this.queue.then(call);
    this.queue = result.catch(() => {});
    return result;
  }

  private askFor<Name extends keyof Calls>(
    name: Name,
    args: Parameters<Calls[Name]>,
  ): Promise<ReturnType<Calls[Name]>> {
    return new Promise((resolve, reject) => {
      const answered = (result: Progress = nothing()) => {
        const told = this.hasRestarted ? { ...result, hasRestarted: true } : result;
        this.hasRestarted = false;
        resolve(this.afterClosing(told) as ReturnType<Calls[Name]>);
      };
      const lost = (error: SandboxError) => {
        const result = { ...nothing(), error };
        const exitCode = error.code === "defect" ? 1 : STOPPED_STATUS;
        resolve((name === "run" ? ({ ...result, exitCode } satisfies RunResult) : result) as ReturnType<Calls[Name]>);
      };
      this.ask({ kind: "call", name, args }, { answered, refused: reject, lost });
    });
  }

  /** The cell is told of `close` only after the call under way: what then waits for nothing was closed. */
  private afterClosing(result: Progress): Progress {
    if (this.closing === undefined || result.error?.code !== "waits") return result;
    return { ...result, error: { code: "closed", message: "the sandbox was closed", traceback: "" } };
  }

  private ask(message: Request, asked: Asked, moreMs = 0): void {
    const { cell } = this;
    if (cell === undefined) return asked.lost(this.errorOfEnd({ isOutOfMemory: false, message: "it is not there" }));
    try {
      cell.send(message);
    } catch (thrown) {
      // it cannot be copied
      return asked.refused(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
    this.asked = asked;
    cell.hold();
    this.watchdog.callBegins(moreMs);
  }

  private listenToCell(wanted: boolean): void {
    this.cell?.send({ kind: "listen", wanted } satisfies Listen);
  }

  private take(message: FromCell, cell: Cell): void {
    switch (message.kind) {
      case "host call":
        this.functions.call(message, (answer) => cell.send(answer));
        break;
      case "late question":
        this.server?.answer(message.question, (answer) =>
          this.sendTo(cell, { kind: "late answer", id: message.id, answer }),
        );
        break;
      case "events":
        for (const event of message.events) this.queues.push(event);
        break;
      case "activity":
        this.watchdog.activity(message);
        break;
      case "answer":
        this.state = message.state;
        this.settle()?.answered(message.result);
        break;
      case "refusal":
        this.state = message.state;
        this.settle()?.refused(errorOf(message.refusal));
        break;
    }
  }

  /** Unless another is there meanwhile, or none. */
  private sendTo(cell: Cell, message: LateAnswer | ChildOutput): void {
    if (this.cell === cell) cell.send(message);
  }

  private settle(): Asked | undefined {
    const { asked } = this;
    this.asked = undefined;
    this.watchdog.callEnds();
    this.cell?.release();
    return asked;
  }

  private async stop(limit: StoppingLimit): Promise<void> {
    await this.endCell().stopped;
    const message = `${stoppedAt(limit, this.settings.limits)}; ${LOST}`;
    this.lose({ code: limit, message, traceback: "" });
  }

  private endCell(): CellEnding {
    const { cell, server } = this;
    this.cell = undefined;
    this.watchdog.end();
    const { stopped, gone } = cell?.end() ?? { stopped: NOW, gone: NOW };
    const closed = stopped.then(() => server?.close());
    return { stopped: closed, gone: closed.then(() => gone) };
  }

  private lose(error: SandboxError): void {
    this.cell = undefined;
    this.watchdog.end();
    this.server?.close();
    this.hasRestarted = true;
    this.state = { ...this.state, processes: [] };
    this.settle()?.lost(error);
  }

  private errorOfEnd({ isOutOfMemory, message }: CellEnd): SandboxError {
    return isOutOfMemory
      ? { code: "memoryMb", message: `${stoppedAt("memoryMb", this.settings.limits)}; ${LOST}`, traceback: "" }
      : { code: "defect", message: `what the sandbox ran in has ended: ${message}`, traceback: "" };
  }
}

/** The progress of a call that tells of nothing. */
function nothing(): Progress {
  const none = new Uint8Array();
  return { stdout: "", stderr: "", stdoutBytes: none, stderrBytes: none, denied: [], timers: [] };
}
