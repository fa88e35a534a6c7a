import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SpawnError } from "../../src/host/ports.ts";
import { type Harness, harness } from "../runtime/harness.ts";
import { error, FakeProcesses } from "./fake-processes.ts";

const PRELUDE = `
local pipe = require "ngx.pipe"
local function show(...)
  local values = { ... }
  for at = 1, select("#", ...) do values[at] = tostring(values[at]) end
  ngx.say(table.concat(values, " "))
end
local function spawn(options) return pipe.spawn({ "program" }, options) end
`;

interface Run extends Harness {
  readonly processes: FakeProcesses;
  /** Lets time pass; 0: as much as happens at once. */
  pass(ms?: number): Run;
  /** The lines printed since the last call. */
  news(): string[];
}

/** Runs `lua` as the main script up to where it waits. */
function started(lua: string): Run {
  const processes = new FakeProcesses();
  const run = harness({ processes }).start(PRELUDE + lua);
  let seen = 0;
  const self: Run = Object.assign(run, {
    processes,
    pass(ms = 0) {
      run.clock.advance(ms);
      if (run.thrown.length > 0) throw run.thrown[0];
      return self;
    },
    news() {
      const lines = run.lines().slice(seen);
      seen += lines.length;
      return lines;
    },
  });
  return self.pass();
}

test("a table is a program and its words, which become strings in it; a text is for the shell", () => {
  const run = started(`
    local words = { "program", 1, 2.5, true }
    pipe.spawn(words)
    show(type(words[2]), words[4])
    pipe.spawn("echo $x", { merge_stderr = true, environ = { "A=1", "B=" } })`);
  assert.equal(run.news(), ["string true"]);
  const [table, text] = run.processes.children;
  assert.equal(table?.options, {
    argv: ["program", "1", "2.5", "true"],
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    group: false,
  });
  assert.equal(text?.options, {
    argv: ["/bin/sh", "-c", "echo $x"],
    environment: ["A=1", "B="],
    stdin: "pipe",
    stdout: "pipe",
    stderr: "stdout",
    group: false,
  });
});

test("what the system refuses comes as nil and the call that failed", () => {
  const processes = new FakeProcesses();
  processes.failure = { ...error("EMFILE", 24, "Too many open files"), call: "pipe" } satisfies SpawnError;
  const run = harness({ processes }).start(`${PRELUDE} show(spawn()) ngx.sleep(1) show(spawn())`);
  run.clock.advance(0);
  processes.failure = { ...error("EAGAIN", 11, "Resource temporarily unavailable"), call: "fork" };
  run.clock.advance(1000);
  assert.equal(run.lines(), [
    "nil pipe failed: Too many open files",
    "nil fork failed: Resource temporarily unavailable",
  ]);
});

test("a program that cannot be executed is logged as by the child of a fork", () => {
  const run = started("local one, other = spawn(), spawn { environ = { 'A=1' } } ngx.sleep(1)");
  for (const child of run.processes.children) child.failStart(error("EACCES", 13, "Permission denied"));
  run.pass();
  assert.equal(run.log, [
    "error: lua pipe child execvp() failed while executing program (13: Permission denied)",
    "error: lua pipe child execvpe() failed while executing program (13: Permission denied)",
  ]);
});

