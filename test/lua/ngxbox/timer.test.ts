import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { memoryStore } from "../../../src/host/memory/shared-store.ts";
import { nginxIsInstalled, runInNginx } from "../../bench/nginx.ts";
import { ngxbox, root } from "../../cli/processes.ts";
import { type Harness, harness } from "../../runtime/harness.ts";
import { skip } from "../../skip.ts";

// Runs the built command line: `npm test` builds it first.

const files = { "ngxbox/timer.lua": readFileSync(`${root}lua/ngxbox/timer.lua`, "latin1") };
const HEAD = `local timer = require "ngxbox.timer"
local began = ngx.now()
local function say(...) ngx.say(string.format("%.1f ", ngx.now() - began), ...) end
`;

function start(lua: string): Harness {
  const shared = memoryStore([{ name: "ngxbox_timer", bytes: 102_400 }]);
  return harness({ files, ...(shared === undefined ? {} : { shared }) }).start(HEAD + lua);
}

/** What a script prints, each line with the seconds since it began in front, where it says so. */
function lines(lua: string): string[] {
  const run = start(lua).settle();
  assert.equal(run.thrown, []);
  assert.equal(run.log, []);
  return run.lines();
}

test("at runs a callback once, with what it was given", () => {
  const printed = lines(`
    assert(timer.at(2, function(premature, ...) say(premature, " ", select("#", ...), " ", (...)) end, "x", nil))
    assert(timer.at(0, function(...) say("now ", ...) end))
    ngx.sleep(5)`);
  assert.equal(printed, ["0.0 now false", "2.0 false 2 x"]);
});

test("a cancelled timer frees its slot at once and never runs", () => {
  const printed = lines(`
    local t = timer.at(2, function() say("never") end)
    local e = timer.every(1, function() say("tick") end)
    local z = timer.at(0, function() say("never") end)
    say(ngx.timer.pending_count())
    say(t:cancel(), z:cancel(), " ", ngx.timer.pending_count())
    say(t:cancel(), " ", t.cancelled)
    ngx.sleep(2.5)
    say(e:cancel(), " ", ngx.timer.pending_count())
    ngx.sleep(5)`);
  assert.equal(printed, ["0.0 3", "0.0 truetrue 1", "0.0 false true", "1.0 tick", "2.0 tick", "2.5 true 0"]);
});

test("a callback may cancel its own timer, and others that are due in the same moment", () => {
  const printed = lines(`
    local count, t = 0
    t = timer.every(1, function() count = count + 1 say("tick") if count == 2 then t:cancel() end end)
    local one, other
    one = timer.at(5, function() say("one") other:cancel() end)
    other = timer.at(5, function() say("other") one:cancel() end)
    ngx.sleep(10) say(count, " ", ngx.timer.pending_count())`);
  assert.equal(printed, ["1.0 tick", "2.0 tick", "5.0 one", "10.0 2 0"]);
});

test("what has run cannot be cancelled", () => {
  const printed = lines(`
    local t = timer.at(1, function() ngx.sleep(2) say("ended") end)
    ngx.sleep(2) say(t:cancel(), " ", t.cancelled, " ", t.runs) ngx.sleep(5)`);
  assert.equal(printed, ["2.0 false false 1", "3.0 ended"]);
});

test("every keeps its period while callbacks sleep, and leaves out runs that would overlap where it is told to", () => {
  const printed = lines(`
    local a = timer.every(1, function() say("a") ngx.sleep(2.5) end)
    local b = timer.every({ 1, no_overlap = true }, function() say("b") ngx.sleep(2.5) end)
    ngx.sleep(7.2) a:cancel() b:cancel() say(a.runs, " ", a.skipped, " ", b.runs, " ", b.skipped)`);
  assert.equal(
    printed.filter((line) => line.endsWith("b")),
    ["1.0 b", "4.0 b", "7.0 b"],
  );
  assert.equal(printed.filter((line) => line.endsWith("a")).length, 7);
  assert.is(printed.at(-1), "7.2 7 0 3 4");
});

