import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox } from "../cli/processes.ts";

// Runs the built command line: `npm test` builds it first. What the reference answers is in test/golden/shell.cases.

async function linesOf(lua: string): Promise<string[]> {
  const prelude = `local shell = require "resty.shell"
    local function show(...)
      local t = { ... }
      for i = 1, select("#", ...) do t[i] = type(t[i]) == "string" and #t[i] > 60 and "#" .. #t[i] or tostring(t[i]) end
      ngx.say(table.concat(t, "|"))
    end\n`;
  const { exit, stdout, stderr } = await ngxbox(["run", "-e", prelude + lua]);
  assert.equal({ exit, stderr }, { exit: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
}

test("what a command does not read, and what one takes slowly", async () => {
  assert.equal(
    await linesOf(`
      show(shell.run("sleep 0.05; wc -c", ("x"):rep(1000000)))
      -- whether it can still be killed is a matter of luck, and told behind this
      show((select(4, shell.run("exec true", ("x"):rep(1000000))):match("^failed to write to stdin: closed")))`),
    ["true|1000000", "||exit|0", "failed to write to stdin: closed"],
  );
});

test("a command that takes too long is ended, and what it printed is given", async () => {
  const lines = await linesOf(`
    show(shell.run("echo out; echo err >&2; exec sleep 8.76", nil, 400))
    show(shell.run({ "sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.01; done" }, nil, 400))`);
  assert.equal(lines, [
    "nil|out",
    "|err",
    "|failed to wait for process: timeout",
    "nil|deaf",
    "||failed to wait for process: timeout",
  ]);
  assert.is(spawnSync("pgrep", ["-f", "^sleep 8.76"], { encoding: "utf8" }).stdout ?? "", "");
});

test("a program that prints for ever is stopped at max_size", async () => {
  assert.equal(await linesOf('show(shell.run("exec yes 2>&1", nil, 300, 70))'), [
    "nil|#71||failed to wait for process: timeout",
  ]);
});

test("no output at all can be allowed", async () => {
  assert.equal(await linesOf('show(shell.run("printf ab", nil, nil, 0)) show(shell.run("printf ab", nil, nil, -1))'), [
    "nil|a||failed to read stdout: too much data",
    "nil|||failed to read stdout: too much data",
  ]);
});

test("what a command leaves behind is waited for while it holds the output", async () => {
  assert.equal(
    await linesOf(`
      show(shell.run("(sleep 0.1; echo late) & printf early,"))
      show(shell.run("sleep 0.1 >&- 2>&- & printf early"))`),
    ["true|early,late", "||exit|0", "true|early||exit|0"],
  );
});

test("a missing shell command and a killed one are told", async () => {
  assert.equal(
    await linesOf(`
      show(shell.run("exit 3"))
      show(shell.run({ "sh", "-c", "kill -15 $$" }))`),
    ["false|||exit|3", "false|||signal|15"],
  );
});

test("other light threads run while a command does", async () => {
  assert.equal(
    await linesOf(`
      ngx.timer.at(0, function() show("timer") end)
      show(shell.run("sleep 0.05; printf done"))`),
    ["timer", "true|done||exit|0"],
  );
});

test("a command that is none fails where ngx.pipe refuses it", async () => {
  assert.equal(
    await linesOf(`
      for _, command in ipairs { 5, true, {} } do
        show((tostring(select(2, pcall(shell.run, command))):gsub("^/usr/local/openresty/lualib/resty/shell.lua:%d+", "lib")))
      end`),
    [
      "lib: bad args arg: table expected, got number",
      "lib: bad args arg: table expected, got boolean",
      "lib: bad args arg: non-empty table expected",
    ],
  );
});

test.run();
