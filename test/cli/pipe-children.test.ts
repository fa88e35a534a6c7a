import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox, shell } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "ngxbox-children-"));
test.after(() => rmSync(folder, { recursive: true }));

/** Makes a child print its pid and go on for longer than any test. */
const SPAWN = 'local proc = require("ngx.pipe").spawn({ "sh", "-c", "echo $$; exec sleep 1000" })';
const TELL = `${SPAWN} print(proc:stdout_read_line()) io.flush()`;

function isAlive(pid: string): boolean {
  return existsSync(`/proc/${pid.trim()}`);
}

/** Until a process is gone: who kills does not wait. */
async function gone(pid: string): Promise<boolean> {
  for (let waits = 0; waits < 3000 && isAlive(pid); waits++) await delay(10);
  return !isAlive(pid);
}

test("no child outlives the run, however it ends", async () => {
  const endings: [code: string, exit: number, ...signals: NodeJS.Signals[]][] = [
    [TELL, 0],
    [`${TELL} os.exit(3)`, 3],
    [`${TELL} error("x")`, 1],
    [`${TELL} ngx.timer.at(0, function() os.exit(4) end) proc:wait()`, 4],
    [`${TELL} proc:wait()`, 143, "SIGTERM"],
    [`${TELL} proc:wait()`, 130, "SIGINT"],
    [`${TELL} while true do end`, 143, "SIGTERM"],
    [`${TELL} proc:stdout_read_all()`, 130, "SIGINT", "SIGINT"],
  ];
  await Promise.all(
    endings.map(async ([code, exit, ...signals]) => {
      const ended = await ngxbox(["run", "-e", code], {
        atOutput: (child) => {
          for (const signal of signals) child.kill(signal);
        },
      });
      assert.is(ended.exit, exit, code);
      assert.match(ended.stdout, /^\d+\n$/, code);
      assert.ok(await gone(ended.stdout), code);
    }),
  );
});

test("a graceful exit waits for a child as long as there is a time-out", async () => {
  const code = `io.write("a") io.flush()
    local ok, how, status = require("ngx.pipe").spawn("sleep 0.2; exit 7"):wait() print(how, status)`;
  const ended = await ngxbox(["run", "-e", code], { atOutput: (child) => void child.kill("SIGQUIT") });
  assert.equal(ended, { exit: 0, stdout: "aexit7\n", stderr: "" });
});

test("a signal to the group of the run reaches its children, as an interrupt at a terminal does", async () => {
  const mark = join(folder, "interrupted");
  const code = `local proc = require("ngx.pipe").spawn("trap 'echo > ${mark}; exit' INT; echo r; while :; do sleep 0.01; done")
    proc:stdout_read_line() io.write("a") io.flush() proc:wait()`;
  const script = join(folder, "group.sh");
  const ended = await shell(
    `set -m; ngxbox run -e "$CODE" > ${script}.out & while ! [ -s ${script}.out ]; do sleep 0.02; done
    kill -INT -$!; wait $!; echo $?; while ! [ -e ${mark} ]; do sleep 0.02; done`,
    { env: { CODE: code } },
  );
  assert.is(ended.stdout, "130\n");
});

test("a timer that breeds children gets an error when there are no descriptors left, and everything back", async () => {
  const code = `local pipe, procs, reason = require "ngx.pipe", {}
    ngx.timer.at(0, function()
      repeat
        procs[#procs + 1], reason = pipe.spawn({ "sleep", "60" })
      until reason
      for _, proc in ipairs(procs) do proc:kill(9) proc:wait() end
      print(#procs > 5, " ", reason, " ", pipe.spawn({ "echo", "again" }):stdout_read_line())
    end)`;
  const { stdout, stderr, exit } = await shell('ulimit -n 70; ngxbox run -e "$CODE"', { env: { CODE: code } });
  assert.equal([stdout, stderr, exit], ["true pipe failed: Too many open files again\n", "", 0]);
});

test("a run leaves nothing in the folder for temporary files", async () => {
  const { exit } = await ngxbox(["run", "-e", SPAWN], { env: { TMPDIR: folder } });
  assert.equal([exit, readdirSync(folder).filter((name) => name.includes("pipes"))], [0, []]);
});

test("children that ended are no zombies while the script goes on", async () => {
  const code = `local pipe = require "ngx.pipe"
    for i = 1, 5 do pipe.spawn({ "true" }) end
    pipe.spawn({ "true" }):wait() ngx.sleep(0.1)
    print(pipe.spawn("ps --ppid " .. ngx.worker.pid() .. " -o stat= | grep -c Z"):stdout_read_line())`;
  assert.is((await ngxbox(["run", "-e", code])).stdout, "0\n");
});

