/** The host's side, with cells that misbehave. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { collectGarbage } from "../../src/host/node/collector.ts";
import type { Cell, CellEnding, CellEvents } from "../../src/host/ports.ts";
import { openIsolated } from "../../src/sandbox/isolation/isolated.ts";
import type { FromCell, ToCell } from "../../src/sandbox/isolation/protocol.ts";
import { WarmCells } from "../../src/sandbox/isolation/warm-cells.ts";
import { checkOptions, type SandboxOptions } from "../../src/sandbox/options.ts";

/** A cell that opens and then does what the test says. */
class FakeCell implements Cell {
  events: CellEvents | undefined;
  held = 0;
  hasEnded = false;
  readonly memoryMb: number;
  readonly received: ToCell[] = [];
  private readonly onCall: (cell: FakeCell, message: ToCell) => void;

  constructor(memoryMb: number, onCall: (cell: FakeCell, message: ToCell) => void) {
    this.memoryMb = memoryMb;
    this.onCall = onCall;
  }

  send(message: unknown): void {
    const sent = structuredClone(message) as ToCell;
    this.received.push(sent);
    if (sent.kind === "open") this.tell({ kind: "answer", result: undefined, state: { nowMs: 5, processes: [] } });
    else this.onCall(this, sent);
  }

  tell(message: FromCell): void {
    queueMicrotask(() => this.events?.message(message));
  }

  answer(stdout = ""): void {
    const none = new Uint8Array();
    const result = { stdout, stderr: "", stdoutBytes: none, stderrBytes: none, denied: [], timers: [] };
    this.tell({ kind: "answer", result, state: { nowMs: 7, processes: [] } });
  }

  listen(events: CellEvents): void {
    this.events = events;
  }

  hold(): void {
    this.held++;
  }

  release(): void {
    this.held--;
  }

  end(): CellEnding {
    this.hasEnded = true;
    this.events = undefined;
    return { stopped: Promise.resolve(), gone: Promise.resolve() };
  }
}

/** A sandbox of fake cells, and the cells that were started for it, spare ones included. */
async function opened(onCall: (cell: FakeCell, message: ToCell) => void, options: SandboxOptions = {}) {
  const started: FakeCell[] = [];
  const start = (memoryMb: number) => {
    const cell = new FakeCell(memoryMb, onCall);
    started.push(cell);
    return cell;
  };
  const cells = new WarmCells({ start });
  const box = await openIsolated(checkOptions({ spare: false, ...options }, ["worker"]), cells);
  return { box, started, cells };
}

const NEVER = () => {};
const SHORT = { limits: { wallMs: 20, cpuMs: 10_000 } };

test("a call that is never answered ends with its cell; the next one gets a new cell and is told", async () => {
  let calls = 0;
  const { box, started } = await opened((cell) => calls++ > 0 && cell.answer("fine"), SHORT);
  const { exitCode, error, stdout } = await box.run("x");
  assert.equal([exitCode, error?.code, stdout], [124, "wallMs", ""]);
  assert.match(error?.message ?? "", /more than 20 ms \(limits.wallMs\); it did not stop by itself/);
  assert.is(started[0]?.hasEnded, true);
  assert.is(started.length, 1, "no cell is started before it is needed");
  const next = await box.run("x");
  assert.equal([next.stdout, next.hasRestarted, started.length], ["fine", true, 2]);
  assert.is((await box.run("x")).hasRestarted, undefined);
});

test("a new cell goes on at the time of the lost one", async () => {
  let calls = 0;
  const { box, started } = await opened((cell) => ++calls !== 2 && cell.answer(), SHORT);
  await box.run("x");
  assert.is(box.clock.now(), 7);
  await box.run("stuck");
  await box.run("x");
  const [open] = started[1]?.received ?? [];
  assert.is(open?.kind === "open" && open.settings.startMs, 7);
});

test("processor time is only counted while Lua runs", async () => {
  const { box } = await opened(
    (cell) => {
      cell.tell({ kind: "activity", runs: true, cpuMs: 0 });
      cell.tell({ kind: "activity", runs: false, cpuMs: 1 });
      setTimeout(() => cell.answer("waited"), 80);
    },
    { limits: { cpuMs: 10 } },
  );
  assert.is((await box.run("x")).stdout, "waited");
  const stuck = await opened((cell) => cell.tell({ kind: "activity", runs: true, cpuMs: 5 }), {
    limits: { cpuMs: 10 },
  });
  assert.is((await stuck.box.run("x")).error?.code, "cpuMs");
});

