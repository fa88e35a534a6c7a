/** A run, as the page shows it: from the click to the end. */
import type { TracedEvent } from "../../../src/browser.ts";
import type { OutputPanel } from "../output/panel.ts";
import { time } from "../page/sizes.ts";
import type { Workspace } from "../project/workspace.ts";
import { words } from "../words/index.ts";
import type { RunBar } from "./bar.ts";
import type { LiveCheck } from "./live-check.ts";
import { LogLines } from "./log-lines.ts";
import type { Failure, FromWorker, State } from "./messages.ts";
import type { Problems } from "./problems.ts";
import { Runners } from "./runner.ts";

/** After so long somebody may wonder. */
const LONG_MS = 4000;

/** Who shows what happens in a run. */
interface Onlooker {
  clear(): void;
  events(events: readonly TracedEvent[], dropped: number): void;
  state(state: State): void;
}

interface Parts {
  readonly workspace: Workspace;
  readonly output: OutputPanel;
  readonly problems: Problems;
  readonly typing: LiveCheck;
  readonly bar: RunBar;
  readonly onlooker: Onlooker;
}

export class RunController {
  readonly runners = new Runners();
  private readonly parts: Parts;
  private log = new LogLines(() => {});
  private state: State | undefined;
  private exitCode: number | undefined;
  private longTimeout: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  run(): void {
    const { workspace, output, problems, typing, bar, onlooker } = this.parts;
    typing.cancel();
    output.clear();
    problems.clear();
    onlooker.clear();
    bar.nowMs = 0;
    bar.phase = "script";
    bar.say((words) => words.runs);
    this.state = undefined;
    this.exitCode = undefined;
    this.log = new LogLines((message) => void problems.add(message, "warning"));
    clearTimeout(this.longTimeout);
    this.longTimeout = setTimeout(() => {
      if (bar.phase === "script" && bar.speed === "fast") bar.say((words) => words.longRun);
    }, LONG_MS);
    this.runners.run(workspace.project(), bar.speed, {
      message: (message) => this.take(message),
      broken: (message) => {
        this.over();
        const hint = navigator.onLine ? "" : ` ${words().offlineHint}`;
        void output.fail("refused", { message: words().brokenDown(message) + hint, traceback: "" });
        bar.say((words) => words.stopped);
      },
    });
  }

  stop(): void {
    if (this.parts.bar.phase === "idle") return;
    this.runners.stop();
    this.over();
    this.parts.bar.say((words) => words.stopped);
  }

  private take(message: FromWorker): void {
    const { output, bar, onlooker, problems } = this.parts;
    switch (message.kind) {
      case "output":
        output.append(message.pieces);
        this.log.add(message.pieces);
        break;
      case "events":
        onlooker.events(message.events, message.dropped);
        break;
      case "state":
        this.show(message.state);
        break;
      case "script ended":
        this.exitCode = message.exitCode;
        bar.phase = "after";
        bar.say((words) => words.afterScript(message.exitCode));
        if (message.failure !== undefined) this.fail(message.failure);
        break;
      case "over": {
        const { exitCode = 0, state } = this;
        const failed = message.failure;
        this.runners.stop();
        this.over();
        bar.say((words) => words.finished(failed === undefined ? exitCode : STOPPED, time(state?.nowMs ?? 0)));
        if (failed !== undefined) this.fail(failed);
        break;
      }
      case "refused":
        this.runners.stop();
        this.over();
        bar.say((words) => words.refused);
        void output.fail("refused", { message: message.message, traceback: "" });
        void problems.add(message.message, "error");
        break;
    }
  }

  private show(state: State): void {
    const { bar, onlooker } = this.parts;
    this.state = state;
    bar.nowMs = state.nowMs;
    onlooker.state(state);
    if (bar.speed === "paused" && state.nextMs !== null && bar.phase !== "idle") {
      const { nextMs } = state;
      bar.say((words) => words.standsStill(time(nextMs)));
    } else if (bar.phase === "script") bar.say((words) => words.runs);
    else if (bar.phase === "after") {
      const { exitCode = 0 } = this;
      bar.say((words) => words.afterScript(exitCode));
    }
  }

  private fail(failure: Failure): void {
    const { output, problems } = this.parts;
    void output.fail("failed", failure);
    void problems.add(failure.message, "error");
  }

  private over(): void {
    clearTimeout(this.longTimeout);
    this.parts.output.settle();
    this.parts.bar.phase = "idle";
  }
}

/** The status of a run that was stopped at a limit. */
const STOPPED = 124;