test("a callback that fails does not keep a timer without overlap from running again, and its error is told whole", () => {
  const run = start(`
    local t = timer.every({ 1, no_overlap = true }, function() local x = nil; return x.y end)
    ngx.sleep(2.5) t:cancel() say(t.runs, " ", t.skipped)`).settle();
  assert.equal(run.lines(), ["2.5 2 0"]);
  assert.is(run.log.length, 2);
  assert.match(
    run.log[0] ?? "",
    /runtime error: t\.lua:\d+: attempt to index local 'x' \(a nil value\)\nstack traceback:\n\tt\.lua:/,
  );
});

test("jitter adds up to so many seconds by chance to each delay", () => {
  const printed = lines(`
    local ticks, last, differ = 0, ngx.now(), false
    local t t = timer.every({ 10, jitter = 5 }, function()
      local gap = ngx.now() - last
      last = ngx.now()
      ticks = ticks + 1
      if gap < 10 or gap > 15.001 then say("wrong ", gap) end
      if gap ~= 10 then differ = true end
      if ticks == 50 then t:cancel() ngx.say("done ", differ) end
    end)
    timer.at({ 1, jitter = 2 }, function() local now = ngx.now() - began ngx.say(now >= 1 and now <= 3.001) end)
    ngx.sleep(2000) ngx.say(ngx.timer.pending_count())`);
  assert.equal(printed, ["true", "done true", "0"]);
});

test("once lets the first of all run that ask for a name, until the lock has had its life", () => {
  const printed = lines(`
    local function f(_, who) say("ran ", who) end
    assert(timer.once("job", 1, f, "first"))
    say(timer.once("job", 1, f, "second"))
    assert(timer.once("other", 2, f, "other"))
    assert(timer.once("short", { 0, lifetime = 5 }, f, "short"))
    ngx.sleep(4) say(timer.once("short", 0, f, "early")) say(timer.once("job", 0, f, "third"))
    ngx.sleep(2) assert(timer.once("short", 0, f, "late"))
    ngx.sleep(1)`);
  assert.equal(printed, [
    "0.0 niltaken",
    "0.0 ran short",
    "1.0 ran first",
    "2.0 ran other",
    "4.0 niltaken",
    "4.0 niltaken",
    "6.0 ran late",
  ]);
});

test("cancelling what once made gives the name free", () => {
  const printed = lines(`
    local t = assert(timer.once("job", 1, function() say("never") end))
    say(t:cancel()) assert(timer.once("job", 2, function() say("second") end)) ngx.sleep(3)`);
  assert.equal(printed, ["0.0 true", "2.0 second"]);
});

test("what cannot be is told: no dictionary, too many timers, an exiting worker", () => {
  const printed = lines(`
    ngx.say(timer.once("x", { 1, dict = "absent" }, print))
    local n = 0 while timer.at(100, print) do n = n + 1 end
    ngx.say(n, " ", select(2, timer.at(1, print))) ngx.say(timer.once("job", 1, print)) ngx.say(ngx.shared.ngxbox_timer:get("ngxbox.timer:job"))
    os.exit(0)`);
  assert.equal(printed, [
    "nilno shared dictionary: absent",
    "1024 too many pending timers",
    "niltoo many pending timers",
    "",
  ]);
});

test("pending timers run as premature when the worker exits, cancelled ones do not", () => {
  const printed = lines(`
    timer.at(100, function(premature) ngx.say("at ", premature) end)
    timer.every({ 100, no_overlap = true }, function(premature) ngx.say("every ", premature) end)
    timer.every({ 200, jitter = 1 }, function(premature) ngx.say("jitter ", premature) end)
    local second
    timer.at(50, function(premature) ngx.say("cancels ", second:cancel()) end)
    second = timer.at(60, function() ngx.say("never") end)
    timer.at(100, function() ngx.say("never") end):cancel()`);
  assert.equal(printed, ["cancels true", "at true", "every true", "jitter true"]);
});

