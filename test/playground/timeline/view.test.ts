import { test } from "uvu";
import * as assert from "uvu/assert";
import { describe, placeOf } from "../../../playground/src/timeline/describe.ts";
import { nextBar, thingAt } from "../../../playground/src/timeline/hit.ts";
import { HEAD, layOut, ROW } from "../../../playground/src/timeline/layout.ts";
import { type Bar, TimelineModel } from "../../../playground/src/timeline/model.ts";
import { summaryOf, textOf } from "../../../playground/src/timeline/text.ts";
import { ticksBetween, timeText } from "../../../playground/src/timeline/time.ts";
import { Viewport } from "../../../playground/src/timeline/viewport.ts";
import { wordsOf } from "../../../playground/src/timeline/words.ts";
import { manyEvents } from "./many-events.ts";
import { RELOADING, STALL_OR_WAIT, story } from "./stories.ts";

const en = wordsOf("en");
const zh = wordsOf("zh");

test("times are as long as they need to be", () => {
  const texts = [0, 0.5, 350, 1250, 61_000, 119_999.4, 125_000, 3_599_999, 3_600_000, 10_980_000, 86_400_000];
  assert.equal(
    texts.map((ms) => timeText(ms, en)),
    ["0 ms", "0.5 ms", "350 ms", "1.25 s", "61 s", "119.999 s", "2 min 5 s", "1 h", "1 h", "3 h 3 min", "24 h"],
  );
  assert.is(timeText(125_000, zh), "2 分 5 秒");
});

test("an axis has lines at round times, far enough apart", () => {
  assert.equal(ticksBetween(-100, 9300, 10, 80).atMs, [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]);
  assert.is(ticksBetween(0, 61_000, 61, 80).stepMs, 5000);
  for (const msPerPixel of [1e-4, 0.003, 0.7, 12, 999, 86_400, 1e8]) {
    const { stepMs, atMs } = ticksBetween(0, 1000 * msPerPixel, msPerPixel, 80);
    assert.ok(stepMs / msPerPixel >= 80);
    assert.ok(atMs.length >= 1 && atMs.length <= 13);
  }
});

