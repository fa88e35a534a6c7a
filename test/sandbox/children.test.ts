/** Simulated programs in a sandbox. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, type SandboxOptions } from "../../src/index.ts";

async function run(lua: string, options: SandboxOptions = { permissions: { spawn: true } }) {
  const box = await createSandbox({ isolation: "none", ...options });
  const began = box.clock.now();
  const result = await box.run(lua);
  const ms = box.clock.now() - began;
  await box.close();
  return { ...result, ms };
}

test("a script reads what a child writes, when it writes it", async () => {
  const { stdout, ms } = await run(`
    local proc = require("ngx.pipe").spawn("for i in 1 2 3; do echo $i; sleep 1; done")
    local began = ngx.now()
    for i = 1, 3 do
      local line = proc:stdout_read_line()
      ngx.update_time()
      ngx.say(line, " after ", ngx.now() - began)
    end
    ngx.say(proc:wait())`);
  assert.is(stdout, "1 after 0\n2 after 1\n3 after 2\ntrueexit0\n");
  assert.is(ms, 3000);
});

test("os.execute and io.popen take virtual time, and the script's streams", async () => {
  const { stdout, stderr, ms } = await run(
    `print("first") print(os.execute("cat; echo err >&2; sleep 5; exit 3"))
    local file = io.popen("sleep 2; seq 3 | sort -r") print(file:read("*a")) print(file:close())
    local input = io.popen("tr a-z A-Z", "w") input:write("shout\\n") input:close()`,
    { permissions: { spawn: true }, stdin: "from stdin\n" },
  );
  assert.is(stdout, "first\nfrom stdin\nnilexit3\n3\n2\n1\n\ntrueexit0\nSHOUT\n");
  assert.is(stderr, "err\n");
  assert.is(ms, 7000);
});

test("commands ignore SIGPIPE, children of ngx.pipe do not", async () => {
  const { stdout, stderr } = await run(`
    local h = io.popen("exec yes") h:read() print(h:close())
    os.execute("yes | true") string.gsub("x", "x", function() os.execute("yes | true") end)
    local proc = require("ngx.pipe").spawn("exec yes") proc:shutdown("stdout") print(proc:wait())`);
  assert.is(stdout, "nilexit1\nfalsesignal13\n");
  assert.is(stderr, "yes: standard output: Broken pipe\n".repeat(3));
});

test("where a script cannot wait, time passes all the same", async () => {
  const { stdout, ms } = await run(`
    package.preload.slow = function() os.execute("sleep 2") return io.popen("echo loaded"):read() end
    print(require("slow"))`);
  assert.is(stdout, "loaded\n");
  assert.is(ms, 2000);
});

test("children see the files of the sandbox, and its variables", async () => {
  const { stdout } = await run(
    `os.execute("cat data.txt; echo $NAME > made.txt; pwd") print(io.open("made.txt"):read("*a"))`,
    { permissions: { spawn: true }, files: { "data.txt": "data\n" }, env: { NAME: "value" } },
  );
  assert.is(stdout, "data\n/work\nvalue\n\n");
});

test("nothing may be started unless it is permitted", async () => {
  const { stdout, stderr, denied } = await run(
    `print(os.execute("ls")) print(io.popen("ls")) print(select(2, pcall(os.execute)))
    local pipe = require "ngx.pipe"
    print(pipe.spawn({ "rm", "x" }):wait())
    print(pipe.spawn({ "echo", "said" }):stdout_read_all())`,
    { permissions: { spawn: ["echo"] } },
  );
  assert.is(stdout, "nilPermission denied13\nnills: Permission denied13\ntrue\nfalseexit1\nsaid\n\n");
  assert.match(stderr, "lua pipe child execvp() failed while executing rm (13: Permission denied)");
  assert.equal(denied, ["spawn: sh", "spawn: sh", "spawn: rm"]);
  assert.equal((await run(`print(os.execute("true"))`, {})).denied, ["spawn: sh"]);
});

test("a permitted shell starts only what is permitted", async () => {
  const { stdout, stderr, denied } = await run(`print(os.execute("echo built in; rm x"))`, {
    permissions: { spawn: ["sh"] },
  });
  assert.is(stdout, "built in\nnilexit126\n");
  assert.is(stderr, "sh: 1: rm: Permission denied\n");
  assert.equal(denied, ["spawn: rm"]);
});

test("limits.children is a script's error", async () => {
  const { stdout } = await run(
    `kept = {}
    for i = 1, 3 do
      local proc, err = require("ngx.pipe").spawn({ "sleep", "1" })
      kept[i] = proc
      print(proc and "started" or err)
    end`,
    { permissions: { spawn: true }, limits: { children: 2 } },
  );
  assert.is(stdout, "started\nstarted\nfork failed: Resource temporarily unavailable\n");
});

test("children are stopped at the limits of a script", async () => {
  const printed = await run(`os.execute("yes")`, { permissions: { spawn: true }, limits: { outputBytes: 10_000 } });
  assert.is(printed.error?.code, "outputBytes");
  assert.is(printed.stdout.length, 10_000);
  const busy = await run(`os.execute("while :; do :; done")`, { permissions: { spawn: true }, limits: { cpuMs: 100 } });
  assert.is(busy.error?.code, "cpuMs");
  const held = await run(`package.preload.m = function() os.execute("while :; do :; done") end require "m"`, {
    permissions: { spawn: true },
    limits: { cpuMs: 100 },
  });
  assert.is(held.error?.code, "cpuMs");
});

test("children end with the process that started them", async () => {
  const box = await createSandbox({ isolation: "none", permissions: { spawn: true } });
  await box.run(
    `require("ngx.pipe").spawn("sleep 5; echo no > left.txt") os.execute("(sleep 5; echo no > left.txt) & true") os.exit(0)`,
  );
  await box.clock.advance(10_000);
  const { stdout } = await box.run(`print(io.open("left.txt"))`);
  assert.match(stdout, "No such file");
  await box.close();
});

test("a privileged agent reloads its server by kill -HUP", async () => {
  const box = await createSandbox({
    isolation: "none",
    workers: 2,
    privilegedAgent: true,
    permissions: { spawn: ["sh"] },
    initWorker: `
      if require("ngx.process").type() ~= "privileged agent" then return end
      ngx.timer.at(5, function(premature)
        if premature then return end
        local file = io.open(ngx.config.prefix() .. "logs/nginx.pid")
        os.execute("kill -HUP " .. file:read())
      end)`,
  });
  const pids = () => box.cluster.processes.filter(({ isExiting }) => !isExiting).map(({ pid }) => pid);
  const before = pids();
  await box.clock.advance(4000);
  assert.equal(pids(), before);
  await box.clock.advance(2000);
  const after = pids();
  assert.is(after.length, 4);
  assert.is(after[0], before[0], "the master stays");
  for (const pid of after.slice(1)) assert.not.ok(before.includes(pid));
  await box.close();
});

test("permissions that are none are refused", async () => {
  for (const [permissions, message] of [
    [{ spawn: "echo" }, "permissions.spawn: takes a list of names of programs, or true"],
    [{ spawn: false }, "permissions.spawn: takes a list of names of programs, or true"],
    [{ spawn: ["/bin/echo"] }, 'permissions.spawn: takes a list of names of programs, or true; "/bin/echo" is none'],
    [{ run: [] }, "there is no permissions.run; the permissions are env, net, read, signal, spawn, write"],
    ["all", 'permissions: takes an object, not "all"'],
  ] as const) {
    try {
      await createSandbox({ isolation: "none", permissions } as unknown as SandboxOptions);
      assert.unreachable();
    } catch (thrown) {
      assert.instance(thrown, TypeError);
      assert.is((thrown as Error).message, `createSandbox: ${message}`);
    }
  }
});

test.run();
