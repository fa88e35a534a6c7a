/** One run of a project: the same as `ngxbox run project.json`, but that time passes as somebody says. */
import { createSandbox, type NearSandbox, runProject, sandboxOptionsOf } from "../../../src/browser.ts";
import type { Project } from "../../../src/sandbox/project.ts";
import type { Failure, FromWorker, Speed } from "./messages.ts";
import { needsOf } from "./needs.ts";
import { Outbox } from "./outbox.ts";
import { Pace } from "./pace.ts";

type Send = (message: FromWorker, transfer?: ArrayBuffer[]) => void;

/** How often the page hears of the state while something happens all the time. */
const STATE_EVERY_MS = 60;

export class Session {
  private readonly pace: Pace;
  private readonly outbox: Outbox;
  private readonly send: Send;
  private box: NearSandbox | undefined;
  private toldMs = 0;
  private hasScriptEnded = false;

  constructor(speed: Speed, send: Send) {
    this.send = send;
    this.outbox = new Outbox(send);
    this.pace = new Pace(speed, () => this.tellState());
  }

  set speed(speed: Speed) {
    this.pace.speed = speed;
  }

  step(): void {
    this.pace.step();
  }

  pass(ms: number): void {
    this.pace.pass(ms);
  }

  /** Before the script has ended there is nothing that could be ended gracefully. */
  end(): void {
    if (this.hasScriptEnded) this.pace.stop();
  }

  cancel(timer: number, pid: number): void {
    this.box?.cancelTimer(pid, timer);
    this.pace.askAgain();
    this.tellState();
  }

  async run(project: Project): Promise<void> {
    try {
      this.box = await this.open(project);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      this.outbox.flush();
      this.send({ kind: "refused", message: message.replace(/^createSandbox: /, "") });
      return;
    }
    const failure = await this.live(this.box, project);
    this.tellState();
    this.send({ kind: "over", failure });
  }

  private open(project: Project): Promise<NearSandbox> {
    const { programs, libraries, regex } = needsOf(project);
    const options = sandboxOptionsOf(project);
    return createSandbox(programs ? options : { ...options, permissions: { ...options.permissions, spawn: [] } }, {
      onPrinted: (stream, bytes) => this.outbox.print(stream, bytes),
      onEvent: (event) => {
        this.outbox.add(event);
        this.tellStateNow();
      },
      pace: this.pace.pace,
      unused: [...(libraries ? [] : ["libraries" as const]), ...(regex ? [] : ["regex" as const])],
    });
  }

  /** @returns why what came after the script did not end well */
  private async live(box: NearSandbox, project: Project): Promise<Failure | undefined> {
    const { pace } = this;
    let ofScript: Failure | undefined;
    const { error } = await runProject(box, project, {
      heard: () => this.tellState(),
      scriptEnded: ({ exitCode, error: failure }) => {
        this.hasScriptEnded = true;
        ofScript = failure;
        this.send({ kind: "script ended", exitCode, failure });
      },
      // who has slowed time down watches as long as there is something to see
      lingers: () => !pace.isStopped && pace.speed !== "fast" && box.nextMs !== null,
      ending: () => pace.release(),
    });
    return error === ofScript ? undefined : error;
  }

  private tellStateNow(): void {
    if (performance.now() > this.toldMs + STATE_EVERY_MS) this.tellState();
  }

  private tellState(): void {
    const { box, pace } = this;
    if (box === undefined) return;
    this.toldMs = performance.now();
    this.outbox.flush();
    this.send({
      kind: "state",
      state: {
        nowMs: pace.nowMs,
        nextMs: box.nextMs,
        processes: box.cluster.processes,
        timers: box.pendingTimers(),
      },
    });
  }
}