test("hostile arguments get the reference's errors", () => {
  const run = started(`
    local function try(...) show((select(2, pcall(...)))) end
    try(pipe.spawn, { "x" }, { buffer_size = 0.5 })
    try(pipe.spawn, { "x" }, { buffer_size = {} })
    try(pipe.spawn, { "x" }, { wait_timeout = 2 ^ 32 })
    try(pipe.spawn, { "x" }, { write_timeout = {} })
    try(pipe.spawn, { "x" }, { environ = { "=x" } })
    try(pipe.spawn, { "x" }, 5)
    show(pipe.spawn({ "x" }, { buffer_size = 2 ^ 53 }))
    show(pipe.spawn({ "x" }, { buffer_size = 0 / 0 }))
    local proc = spawn()
    try(proc.write, proc, { "a", {} })
    try(proc.write, proc)
    try(proc.kill, proc, "9")
    try(proc.shutdown, proc, {})
    try(proc.shutdown, proc, 1.5)
    try(proc.set_timeouts, nil, 1)
    try(proc.stdout_read_bytes, {}, 1)
    try(proc.stdout_read_any, proc, 0 / 0 > 0)
    try(proc.wait, io.stdout)
    show(proc:kill(65), proc:kill(0 / 0))`);
  assert.equal(run.news(), [
    "bad buffer_size option",
    "bad buffer_size option",
    "bad wait_timeout option",
    "/usr/local/openresty/lualib/ngx/pipe.lua:118: attempt to compare table with number",
    "bad value at index 1 of environ option: 'name=[value]' format expected, got '=x'",
    "/usr/local/openresty/lualib/ngx/pipe.lua:504: attempt to index local 'opts' (a number value)",
    "nil no memory",
    "nil no memory",
    "/usr/local/openresty/lualib/ngx/pipe.lua:228: invalid value (table) at index 2 in table for 'concat'",
    "bad data arg: string, number, or table expected, got nil",
    "bad signal arg: number expected, got 9",
    "/usr/local/openresty/lualib/ngx/pipe.lua:277: attempt to concatenate local 'direction' (a table value)",
    "bad shutdown arg: 1.5",
    "/usr/local/openresty/lualib/ngx/pipe.lua:121: attempt to index local 'proc' (a nil value)",
    "/usr/local/openresty/lualib/ngx/pipe.lua:162: not a process instance",
    "bad max argument",
    "not a process instance",
    "nil nil invalid signal",
  ]);
});

test("a handle has the members of the reference's struct: the process's id, and the times, which can be set", () => {
  const run = started(`
    local proc = pipe.spawn({ "program" }, { write_timeout = 5.5, wait_timeout = 7 })
    show(proc._pid == proc:pid(), proc.write_timeout, proc.stdout_read_timeout, proc.stderr_read_timeout, proc.wait_timeout)
    proc:set_timeouts(1, 2, 3, 4) proc.wait_timeout = true show(proc.wait_timeout) proc.wait_timeout = 20.9
    show(proc.write_timeout, proc.stdout_read_timeout, proc.stderr_read_timeout, proc.wait_timeout)
    for _, value in ipairs { "1", {}, print } do show((select(2, pcall(function() proc.wait_timeout = value end)))) end
    local mt = debug.getmetatable(proc)
    show(pcall(mt.__index, nil, "_pid")) show(pcall(mt.__newindex, {}, "wait_timeout", 1))
    show(proc:wait())`);
  assert.equal(run.news(), [
    "true 5 10000 10000 7",
    "1",
    "1 2 3 20",
    "t.lua:14: cannot convert 'string' to 'uint64_t'",
    "t.lua:14: cannot convert 'table' to 'uint64_t'",
    "t.lua:14: cannot convert 'function' to 'uint64_t'",
    "false 'struct 538' has no member named '_pid'",
    "false 'struct 538' has no member named 'wait_timeout'",
  ]);
  assert.equal(run.pass(19).news(), []);
  assert.equal(run.pass(1).news(), ["nil timeout"]);
});

test("a handle is a foreign object with methods and nothing else", () => {
  const run = started(`
    local proc = spawn()
    show(type(proc), getmetatable(proc), tostring(proc):match("^cdata<struct 538>: 0x%x+$") ~= nil)
    for _, key in ipairs { "nothing", 1 } do show((select(2, pcall(function() return proc[key] end)))) end
    show((select(2, pcall(function() proc.pid = 1 end))))
    show(pcall(require, "proc") and "a module" or "no module")`);
  assert.equal(run.news(), [
    "cdata ffi true",
    "t.lua:12: 'struct 538' has no member named 'nothing'",
    "t.lua:12: 'struct 538' cannot be indexed with 'number'",
    "t.lua:13: 'struct 538' has no member named 'pid'",
    "no module",
  ]);
});

test("a read takes what is there at once, else it waits and others run", () => {
  const run = started(`
    local proc = spawn()
    ngx.thread.spawn(function() ngx.say("other") end)
    show(proc:stdout_read_line())
    show(proc:stdout_read_line())
    ngx.sleep(9)`);
  assert.equal(run.news(), ["other"]);
  run.processes.last.stdout.print("one\ntw");
  assert.equal(run.pass().news(), ["one"]);
  run.processes.last.stdout.print("o\n");
  assert.equal(run.pass().news(), ["two"]);
});