test("zooming keeps what is under the pointer, and nobody gets beyond what there is", () => {
  const view = new Viewport();
  view.width = 1000;
  view.setWhole(0, 10_000);
  const at = view.msAt(300);
  assert.ok(view.zoom(0.5, 300));
  assert.ok(Math.abs(view.msAt(300) - at) < 1e-6);
  assert.not(view.isFitted);
  for (const far of [1e9, -1e9, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    view.pan(far);
    const { startMs, endMs } = view.span;
    assert.ok(startMs >= -200 && endMs <= 10_200.000001, `${startMs} ${endMs}`);
  }
  for (let step = 0; step < 100; step++) view.zoom(0.5);
  assert.ok(view.span.endMs - view.span.startMs >= 0.1 - 1e-9);
  view.zoom(1e9);
  assert.ok(view.isFitted);
  assert.not(view.zoom(2), "there is nothing more to see");
});

test("while all is seen, what comes is seen, too; who looks closely is not disturbed", () => {
  const view = new Viewport();
  view.setWhole(0, 1000);
  view.setWhole(0, 5000);
  assert.ok(view.span.endMs >= 5000);
  view.zoom(0.1);
  const { span } = view;
  view.setWhole(0, 9000);
  assert.equal(view.span, span);
});

test("a bar is brought into view with no more moving than need be", () => {
  const view = new Viewport();
  view.setWhole(0, 10_000);
  view.zoom(0.1);
  const { span } = view;
  view.reveal(span.startMs + 1, span.startMs + 2);
  assert.equal(view.span, span);
  view.reveal(9000, 9100);
  assert.ok(view.span.startMs <= 9000 && view.span.endMs >= 9100);
});

async function stallOrWait() {
  const { events } = await story(STALL_OR_WAIT, {}, 4000);
  const model = new TimelineModel();
  model.add(events);
  const view = new Viewport();
  view.width = 1000;
  view.setWhole(model.startMs, model.endMs);
  return { model, view, layout: layOut(model.lanes) };
}

test("what is under a point is found, also where it is thin", async () => {
  const { view, layout } = await stallOrWait();
  const at = (ms: number, row: number) => thingAt(layout, view, view.xOf(ms), HEAD + row * ROW + 4);
  const stall = at(4000, 0);
  assert.ok(stall?.type === "wait" && stall.stalls);
  const failed = at(5205, 1);
  assert.ok(failed?.type === "bar" && failed.outcome === "failed" && failed.startMs === failed.endMs);
  assert.is(at(7000, 0), undefined);
  const mark = thingAt(layout, view, view.xOf(3205), 8);
  assert.ok(mark?.type === "mark" && mark.text.includes("the timer went on meanwhile"));
  for (const y of [-1, layout.height + 100]) assert.is(thingAt(layout, view, 500, y), undefined);
});

test("keys go through every bar, there and back", async () => {
  const { model, layout } = await stallOrWait();
  const bars: Bar[] = [];
  for (let bar = nextBar(layout, undefined, 1, 0); bar !== undefined; bar = nextBar(layout, bar, 1, 0)) bars.push(bar);
  assert.is(new Set(bars).size, model.bars);
  const back: Bar[] = [];
  for (let bar = bars.at(-1); bar !== undefined; bar = nextBar(layout, bar, -1, 0)) back.unshift(bar);
  assert.equal(back.length, bars.length);
});

test("a timer's run tells of the timer", async () => {
  const { model } = await stallOrWait();
  const run = model.lanes[0]?.rows
    .flatMap(({ bars }) => bars)
    .find(({ timer, kind }) => kind === "timer" && timer === 2);
  assert.ok(run);
  assert.equal(describe(run, model, en), {
    title: "timer 2: callback main.lua:3",
    lines: ["made at main.lua:3, every 250 ms", "250 ms to 350 ms (100 ms)", "process, pid 1000"],
  });
  assert.equal(describe(run, model, zh).lines[0], "创建于 main.lua:3，每 250 毫秒一次");
});

test("places that can be gone to are told from those that cannot", () => {
  assert.equal(placeOf("lib/a:b.lua:12"), { file: "lib/a:b.lua", line: 12 });
  assert.equal(placeOf("main.lua:0"), { file: "main.lua", line: 1 });
  for (const none of ["?", "", ":3", "[C]: print", "main.lua:", "main.lua:x", "[C]:-1"]) {
    if (none !== "main.lua:") assert.is(placeOf(none), undefined, none);
  }
});

test("the text tells the same, and what is alike in one line", async () => {
  const { model } = await stallOrWait();
  assert.is(summaryOf(model, en), "From 0 ms to 9.2 s: 1 process, 38 bars, standing still once for 2 s in all.");
  const text = textOf(model, en);
  for (const line of [
    "process, pid 1000 from 0 ms on",
    "  0 ms  script main.lua, takes 5.2 s",
    "      3.2 s  STANDS STILL 2 s in os.execute, main.lua:13",
    "  3.2 s  [warn] [lua] main.lua:12: the timer went on meanwhile",
    "  1.2 s  child 1001: /bin/sh -c sleep 2; echo done, takes 2 s, exit status 0",
  ]) {
    assert.ok(text.split("\n").includes(line), `${line}\n${text}`);
  }
  assert.match(text, /… \d+ more like it, the last one at 8\.95 s/);
});

test("a long story is cut, and says so", async () => {
  const model = new TimelineModel();
  model.add(manyEvents(100_000));
  const text = textOf(model, en);
  assert.ok(text.split("\n").length <= 601);
  assert.match(text, /… [\d]+ more lines/);
  const empty = new TimelineModel();
  assert.is(textOf(empty, zh), zh.empty);
});

test("a cluster's lanes tell the pids that follow one another", async () => {
  const { events } = await story(undefined, RELOADING, 11_000);
  const model = new TimelineModel();
  model.add(events);
  const text = textOf(model, en);
  assert.match(text, /^worker 0, pid 1001 0 ms to 5\.2 s, pid \d+ from 10 s on$/m);
  assert.match(text, /5 s {2}reload: new workers begin/);
});

test.run();
