/** Children of a sandbox on real time: programs of the host. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SandboxOptions } from "../../src/index.ts";
import { Boxes, ISOLATIONS } from "./isolations.ts";

const boxes = new Boxes({ time: "real", env: { NAME: "value" }, limits: { cpuMs: 10_000, wallMs: 15_000 } });
let folder = "";

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), "ngxbox-children-"));
});

test.after(async () => {
  await boxes.closeAll();
  rmSync(folder, { recursive: true, force: true });
});

/** Whether a process is there that is no zombie. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
  } catch {
    return false;
  }
}

async function ended(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && runs(pid); tries++) await sleep(10);
  return !runs(pid);
}

for (const isolation of ISOLATIONS) {
  const create = (options: SandboxOptions) => boxes.create({ isolation, ...options });

  test(`what they print is the sandbox's output, in its order (${isolation})`, async () => {
    const box = await create({ permissions: { spawn: ["sh", "cat", "head"] } });
    const { stdout, stderr, error } = await box.run(`
      print("first")
      print(os.execute("echo one; echo two >&2; exit 3"))
      print(os.execute("kill -9 $$"))
      print(os.execute("echo $NAME $HOME; cat"))
      local t = { 2, 1 }
      table.sort(t, function(a, b) os.execute("echo compared") return a < b end)
      local p = io.popen("echo read; echo not read >&2") print(p:read("*a")) print(p:close())
      local p = io.popen("cat", "w") p:write("written\\n") p:close()
      print("last")`);
    assert.is(error, undefined);
    assert.is(
      stdout.replace(/(compared\n)+/, "compared\n"),
      "first\none\nnilexit3\nnilsignal9\nvalue\ntrueexit0\ncompared\nread\n\ntrueexit0\nwritten\nlast\n",
    );
    assert.is(stderr, "two\nnot read\n");
  });

  test(`ngx.pipe and resty.shell (${isolation})`, async () => {
    const box = await create({ permissions: { spawn: ["sh", "cat", "sleep"] } });
    const { stdout, error } = await box.run(`
      local spawn = require("ngx.pipe").spawn
      local cat = spawn({ "cat" })
      print(cat:write("hello\\nrest")) print(cat:stdout_read_line())
      print(cat:stdout_read_any(2)) print(cat:shutdown("stdin")) print(cat:stdout_read_all()) print(cat:wait())
      local big = spawn({ "cat" })
      ngx.thread.spawn(function() big:write(("x"):rep(300000)) big:shutdown("stdin") end)
      print(#big:stdout_read_all()) print(big:wait())
      local both = spawn({ "sh", "-c", "echo out; echo err >&2; exit 4" })
      print(both:stdout_read_all()) print(both:stderr_read_all()) print(both:wait())
      local slow = spawn({ "sleep", "100" })
      slow:set_timeouts(nil, 20, nil, 30)
      print(slow:stdout_read_line()) print(slow:wait()) slow:set_timeouts(nil, nil, nil, 9000)
      print(slow:kill(15)) print(slow:wait()) print(slow:kill(15))
      local other = spawn({ "sleep", "100" })
      print(require("resty.signal").kill(other:pid(), "KILL")) print(other:wait())
      local ok, out, err, why, status = require("resty.shell").run("cat; echo e >&2; exit 2", "input")
      print(ok, out, err, why, status)
      print(spawn({ "sh", "-c", "echo merged >&2" }, { merge_stderr = true }):stdout_read_all())`);
    assert.is(error, undefined);
    assert.equal(stdout.split("\n"), [
      ...["10", "hello", "re", "true", "st", "trueexit0"],
      ...["300000", "trueexit0", "out", "", "err", "", "falseexit4"],
      ...["niltimeout", "niltimeout", "true", "falsesignal15", "nilexited"],
      ...["true", "falsesignal9", "falseinpute", "exit2", "merged", "", ""],
    ]);
  });

  test(`programs that may not be started (${isolation})`, async () => {
    const box = await create({ permissions: { spawn: ["echo"] }, record: true });
    const { stdout, stderr, denied, events } = await box.run(`
      print(os.execute("echo no")) print(io.popen("echo no"))
      local child = require("ngx.pipe").spawn({ "sh", "-c", "touch ${folder}/mark" }) print(child:wait())
      print(require("ngx.pipe").spawn({ "${folder}/echo" }):wait())
      print(require("ngx.pipe").spawn({ "echo", "yes" }):stdout_read_all())
      print(require("ngx.pipe").spawn({ "/bin/echo", "yes" }):stdout_read_all())
      local t = { 2, 1 } table.sort(t, function(a, b) t.got = { os.execute("echo no") } return a < b end) print(t.got[2])`);
    assert.equal(stdout.split("\n"), [
      ...["nilPermission denied13", "nilecho no: Permission denied13", "falseexit1", "falseexit1"],
      ...["yes", "", "yes", "", "Permission denied", ""],
    ]);
    assert.match(stderr, "lua pipe child execvp() failed while executing sh (13: Permission denied)");
    assert.not.ok(existsSync(join(folder, "mark")));
    assert.equal(denied.slice(0, 4), ["spawn: sh", "spawn: sh", "spawn: sh", "spawn: echo"]);
    assert.ok(events?.some((event) => event.type === "denied" && event.what === "spawn: sh"));
  });

  test(`they end with what has started them, whatever that does (${isolation})`, async () => {
    const file = join(folder, `pid-${isolation}`);
    const pids = () => readFileSync(file, "latin1").trim().split("\n").map(Number);
    const start = `echo $$ > ${file}; sleep 1000 & echo $! >> ${file}; wait`;
    const permissions = { spawn: ["sh", "sleep"], read: [folder] };
    const began = `while not (io.open("${file}") and io.open("${file}"):read("*a"):find("%d+%s+%d+%s")) do ngx.sleep(0.01) end`;
    const waiting = await create({ permissions, limits: { cpuMs: 10_000, wallMs: 2000 } });
    const busy = await create({ permissions, limits: { cpuMs: 300, wallMs: 15_000 } });
    for (const [box, code, limit] of [
      [waiting, `os.execute("${start}")`, "wallMs"],
      [waiting, `local t = { 2, 1 } table.sort(t, function(a, b) os.execute("${start}") return a < b end)`, "wallMs"],
      [
        waiting,
        `local t = { 2, 1 } table.sort(t, function(a, b) io.popen("${start}"):read("*a") return a < b end)`,
        "wallMs",
      ],
      [busy, `local p = io.popen("${start}") ${began} while true do end`, "cpuMs"],
    ] as const) {
      // each takes its seconds
      if (code.includes("sort") && isolation === "process") continue;
      rmSync(file, { force: true });
      const { error, exitCode } = await box.run(code);
      assert.equal([error?.code, exitCode], [limit, 124], code);
      for (const pid of pids()) assert.ok(await ended(pid), `${code} ${pid}`);
    }
    const left = await create({ permissions });
    rmSync(file, { force: true });
    await left.run(`kept = io.popen("${start}") ${began}`);
    assert.ok(pids().every(runs), "it runs on between two calls");
    await left.close();
    for (const pid of pids()) assert.ok(await ended(pid), "it has ended with the sandbox");
  });

  test(`limits (${isolation})`, async () => {
    const limits = { cpuMs: 10_000, wallMs: 15_000, outputBytes: 10_000, children: 2 };
    const box = await create({ permissions: { spawn: true }, limits });
    const printed = await box.run(`os.execute("yes")`);
    assert.equal([printed.error?.code, printed.exitCode], ["outputBytes", 124]);
    assert.ok(printed.stdout.length <= 10_000);
    const { stdout } = await box.run(`
      local spawn = require("ngx.pipe").spawn
      local one, two = spawn({ "sleep", "9" }), spawn({ "sleep", "9" })
      print(spawn({ "sleep", "9" })) one:kill(9) one:wait() print(spawn({ "true" }):wait())`);
    assert.is(stdout, "nilfork failed: Resource temporarily unavailable\ntrueexit0\n");
  });

  test(`pids of the sandbox are none of the host (${isolation})`, async () => {
    const box = await create({ permissions: { spawn: ["sh"] } });
    const { stdout } =
      await box.run(`print(ngx.worker.pid() > 4194304) print(os.execute("kill -9 " .. ngx.worker.pid()))
      print(ngx.worker.pid() == ngx.process)`);
    assert.match(stdout, /^true\nnilexit1\n/);
  });
}

test("with workers, and on virtual time, they are simulated", async () => {
  const code = `os.execute("cat /proc/self/status || echo simulated")`;
  for (const options of [{ workers: 1 }, { time: "virtual" }] as const) {
    const box = await boxes.create({ isolation: "none", ...options, permissions: { spawn: true } });
    assert.is((await box.run(code)).stdout, "simulated\n");
  }
});

test.run();