test("what a script does between calls in real time is watched, too", async () => {
  const { box, started } = await opened((cell) => cell.answer(), { limits: { cpuMs: 10 }, time: "real" });
  started[0]?.tell({ kind: "activity", runs: true, cpuMs: 0 });
  while (started[0]?.hasEnded === false) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.is((await box.run("x")).hasRestarted, true);
});

test("a host that was busy itself still takes the answer that has come meanwhile", async () => {
  const { box } = await opened((cell) => setTimeout(() => cell.answer("in time"), 1), SHORT);
  const result = box.run("x");
  await new Promise((resolve) => setTimeout(resolve, 0));
  const end = performance.now() + 100;
  while (performance.now() < end) {}
  assert.is((await result).stdout, "in time");
});

test("a cell that ends by itself ends the call", async () => {
  const dies = (isOutOfMemory: boolean) => (cell: FakeCell) =>
    queueMicrotask(() => cell.events?.ended({ isOutOfMemory, message: "exit status 7" }));
  const crashed = await opened(dies(false));
  const result = await crashed.box.run("x");
  assert.equal([result.exitCode, result.error?.code], [1, "defect"]);
  assert.match(result.error?.message ?? "", "exit status 7");
  const full = await opened(dies(true));
  const { exitCode, error } = await full.box.run("x");
  assert.equal([exitCode, error?.code], [124, "memoryMb"]);
  assert.is((await full.box.clock.advance(1)).error?.code, "memoryMb");
});

test("a cell that ends while nothing is asked of it is noticed by the next call", async () => {
  const { box, started } = await opened((cell) => cell.answer());
  started[0]?.events?.ended({ isOutOfMemory: false, message: "SIGKILL" });
  assert.equal((await box.run("x")).hasRestarted, true);
  started[1]?.events?.ended({ isOutOfMemory: false, message: "SIGKILL" });
  assert.is((await box.close()).stdout, "");
  assert.is(started.length, 2);
});

test("the process is kept alive only while an answer is waited for", async () => {
  const { box, started } = await opened((cell) => setTimeout(() => cell.answer(), 5));
  assert.is(started[0]?.held, 0);
  const call = box.run("x");
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.is(started[0]?.held, 1);
  await call;
  assert.is(started[0]?.held, 0);
});

test("closing waits for the calls before it and ends the cell; calls after it are refused", async () => {
  const { box, started } = await opened((cell, message) =>
    setTimeout(() => cell.answer(message.kind === "call" ? message.name : ""), 5),
  );
  const run = box.run("x");
  const closing = box.close();
  await box.run("y").then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, "the sandbox is closed"),
  );
  assert.equal([(await run).stdout, (await closing).stdout, started[0]?.hasEnded], ["run", "close", true]);
  assert.is(await box.close(), await closing);
});

test("a sandbox that is forgotten is closed once it is collected", async () => {
  const forgetOne = async () => (await opened((cell) => cell.answer())).started[0];
  const cell = await forgetOne();
  for (let round = 0; round < 50 && cell?.hasEnded === false; round++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.is(cell?.hasEnded, true);
  assert.equal(
    cell?.received.map((message) => (message.kind === "call" ? message.name : message.kind)),
    ["open", "close"],
  );
});

test("what cannot be sent is refused before it is sent", async () => {
  const { box } = await opened(NEVER);
  for (const call of [() => box.run((() => {}) as never), () => box.clock.advance({} as never)]) {
    await call().then(
      () => assert.unreachable(),
      (error) => assert.instance(error, TypeError),
    );
  }
});

test("a spare cell is started after the first sandbox and taken by the next that fits", async () => {
  const { started, cells } = await opened(NEVER, { spare: true });
  assert.is(started.length, 2);
  const settings = checkOptions({}, ["worker"]);
  await openIsolated(settings, cells);
  assert.equal([started[1]?.received.length, started.length], [1, 3]);
  // what died meanwhile is not taken
  started[2]?.events?.ended({ isOutOfMemory: false, message: "SIGKILL" });
  await openIsolated(settings, cells);
  assert.equal([started[2]?.received.length, started[3]?.received.length], [0, 1]);
});

test("a spare cell with another memory limit gives way", async () => {
  const { started, cells } = await opened(NEVER, { spare: true });
  await openIsolated(checkOptions({ limits: { memoryMb: 1000 } }, ["worker"]), cells);
  assert.equal([started[1]?.received.length, started[1]?.hasEnded], [0, true]);
  assert.ok((started[2]?.memoryMb ?? 0) > 2000);
});

test.run();
