import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Ended, ngxbox } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "ngxbox-signals-"));
test.after(() => rmSync(folder, { recursive: true }));

/** Runs `code`, which must print something at once and then go on, and sends it signals. */
function signalled(code: string, ...signals: NodeJS.Signals[]): Promise<Ended> {
  return ngxbox(["run", "-e", `io.write("a") io.flush() ${code}`], {
    atOutput: (child) => {
      for (const signal of signals) child.kill(signal);
    },
  });
}

async function endsBy(code: string, signal: NodeJS.Signals, expected: number): Promise<void> {
  const { exit, stdout, stderr } = await signalled(code, signal);
  assert.is(exit, expected, `${signal} at ${code}`);
  assert.is(stdout[0], "a", code);
  assert.is(stderr, "", code);
}

test("an interrupt and a termination end a script whatever it does", async () => {
  const scripts = [
    "while true do end",
    "::a:: goto a",
    "while true do pcall(function() while true do end end) end",
    "local f = coroutine.wrap(function() while true do coroutine.yield() end end) while true do f() end",
    "while true do ngx.sleep(0) end",
    "ngx.sleep(100)",
    "while true do ngx.say('x') end",
    "while true do local s = ('x'):rep(1e6) end",
    "tostring(setmetatable({}, { __tostring = function() while true do end end }))",
    "ngx.thread.spawn(function() while true do end end)",
  ];
  await Promise.all(
    scripts.map((code, index) => (index % 2 === 0 ? endsBy(code, "SIGINT", 130) : endsBy(code, "SIGTERM", 143))),
  );
});

test("where a script cannot stand back, the signal has its usual effect, and what was printed is there", async () => {
  // that it cannot shows after a while; until then a signal is only noted, and then another one helps
  const spin = `while true do
    local from = os.clock()
    while os.clock() < from + 0.1 do end
    io.stderr:write("!")
  end`;
  const stuck = [
    `table.sort({ 3, 2, 1 }, function(a, b) ${spin} end)`,
    `string.gsub("x", "x", function() ${spin} end)`,
    `load(function() ${spin} end)`,
  ];
  const atError = (child: ChildProcess) => void child.kill("SIGTERM");
  const ended = await Promise.all(stuck.map((code) => ngxbox(["run", "-e", `io.write("a") ${code}`], { atError })));
  for (const { exit, stdout } of ended) assert.equal([exit, stdout], ["SIGTERM", "a"]);
});

test("an interrupt ends what waits for standard input, and a second one what waits for the other end of a pipe", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const wait = (code: string, atOutput: (child: ChildProcess) => void) =>
    ngxbox(["run", "-e", `io.write("a") io.flush() ${code}`], { input: null, atOutput });
  // a signal right before the wait begins is only noted: nobody is quicker than the second one
  const interrupt = (child: ChildProcess) => {
    child.kill("SIGINT");
    const again = setInterval(() => child.kill("SIGINT"), 50);
    child.once("exit", () => clearInterval(again));
  };
  const [input, opened] = await Promise.all([
    wait("io.read()", (child) => child.kill("SIGINT")),
    wait(`io.open("${pipe}")`, interrupt),
  ]);
  assert.equal([input.exit, input.stdout], [130, "a"]);
  assert.ok(opened.exit === "SIGINT" || opened.exit === 130);
});

test("an interrupt lets pending timers run as premature, for a moment", async () => {
  const { exit, stdout } = await signalled(
    "ngx.timer.at(100, function(premature) ngx.sleep(0.02) ngx.say(premature) end) ngx.sleep(100)",
    "SIGINT",
  );
  assert.equal([exit, stdout], [130, "atrue\n"]);
});

test("its status is its own, whatever happens in that moment", async () => {
  const { exit } = await signalled("ngx.timer.at(100, function() os.exit(3) end) ngx.sleep(100)", "SIGINT");
  assert.is(exit, 130);
});

test("SIGQUIT and SIGHUP run timers as premature and let the script finish", async () => {
  const code = "ngx.timer.at(100, function(p) ngx.say(p) end) ngx.sleep(0.15) ngx.say(ngx.worker.exiting())";
  for (const ended of await Promise.all([signalled(code, "SIGQUIT"), signalled(code, "SIGHUP")])) {
    assert.equal(ended, { exit: 0, stdout: "atrue\ntrue\n", stderr: "" });
  }
});

test("SIGTERM runs no timer any more", async () => {
  const { stdout } = await signalled("ngx.timer.at(100, function(p) ngx.say(p) end) ngx.sleep(100)", "SIGTERM");
  assert.is(stdout, "a");
});

test("signals that nginx takes for something else end nothing", async () => {
  const ended = await signalled("ngx.sleep(0.15) ngx.say('b')", "SIGUSR1", "SIGUSR2", "SIGWINCH");
  assert.equal([ended.exit, ended.stdout], [0, "ab\n"]);
  assert.match(ended.stderr, NO_UPGRADE);
});

const NO_UPGRADE = /^[^\n]* \[crit\] \d+#\d+: the changing binary signal is ignored: [^\n]*\n$/;

test("a signal that a script sends to its own worker comes to nginx, whose status is the run's", async () => {
  const send = (signal: string) =>
    ngxbox([
      "run",
      "-e",
      `ngx.timer.at(100, function(p) io.stderr:write("timer") end) ngx.say("a")
      ngx.say(require("resty.signal").kill(ngx.worker.pid(), ${signal})) ngx.sleep(0.15) ngx.say(ngx.worker.exiting())`,
    ]);
  const goesOn = { exit: 0, stdout: "a\ntrue\nfalse\n", stderr: "timer" };
  const expected = {
    '"TERM"': { exit: 0, stdout: "a\ntrue\n", stderr: "" },
    '"INT"': { exit: 0, stdout: "a\ntrue\n", stderr: "" },
    '"QUIT"': { ...goesOn, stdout: "a\ntrue\ntrue\n" },
    '"KILL"': { exit: 9, stdout: "", stderr: "" },
    '"SEGV"': { exit: 11, stdout: "", stderr: "" },
    "40": { exit: 40, stdout: "", stderr: "" },
    '"HUP"': goesOn,
    '"ALRM"': goesOn,
    '"PIPE"': goesOn,
    '"NONE"': goesOn,
    "999": { ...goesOn, stdout: "a\nnilInvalid argument\nfalse\n" },
  };
  const ended = await Promise.all(Object.keys(expected).map(async (signal) => [signal, await send(signal)]));
  assert.equal(Object.fromEntries(ended), expected);
  const { stderr } = await send('"USR2"');
  assert.match(stderr.replace("timer", ""), NO_UPGRADE);
});

test.run();