test("a read's time begins anew with each piece of data, and what has come is answered with the timeout", () => {
  const run = started(`
    local proc = spawn { stdout_read_timeout = 100, stderr_read_timeout = 50 }
    show(proc:stderr_read_any(1))
    show(proc:stdout_read_line())
    show(proc:stdout_read_line())`);
  assert.equal(run.pass(49).news(), []);
  assert.equal(run.pass(1).news(), ["nil timeout "]);
  const { stdout } = run.processes.last;
  run.pass(90);
  stdout.print("a\r");
  run.pass().pass(90);
  stdout.print("b");
  assert.equal(run.pass().pass(90).news(), []);
  assert.equal(run.pass(10).news(), ["nil timeout ab"]);
  stdout.print("c\n");
  assert.equal(run.pass().news(), ["c"]);
});

test("a timeout of 0 is for ever, and a fraction of a millisecond is 0", () => {
  const run = started(`
    local proc = spawn { wait_timeout = 0.9, stdout_read_timeout = 0 }
    ngx.thread.spawn(function() show("read", proc:stdout_read_all()) end)
    show("wait", proc:wait())`);
  assert.equal(run.pass(1e9).news(), []);
  run.processes.last.end("exit", 0);
  assert.equal(run.pass().news(), ["read ", "wait true exit 0"]);
});

test("the streams' ends are told as the way of reading asks", () => {
  const run = started(`
    local proc = spawn()
    show(proc:stdout_read_bytes(5))
    show(proc:stdout_read_all())
    show(proc:stdout_read_line())
    show(proc:stdout_read_any(5))
    show(proc:stdout_read_bytes(2 ^ 53))
    show(proc:stdout_read_bytes(0))`);
  run.processes.last.stdout.print("abc");
  run.processes.last.stdout.finish();
  assert.equal(run.pass().news(), ["nil closed abc", "", "nil closed ", "nil closed ", "nil closed ", ""]);
});

test("a stream that fails tells why", () => {
  const run = started("show(spawn():stdout_read_all())");
  run.processes.last.stdout.fail(error("EIO", 5, "Input/output error"));
  assert.equal(run.pass().news(), ["nil Input/output error "]);
});

test("read_any answers at most what the buffer has room for", () => {
  const run = started(`
    local proc = spawn { buffer_size = 4 }
    show(proc:stdout_read_any(100))
    show(proc:stdout_read_bytes(1))
    show(proc:stdout_read_any(100))
    show(proc:stdout_read_any(2))
    show(proc:stdout_read_any(100))
    show(proc:stdout_read_all())`);
  run.processes.last.stdout.print("0123456789abcdef");
  run.processes.last.stdout.finish();
  assert.equal(run.pass().news(), ["0123", "4", "567", "89", "ab", "cdef"]);
});

test("a killed thread leaves what it has read to the next", () => {
  const run = started(`
    local proc = spawn()
    local thread = ngx.thread.spawn(function() proc:stdout_read_line() end)
    ngx.sleep(1)
    ngx.thread.kill(thread)
    show(proc:stdout_read_line())`);
  run.processes.last.stdout.print("first ");
  run.pass(1000);
  run.processes.last.stdout.print("second\n");
  assert.equal(run.pass().news(), ["first second"]);
});

test("a write waits for room, and its time begins anew whenever some has gone", () => {
  const run = started(`
    local proc = spawn { write_timeout = 100 }
    show(proc:write(("x"):rep(70000)))
    show(proc:write(("y"):rep(70000)))`);
  const { stdin } = run.processes.last;
  run.pass(90);
  stdin.take(1000);
  run.pass().pass(90);
  stdin.take(70_000 - 1000 - 65_536);
  assert.equal(run.pass().news(), ["70000"]);
  run.pass(99);
  assert.equal(run.news(), []);
  assert.equal(run.pass(1).news(), ["nil timeout"]);
});

test("who reads no more closes the stream for the writer", () => {
  const run = started(`
    local proc = spawn()
    show(proc:write(("x"):rep(70000)))
    show(proc:write("x"))`);
  const { stdin } = run.processes.last;
  stdin.failure = error("EPIPE", 32, "Broken pipe");
  stdin.take(0);
  assert.equal(run.pass().news(), ["nil closed", "nil closed"]);
});