test("wrong arguments are errors at the caller's place", () => {
  const printed = lines(`
    for _, f in ipairs {
      function() timer.at("1", print) end, function() timer.at() end, function() timer.at(1) end, function() timer.at({}, print) end,
      function() timer.at({ 1, jitter = -1 }, print) end, function() timer.at({ 1, jitter = 0 / 0 }, print) end, function() timer.every(0, print) end,
      function() timer.every(0 / 0, print) end, function() timer.once("", 1, print) end, function() timer.once("x", print, 1) end, function() timer.once("x", 1) end,
    } do ngx.say((select(2, pcall(f)):gsub("^t.lua:%d+: ", ""))) end`);
  assert.equal(printed, [
    "bad argument #1 to 'at' (seconds expected, got string)",
    "bad argument #1 to 'at' (seconds expected, got nil)",
    "bad argument #2 to 'at' (function expected, got nil)",
    "bad argument #1 to 'at' (seconds expected, got nil)",
    "bad argument #1 to 'at' (jitter must be a number that is not negative)",
    "bad argument #1 to 'at' (jitter must be a number that is not negative)",
    "bad argument #1 to 'every' (period must be positive)",
    "bad argument #1 to 'every' (period must be positive)",
    "bad argument #1 to 'once' (name expected)",
    "bad argument #2 to 'once' (seconds expected, got function)",
    "bad argument #3 to 'once' (function expected, got nil)",
  ]);
});

test("the host's part takes nothing but what it gave", () => {
  const printed = lines(`
    local host = require "ngxbox.timer.host"
    for _, v in ipairs { 1, "x", {}, print, newproxy() } do ngx.say(pcall(host.cancel, v)) end ngx.say(pcall(host.cancel))
    ngx.say(pcall(host.arm, 1, false, 5, 1, 1)) ngx.say(pcall(host.arm, 1))`);
  assert.equal(
    printed.slice(0, 6),
    Array.from({ length: 6 }, () => "falsebad argument #1 to '?' (timer expected)"),
  );
  assert.match(printed[6] ?? "", /^falsebad argument #3 .*Lua function expected/);
  assert.match(printed[7] ?? "", /expecting at least 5 arguments but got 1/);
});

test("run --timers tells who cancelled a timer", async () => {
  const code = [
    'local timer = require "ngxbox.timer"',
    "local t = timer.at(9, function() end)",
    "local e = timer.every(0.01, function() end)",
    "ngx.sleep(0.05)",
    "t:cancel()",
    "e:cancel()",
  ].join("\n");
  const { stderr, exit } = await ngxbox(["run", "--timers", "-e", code]);
  assert.is(exit, 0);
  const rows = stderr.split("\n").slice(2, -1);
  assert.is(rows.length, 2);
  assert.match(
    rows[0] ?? "",
    /^ {2}at 9s +\(command line -e\):2 +\(command line -e\):2 +cancelled at \(command line -e\):5$/,
  );
  assert.match(
    rows[1] ?? "",
    /^ {2}every 0\.01s +\(command line -e\):3 +\(command line -e\):3 +ran( \d+ times)?, cancelled at \(command line -e\):6$/,
  );
});

test("it does the same in a real nginx, but for the slots of cancelled timers", async () => {
  if (!nginxIsInstalled()) return skip("nginx with its Lua module is not installed");
  const script = fileURLToPath(new URL("beside-nginx.lua", import.meta.url));
  const ours = await ngxbox(["run", "--shdict", "ngxbox_timer 100k", script, "ngxbox"]);
  assert.is(ours.stderr, "");
  const theirs = runInNginx(script, [`${root}lua/?.lua`], "lua_shared_dict ngxbox_timer 100k;");
  assert.is(ours.stdout, theirs);
  assert.match(ours.stdout, /^at false x\n/);
});

test.run();
