import { test } from "uvu";
import * as assert from "uvu/assert";
import { ErrorLogBuffer } from "../../../src/ngx/error-log/buffer.ts";
import { ErrorLog } from "../../../src/ngx/error-log/error-log.ts";
import { logLine } from "../../../src/ngx/error-log/line.ts";

const timeMs = new Date(2026, 10, 3, 4, 5, 6).getTime();
const base = { level: 4, timeMs, zone: "host", pid: 12, message: "oh" } as const;

test("a line tells the time, level, process, connection and context", () => {
  assert.is(
    logLine({ ...base, request: { phase: "timer", connection: 7 } }),
    "2026/11/03 04:05:06 [error] 12#12: *7 oh, context: ngx.timer",
  );
  assert.is(
    logLine({ ...base, level: 5, request: { phase: "init_worker", connection: 1 } }),
    "2026/11/03 04:05:06 [warn] 12#12: *1 oh, context: init_worker_by_lua*",
  );
});

test("messages of the worker itself, of init and exit_worker have neither connection nor context", () => {
  const plain = "2026/11/03 04:05:06 [error] 12#12: oh";
  assert.is(logLine({ ...base, request: undefined }), plain);
  assert.is(logLine({ ...base, request: { phase: "init", connection: 1 } }), plain);
  assert.is(logLine({ ...base, request: { phase: "exit_worker", connection: 1 } }), plain);
});

test("the level STDERR has no name, and debug lines no context", () => {
  const request = { phase: "timer", connection: 7 } as const;
  assert.match(logLine({ ...base, level: 0, request }), / \[\] 12#12: \*7 oh, context/);
  assert.match(logLine({ ...base, level: 8, request }), / \[debug\] 12#12: \*7 oh$/);
});

test("a line is cut after 4095 bytes", () => {
  const line = logLine({ ...base, message: "x".repeat(9000), request: { phase: "timer", connection: 7 } });
  assert.is(line.length, 4095);
});

test("what is above the level is neither written nor captured", () => {
  const captured = new ErrorLogBuffer(1000);
  const written: string[] = [];
  const log = new ErrorLog({
    level: 4,
    process: { pid: 12 },
    clock: { nowMs: () => timeMs, zone: "host" },
    captured,
    write: (line) => written.push(line),
  });
  log.log(5, "hidden", undefined);
  log.log(4, "shown", undefined);
  log.log(0, "always", undefined);
  assert.is(written.length, 2);
  assert.equal(captured.take(), { level: 4, timeSeconds: timeMs / 1000, text: (written[0] ?? "").trimEnd() });
});

test("the buffer gives up its oldest lines for new ones", () => {
  const buffer = new ErrorLogBuffer(100);
  const add = (text: string) => buffer.add({ level: 4, timeSeconds: 0, text });
  add("a".repeat(30));
  add("b".repeat(30));
  add("c".repeat(30));
  assert.is(buffer.take()?.text[0], "b");
  add("d".repeat(500));
  assert.is(buffer.take()?.text[0], "c");
  assert.is(buffer.take(), undefined);
  for (let line = 0; line < 1000; line++) add(String(line));
  assert.is(buffer.take()?.text, "995");
});

test("the buffer leaves out what its filter level says", () => {
  const buffer = new ErrorLogBuffer(100);
  buffer.filterLevel = 4;
  buffer.add({ level: 5, timeSeconds: 0, text: "warn" });
  buffer.add({ level: 4, timeSeconds: 0, text: "error" });
  assert.is(buffer.take()?.text, "error");
  assert.is(buffer.take(), undefined);
});

test.run();