test("one light thread at a time may read a stream, write, or wait", () => {
  const run = started(`
    local proc = spawn()
    for _, name in ipairs { "stdout_read_all", "stderr_read_line", "wait" } do
      ngx.thread.spawn(function() show(name, proc[name](proc)) end)
      show(proc[name](proc))
    end
    ngx.thread.spawn(function() show("write", proc:write(("x"):rep(70000))) end)
    show(proc:write("y"))`);
  assert.equal(run.news(), [
    "nil pipe busy reading",
    "nil pipe busy reading",
    "nil pipe busy waiting",
    "nil pipe busy writing",
  ]);
  run.processes.last.end("signal", 9);
  assert.equal(run.pass().news(), [
    "stdout_read_all ",
    "stderr_read_line nil closed ",
    "write nil closed",
    "wait false signal 9",
  ]);
});

test("shutdown ends what waits there with what it has read, and can be repeated", () => {
  const run = started(`
    local proc = spawn()
    ngx.thread.spawn(function() show("read", proc:stdout_read_all()) end)
    ngx.thread.spawn(function() show("write", proc:write(("x"):rep(70000))) end)
    ngx.sleep(1)
    for _, direction in ipairs { "stdin", "stdout", "stdout" } do show(proc:shutdown(direction)) end
    show(proc:stdout_read_all())
    ngx.sleep(1)`);
  const { stdout, stdin } = run.processes.last;
  stdout.print("some");
  assert.equal(run.pass(1000).news(), [
    "true",
    "true",
    "true",
    "nil closed",
    "write nil aborted",
    "read nil aborted some",
  ]);
  assert.ok(stdout.isClosed && stdin.isClosed);
});

test("the end is told once, and closes the pipes", () => {
  const run = started(`
    local proc = spawn()
    show(proc:wait())
    show(proc:wait())
    show(proc:kill(9))
    show(proc:write("x"))
    show(proc:stdout_read_all())
    show(proc:shutdown("stdin"))
    show(proc:pid())`);
  const child = run.processes.last;
  child.end("exit", 3);
  assert.equal(run.pass().news(), [
    "false exit 3",
    "nil exited",
    "nil exited",
    "nil closed",
    "nil closed",
    "nil closed",
    "100",
  ]);
  assert.ok(child.stdin.isClosed && child.stdout.isClosed && child.stderr?.isClosed);
});

test("kill knows of the end before it was told, and other methods go on", () => {
  const run = started(`
    local proc = spawn()
    ngx.sleep(1)
    show(proc:kill(15))
    show(proc:stdout_read_all())
    show(proc:wait())`);
  run.processes.last.stdout.print("left");
  run.processes.last.end("exit", 0);
  assert.equal(run.pass(1000).news(), ["nil exited", "left", "true exit 0"]);
});

test("a request takes its children with it, but not those that have ended", () => {
  const run = started(`
    ngx.timer.at(0, function()
      spawn():wait()
      spawn()
      error("x")
    end)
    ngx.sleep(1)
    spawn()`);
  const [first] = run.processes.children;
  first?.end("exit", 0);
  run.pass();
  const [, second] = run.processes.children;
  assert.equal([first?.signals, second?.signals, second?.stdout.isClosed], [[], [9], true]);
  run.pass(1000);
  assert.equal(run.processes.last.signals, [9]);
});

test("where no other process can be, spawn says so", () => {
  const run = harness().start(`${PRELUDE} show(pcall(spawn))`);
  run.clock.advance(0);
  assert.match(run.lines()[0] ?? "", /^false pipe API is not supported/);
});

test("a light thread that reads gets what a child has printed, though its end is told to another first", () => {
  const run = started(`
    local proc = spawn()
    local reader = ngx.thread.spawn(function()
      repeat
        local data, err = proc:stdout_read_any(100)
        show("read", data, err)
      until not data
    end)
    show("wait", proc:wait())
    ngx.thread.wait(reader)`);
  run.processes.children[0]?.endBeforeItsOutput("the last words", 3);
  assert.equal(run.pass().news(), ["read the last words nil", "read nil closed", "wait false exit 3"]);
});