test("a forgotten handle ends its child", async () => {
  const code = `do ${TELL} proc = nil end
    collectgarbage() ngx.sleep(0.05)
    print("collected") io.flush() ngx.sleep(60)`;
  let pid = "";
  await ngxbox(["run", "-e", code], {
    atOutput: (child) => {
      child.stdout.on("data", async (data: Buffer) => {
        pid ||= data.toString().split("\n")[0] ?? "";
        if (!data.includes("collected")) return;
        assert.ok(await gone(pid));
        child.kill("SIGTERM");
      });
    },
  });
  assert.ok(pid !== "" && !isAlive(pid));
});

test("a child that writes much to a slow reader waits for it, and memory stays flat", async () => {
  const code = `local pipe = require "ngx.pipe"
    local function kB() for line in io.lines("/proc/self/status") do local kB = line:match "^VmRSS:%s*(%d+)" if kB then return kB end end end
    local proc = pipe.spawn({ "head", "-c", "200000000", "/dev/zero" })
    proc:stdout_read_any(1)
    local before, bytes, reads = kB(), 1, 0
    for data in function() return (proc:stdout_read_any(65536)) end do
      bytes, reads = bytes + #data, reads + 1
      if reads % 1000 == 0 then ngx.sleep(0.001) end
    end
    print(bytes, " ", kB() - before < 50000, " ", (proc:wait()))`;
  assert.is((await ngxbox(["run", "-e", code])).stdout, "200000000 true true\n");
});

test("hostile programs get what the reference gives", async () => {
  const code = `local pipe = require "ngx.pipe"
    local function show(...) local t = { ... } for i = 1, select("#", ...) do t[i] = tostring(t[i]) end print(table.concat(t, " ")) end
    show(pipe.spawn({ "echo", ("x"):rep(2e6) }):wait())
    show(pipe.spawn({ "/tmp" }):wait())
    show(pipe.spawn({ "printf", "cut\\0off" }):stdout_read_all())
    local _, err, partial = pipe.spawn("head -c 64000000 /dev/zero"):stdout_read_line()
    show(err, #partial)
    local all = {} for byte = 0, 255 do all[byte + 1] = string.char(byte) end
    all = table.concat(all)
    local cat = pipe.spawn({ "cat" })
    cat:write(all) cat:shutdown("stdin")
    show(cat:stdout_read_all() == all)
    local stubborn = pipe.spawn("trap '' TERM; echo ready; while :; do sleep 0.01; done", { wait_timeout = 50 })
    stubborn:stdout_read_line()
    show(stubborn:kill(15), stubborn:wait())
    show(stubborn:kill(9), stubborn:wait())
    local quiet = pipe.spawn("exec <&- >&- 2>&-; sleep 0.1; exit 4")
    show(quiet:stdout_read_all() == "", quiet:stderr_read_line())
    show(quiet:write("x"))
    show(quiet:wait())`;
  const { stdout, stderr } = await ngxbox(["run", "-e", code]);
  assert.equal(stdout.split("\n"), [
    "false exit 1",
    "false exit 1",
    "cut",
    "closed 64000000",
    "true",
    "true nil timeout",
    "true false signal 9",
    "true nil closed ",
    "nil closed",
    "false exit 4",
    "",
  ]);
  const logged = stderr.trim().replace(/^.*?: /gm, "");
  assert.is(
    logged,
    "lua pipe child execvp() failed while executing echo (7: Argument list too long)\n" +
      "lua pipe child execvp() failed while executing /tmp (13: Permission denied)",
  );
});

test("variables that the configuration sets reach children", async () => {
  const code = 'print(require("ngx.pipe").spawn("echo $GIVEN $MINE"):stdout_read_line())';
  const ended = await ngxbox(["run", "--main-conf", "env GIVEN=conf;", "-e", code], { env: { MINE: "own" } });
  assert.is(ended.stdout, "conf own\n");
});

test("the terminal's input is not shared with children: theirs is a pipe", async () => {
  const code =
    'local p = require("ngx.pipe").spawn({ "cat" }) p:shutdown("stdin") print(#p:stdout_read_all(), io.read())';
  const ended = await ngxbox(["run", "-e", code], { input: "mine\n" });
  assert.is(ended.stdout, "0mine\n");
});

test.run();
