import { test } from "uvu";
import * as assert from "uvu/assert";
import { TimerReport } from "../../src/cli/run/timer-report.ts";
import { ngxbox } from "./processes.ts";

function rows(text: string): string[] {
  return text.split("\n").slice(2, -1);
}

test("every timer has a line: when, callback, place, and what became of it", async () => {
  const code = [
    "local function work(premature) if premature then error('late') end end",
    "ngx.timer.at(0, work)",
    "ngx.timer.every(0.02, work)",
    "ngx.timer.at(50, work)",
    "ngx.timer.at(0, function() error('x') end)",
    "ngx.timer.at(0.01, function() ngx.sleep(100) end)",
    "ngx.sleep(0.05)",
  ].join("\n");
  const { exit, stderr } = await ngxbox(["run", "--timers", "--errlog-level", "emerg", "-e", `${code}\nos.exit(4)`]);
  assert.is(exit, 4);
  const lines = rows(stderr);
  assert.match(lines[0] ?? "", /^ {2}at 0s +\(command line -e\):1 {2}\(command line -e\):2 {2}ran$/);
  assert.match(lines[1] ?? "", /^ {2}every 0\.02s +\S.*-e\):3 {2}ran( \d times)?, dropped: the process exited$/);
  assert.match(lines[2] ?? "", /dropped: the process exited$/);
  assert.match(lines[3] ?? "", /ran, failed$/);
  assert.match(lines[4] ?? "", /ran, was still running at the end$/);
  assert.is(new Set(lines.map((line) => line.indexOf("(command line"))).size, 1, "the columns are aligned");
});

test("the report comes at the end of a script, after an error, and after a signal", async () => {
  const made = "ngx.timer.at(9, function() end)";
  const [end, error, signal] = await Promise.all([
    ngxbox(["run", "--timers", "-e", made]),
    ngxbox(["run", "--timers", "-e", `${made} error("x")`]),
    ngxbox(["run", "--timers", "-e", `${made} io.write("a") io.flush() ngx.sleep(9)`], {
      atOutput: (child) => child.kill("SIGTERM"),
    }),
  ]);
  assert.match(rows(end.stderr)[0] ?? "", /ran as premature, for the worker was exiting$/);
  assert.match(error.stderr, /^ERROR: (.*\n)+ {2}at 9s .* dropped: the process exited\n$/);
  assert.match(rows(signal.stderr)[0] ?? "", /dropped: the process exited$/);
});

test("hundreds of thousands of timers are reported, too", () => {
  const report = new TimerReport();
  for (let timer = 0; timer < 200_000; timer++) {
    const how = { delayMs: 1, every: false, canCancel: false };
    report.observe({ type: "timer made", timer, ...how, callback: "t:1", madeAt: "t:2", atMs: 0, pid: 1 });
  }
  assert.is(rows(report.text()).length, 200_000);
  assert.is(new TimerReport().text(), "timers: none was made\n");
});

test.run();