test("what cannot be done with a handle is refused in LuaJIT's words for foreign objects", () => {
  const run = started(`
    local proc = spawn()
    local function refusal(act) show((select(2, pcall(act)):gsub("^t.lua:%d+: ", ""))) end
    refusal(function() return #proc end)
    refusal(function() local _ = proc() end)
    refusal(function() return 1 .. proc end)
    refusal(function() return 1 > proc end)
    refusal(function() return proc <= proc end)
    refusal(function() return proc / nil end)
    refusal(function() return -proc end)
    refusal(function() pairs(proc) end)
    refusal(function() ipairs(proc) end)
    show(proc == 1, proc == proc, proc == spawn())`);
  assert.equal(run.news(), [
    "attempt to get length of 'struct 538'",
    "'struct 538' is not callable",
    "attempt to concatenate 'number' and 'struct 538'",
    "attempt to compare 'struct 538' with 'number'",
    "attempt to compare 'struct 538' with 'struct 538'",
    "attempt to perform arithmetic on 'struct 538' and 'nil'",
    "attempt to perform arithmetic on 'struct 538' and 'struct 538'",
    "'struct 538' has no '__pairs' metamethod",
    "'struct 538' has no '__ipairs' metamethod",
    "false true false",
  ]);
});

test("a time that is set while somebody waits counts from the next piece on", () => {
  const run = started(`
    local proc = spawn()
    ngx.thread.spawn(function() show("line", proc:stdout_read_line()) end)
    ngx.thread.spawn(function() show("write", proc:write(("x"):rep(100000))) end)
    proc:set_timeouts(300, 200)`);
  const { stdout, stdin } = run.processes.last;
  assert.equal(run.pass(1000).news(), []);
  stdout.print("part");
  stdin.take(1000);
  assert.equal(run.pass(199).news(), []);
  assert.equal(run.pass(1).news(), ["line nil timeout part"]);
  assert.equal(run.pass(99).news(), []);
  assert.equal(run.pass(1).news(), ["write nil timeout"]);
});

const READ_AND_WAIT = `
    local proc = spawn { stdout_read_timeout = 500, stderr_read_timeout = 0 }
    ngx.thread.spawn(function() show("line", proc:stdout_read_line()) end)
    local reader = ngx.thread.spawn(function() show("all", proc:stderr_read_all()) end)
    show("wait", proc:wait())
    show(proc:stdout_read_line())`;

test("who reads goes on after the end was told, while somebody else may still write", () => {
  const run = started(READ_AND_WAIT);
  const child = run.processes.last;
  child.stderr?.print("one ");
  run.pass();
  child.endAlone(3);
  assert.equal(run.pass(400).news(), ["wait false exit 3", "nil closed"]);
  assert.not(child.stdout.isClosed || child.stderr?.isClosed);
  child.stdout.print("part");
  child.stderr?.print("two");
  assert.equal(run.pass(400).news(), []);
  child.stdout.print("ial\nrest");
  child.stderr?.finish();
  assert.equal(run.pass().news(), ["line nil closed partial", "all nil closed one two"]);
  assert.ok(child.stdin.isClosed && child.stdout.isClosed && child.stderr?.isClosed);
});

test("who reads after the end was told waits no longer than at other times, and lets go when it is killed", () => {
  const run = started(`${READ_AND_WAIT} ngx.sleep(1) show(ngx.thread.kill(reader))`);
  const child = run.processes.last;
  run.pass(400);
  child.endAlone(0);
  assert.equal(run.pass(499).news(), ["wait true exit 0", "nil closed"]);
  assert.equal(run.pass(1).news(), ["line nil timeout "]);
  assert.ok(child.stdout.isClosed && child.stderr?.isClosed === false);
  assert.equal(run.pass(500).news(), ["1"]);
  assert.ok(child.stderr?.isClosed);
});

test("who writes goes on after the end was told, while somebody else may still read", () => {
  const script = `
    local proc = spawn { write_timeout = 500 }
    ngx.thread.spawn(function() show("write", proc:write(("x"):rep(100000))) end)
    show("wait", proc:wait())
    show(proc:write("y"))`;
  for (const [ending, told] of [
    ["reads", "write nil closed"],
    ["reads not", "write nil timeout"],
    ["has gone, too", "write nil closed"],
  ] as const) {
    const run = started(script);
    const child = run.processes.last;
    run.pass(400);
    child.endAlone(0);
    assert.equal(run.pass(100).news(), ["wait true exit 0", "nil closed"]);
    child.stdin.take(1000);
    assert.equal(run.pass(400).news(), []);
    assert.not(child.stdin.isClosed);
    if (ending === "reads") child.stdin.take(99000);
    if (ending === "has gone, too") child.stdin.leave();
    assert.equal(run.pass(100).news(), [told], ending);
    assert.ok(child.stdin.isClosed);
  }
});

test.run();
