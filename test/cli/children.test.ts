/** Children of os.execute and io.popen under the command line: who waits, and what a signal does meanwhile. */
import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox, type Surroundings } from "./processes.ts";

// Runs the built command line: `npm test` builds it first.

/** Longer than any run may take (processes.ts): one that waits for it is killed. */
const LONG = "98.76";

const runs: readonly (readonly [name: string, lua: string])[] = [
  ["os.execute", `os.execute("sleep ${LONG}")`],
  ["reading from io.popen", `io.popen("exec sleep ${LONG}"):read()`],
  ["closing", `io.popen("exec sleep ${LONG}"):close()`],
  ["writing more than a pipe holds", `io.popen("exec sleep ${LONG}", "w"):write(("x"):rep(1e6))`],
  ["the end of a script that left a child", `io.popen("exec sleep ${LONG}")`],
];

const whenWaiting = (signal: NodeJS.Signals): Surroundings => ({
  atOutput: (child) => setTimeout(() => child.kill(signal), 100),
});

for (const [name, lua] of runs) {
  test(`a signal ends ${name} at once`, async () => {
    const { exit } = await ngxbox(
      ["run", "-e", `io.stdout:write("go\\n") io.stdout:flush() ${lua}`],
      whenWaiting("SIGTERM"),
    );
    assert.ok(exit === 143 || exit === "SIGTERM", String(exit));
  });
}

test("a signal ends a module that waits while it loads, where no handler can run; its child goes on", async () => {
  const lua = `package.preload.m = function() os.execute("echo $$; exec sleep 98.7 <&- >&- 2>&-") end require "m"`;
  const { exit, stdout } = await ngxbox(["run", "-e", lua], whenWaiting("SIGTERM"));
  assert.is(exit, "SIGTERM");
  process.kill(Number(stdout)); // fails where it has gone
});

test("no child outlives a run that was ended", () => {
  const { stdout } = spawnSync("pgrep", ["-f", `^sleep ${LONG}`], { encoding: "utf8" });
  assert.is(stdout ?? "", "");
});

test("what was printed before a command comes before what that prints", async () => {
  const { stdout } = await ngxbox(["run", "-e", 'ngx.say("one") os.execute("echo two") ngx.say("three")']);
  assert.is(stdout, "one\ntwo\nthree\n");
});

test("a command reads the standard input that the script has left", async () => {
  const { stdout } = await ngxbox(["run", "-e", 'os.execute("cat")'], { input: "from outside\n" });
  assert.is(stdout, "from outside\n");
});

test("the end of a script waits for its children, os.exit does not", async () => {
  const lua = `local h = io.popen("sleep 0.1; cat; echo late", "w") h:write("first ")`;
  assert.is((await ngxbox(["run", "-e", lua])).stdout, "first late\n");
  const { exit, stdout } = await ngxbox(["run", "-e", `${lua} os.exit(3)`]);
  assert.equal([exit, stdout], [3, ""]);
});

test("nothing that a command starts is ended by SIGPIPE, which nginx's children ignore; a child of ngx.pipe is", async () => {
  const lua = `
    local h = io.popen("exec seq 100000") ngx.say(h:read(), " ", select(3, h:close()))
    h = io.popen("seq 100000; echo $? >&2") h:read() h:close()
    os.execute("seq 100000 | true") pcall(string.gsub, "x", "x", function() os.execute("seq 100000 | true") end)
    local proc = require("ngx.pipe").spawn("exec seq 100000") proc:stdout_read_line() proc:shutdown("stdout")
    ngx.say(select(2, proc:wait()))`;
  const { stdout, stderr } = await ngxbox(["run", "-e", lua]);
  assert.is(stdout, "1 1\nsignal13\n");
  assert.match(stderr, /^(seq: .*Broken pipe\n){2}1\n(seq: .*Broken pipe\n){2}$/);
});

test("a command is found at fault where it stands, and may be as long as the system takes", async () => {
  const lua = `os.execute("; x") os.execute("\\nno_such_command_x") os.execute("# nothing")
    ngx.say(os.execute(("x"):rep(131071) .. " 2>&-"))
    ngx.say(os.execute("exit 3 #" .. ("x"):rep(131071 - 8)))`;
  const { stdout, stderr } = await ngxbox(["run", "-e", lua]);
  assert.match(stderr, /1: .*";" unexpected\n.*2: no_such_command_x: not found\n$/);
  assert.is(stdout, "nilexit127\nnilexit3\n");
});

test("timers wait while a command runs", async () => {
  const lua = `
    ngx.timer.at(0.01, function() ngx.say("timer") end)
    os.execute("sleep 0.1; echo command")
    ngx.say("after")
    ngx.sleep(0.01)`;
  assert.is((await ngxbox(["run", "-e", lua])).stdout, "command\nafter\ntimer\n");
});

test("variables of the configuration reach a command", async () => {
  const args = ["run", "--main-conf", "env NGXBOX_TEST=given;", "-e", 'os.execute("echo $NGXBOX_TEST")'];
  assert.is((await ngxbox(args)).stdout, "given\n");
});

test.run();
