/** `run --sandbox`: nothing but what the command line allows, and no more than it allows. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseRestyCommandLine } from "../../src/cli/options/resty-options.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { type Ended, ngxbox, type Surroundings } from "./processes.ts";

let folder = "";
let port = 0;
let server: Server;

test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ngxbox-sandbox-"));
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data/a.txt"), "text\n");
  writeFileSync(join(folder, "secret.txt"), "secret\n");
  symlinkSync("../secret.txt", join(folder, "data/link"));
  writeFileSync(join(folder, "module.lua"), "return { value = 7 }");
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end("hello\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

test.after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function sandboxed(options: readonly string[], code: string, around: Surroundings = {}): Promise<Ended> {
  return ngxbox(["run", "--sandbox", ...options, "-e", code], { cwd: folder, ...around });
}

test("without a word more nothing is allowed, and standard error says what would", async () => {
  const { exit, stdout, stderr } = await sandboxed(
    [],
    `ngx.say(select(2, io.open("data/a.txt"))) ngx.say(select(2, io.open("new", "w"))) ngx.say(os.getenv("SEEN"))
     ngx.say(select(2, os.execute("echo"))) ngx.say(select(2, require("resty.signal").kill(1, 0)))
     local sock = ngx.socket.tcp()
     ngx.say(select(2, sock:connect("127.0.0.1", ${port}))) ngx.say(select(2, sock:connect("example.com", 80)))
     local child = require("ngx.pipe").spawn({ "echo" }) ngx.say(select(3, child:wait()))
     ngx.say((pcall(require, "module"))) ngx.say((pcall(os.tmpname))) ngx.say((io.tmpfile()))`,
    { env: { SEEN: "seen" } },
  );
  assert.is(
    stdout,
    `data/a.txt: Permission denied13
new: Permission denied13

Permission denied13
Operation not permitted
permission denied
example.com could not be resolved (3: Host not found)
1
false
false

`,
  );
  const told = stderr.split("\n").filter((line) => line.startsWith("ngxbox: denied"));
  assert.equal(told, [
    "ngxbox: denied read: data/a.txt (--allow-read=data/a.txt would allow it)",
    "ngxbox: denied write: new (--allow-write=new would allow it)",
    "ngxbox: denied env: SEEN (--allow-env=SEEN would allow it)",
    "ngxbox: denied spawn: sh (--allow-spawn=sh would allow it)",
    "ngxbox: denied signal: 0 to 1 (--allow-signal would allow it)",
    `ngxbox: denied net: 127.0.0.1:${port} (--allow-net=127.0.0.1:${port} would allow it)`,
    "ngxbox: denied net: example.com (--allow-net=example.com:* would allow it)",
    "ngxbox: denied spawn: echo (--allow-spawn=echo would allow it)",
    "ngxbox: denied read: ./module.lua (--allow-read=./module.lua would allow it)",
    "ngxbox: denied write: /tmp (--allow-write=/tmp would allow it)",
  ]);
  assert.is(exit, 0);
});

test("what is allowed works as without a sandbox, and no more does", async () => {
  const { exit, stdout, stderr } = await sandboxed(
    [
      ...["--allow-read=data,module.lua", "--allow-write=made.txt", "--allow-env=SEEN", "--allow-spawn=sh,echo"],
      ...[`--allow-net=127.0.0.1:${port}`, "--allow-signal"],
    ],
    `ngx.say(io.open("data/a.txt"):read()) ngx.say(require("module").value)
     local file = io.open("made.txt", "w") file:write("made") file:close()
     ngx.say(os.getenv("SEEN"), " ", os.getenv("HIDDEN"))
     io.stdout:flush() os.execute("echo $SEEN $HIDDEN")
     ngx.say((require("resty.signal").kill(ngx.worker.pid(), 0)))
     local sock = ngx.socket.tcp()
     sock:connect("127.0.0.1", ${port}) ngx.say(sock:receive())
     ngx.say(select(2, io.open("data/link"))) ngx.say(select(2, io.open("data/../secret.txt")))
     ngx.say(select(2, io.open("/proc/self/environ"))) ngx.say(select(2, io.open("made.txt")))
     ngx.say(require("ngx.pipe").spawn({ "echo", "piped" }):stdout_read_line())`,
    { env: { SEEN: "seen", HIDDEN: "hidden" } },
  );
  assert.is(
    stdout,
    `text
7
seen 
seen
true
hello
data/link: Permission denied13
data/../secret.txt: Permission denied13
/proc/self/environ: Permission denied13
made.txt: Permission denied13
piped
`,
    stderr,
  );
  assert.is(readFileSync(join(folder, "made.txt"), "utf8"), "made");
  assert.is(exit, 0);
});

test("without a value all is allowed", async () => {
  const { stdout } = await sandboxed(
    ["--allow-read", "--allow-env", "--allow-spawn", "--allow-net"],
    `ngx.say(io.open("secret.txt"):read(), os.getenv("SEEN")) io.stdout:flush() os.execute("printf '%s\\n' $SEEN")
     local sock = ngx.socket.tcp() sock:connect("localhost", ${port}) ngx.say(sock:receive())`,
    { env: { SEEN: "seen" } },
  );
  assert.is(stdout, "secretseen\nseen\nhello\n");
});

test("a program is no other file of its name, and gets no code of the script's", async () => {
  const { stdout } = await sandboxed(
    ["--allow-write=.", "--allow-read=.", "--allow-spawn=echo"],
    `local file = io.open("echo", "w") file:write("#!/bin/sh\\n/bin/echo evil") file:close()
     local spawn = require("ngx.pipe").spawn
     for _, name in ipairs { "./echo", "${folder}/echo", "/bin/../bin/echo" } do
       local child = spawn({ name, "x" })
       ngx.say(child:stdout_read_all(), select(3, child:wait()))
     end
     ngx.say((spawn({ "/bin/echo", "right" }):stdout_read_all()))
     ngx.say((spawn({ "echo" }, { environ = { "LD_PRELOAD=./evil.so", "A=1" } }):stdout_read_all()))`,
  );
  assert.is(stdout, "1\n1\n1\nright\n\n\n\n");
});

test("the script, its arguments and standard input are as ever", async () => {
  const file = join(folder, "script.lua");
  writeFileSync(file, `ngx.say(arg[0], " ", arg[1], " ", io.read(), " ", io.read("*a")) error("end")`);
  const { exit, stdout, stderr } = await ngxbox(["run", "--sandbox", file, "one"], { input: "first\nrest" });
  assert.is(stdout, `${file} one first rest\n`);
  assert.match(stderr, `ERROR: ${file}:1: end\nstack traceback:`);
  assert.is(exit, 1);
  const fromInput = await ngxbox(["run", "--sandbox", "-"], { input: "ngx.say('from input') os.exit(3)" });
  assert.equal([fromInput.stdout, fromInput.exit], ["from input\n", 3]);
});

test("a script that is stopped at a limit leaves with 124, and standard error says at which", async () => {
  const cases: [limit: string, code: string, said: string][] = [
    ["cpuMs=50", "while true do end", "it ran for more than 50 ms (--limit cpuMs=N)"],
    ["cpuMs=50", "ngx.timer.at(0, function() while true do end end)", "it ran for more than 50 ms"],
    ["cpuMs=50", "pcall(function() while true do pcall(error) end end) ngx.say('no')", "it ran for more than 50 ms"],
    ["wallMs=100", "ngx.sleep(60)", "it took more than 100 ms (--limit wallMs=N)"],
    ["wallMs=100", "ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(60) end))", "it took more than 100 ms"],
    ["instructions=100000", "while true do end", "it took more than 100000 steps"],
    ["outputBytes=1000", "for n = 1, 1e6 do ngx.say(n) end", "it printed more than 1000 bytes"],
    ["outputBytes=1000", "for n = 1, 1e6 do io.stderr:write(n) end", "it printed more than 1000 bytes"],
    ["outputBytes=1000", "for n = 1, 1e6 do ngx.log(ngx.ERR, n) end", "it printed more than 1000 bytes"],
    ["memoryMb=8", "local s = ('x'):rep(1e8)", "it took more than 8 MB of memory"],
    ["memoryMb=8,cpuMs=15000,wallMs=19000", "local t = {} while true do t[#t + 1] = {} end", "it took more than 8 MB"],
    [
      "threads=3",
      "for n = 1, 4 do ngx.thread.spawn(function() ngx.sleep(9) end) end",
      "it had more than 3 light threads",
    ],
  ];
  for (const [limit, code, said] of cases) {
    const { exit, stdout, stderr } = await sandboxed(["--limit", limit], code);
    assert.is(exit, 124, `${code}: ${stderr}`);
    assert.ok(stderr.includes(`ngxbox: the script was stopped: ${said}`), stderr.slice(-500));
    assert.ok(stdout.length <= 1000);
  }
});

test("limits that a script meets as errors of what it calls", async () => {
  const { exit, stdout } = await sandboxed(
    [
      ...["--allow-spawn=sleep", `--allow-net=127.0.0.1:${port}`, "--allow-write=.", "--limit", "pendingTimers=2"],
      ...["--limit", "threads=1,sockets=1,children=1", "--limit=fileBytes=4", "--limit", "regexSteps=1000"],
    ],
    `ngx.timer.at(9, print) ngx.timer.at(9, print) ngx.say(select(2, ngx.timer.at(9, print)))
     local thread = ngx.thread.spawn(function() ngx.sleep(0.01) return 1 end)
     ngx.say(select(2, pcall(ngx.thread.spawn, function() end)))
     ngx.say(ngx.thread.wait(thread)) ngx.say((pcall(ngx.thread.spawn, function() end)))
     local one, two = ngx.socket.tcp(), ngx.socket.tcp()
     one:connect("127.0.0.1", ${port}) ngx.say(select(2, two:connect("127.0.0.1", ${port})))
     one:close() ngx.say((two:connect("127.0.0.1", ${port})))
     local spawn = require("ngx.pipe").spawn
     local child = spawn({ "sleep", "9" }) ngx.say(select(2, spawn({ "sleep", "9" }))) child:kill(9)
     local file = io.open("few", "w") file:setvbuf("no") ngx.say((file:write("1234"))) ngx.say(select(2, file:write("5")))
     ngx.say(select(3, ngx.re.find(("a"):rep(14) .. "!", "(a+)+$")))
     os.exit(0)`,
  );
  assert.is(
    stdout.replace(/file \(.*\)/, "file"),
    `too many pending timers
too many light threads
true1
true
too many open files
1
fork failed: Resource temporarily unavailable
file
No space left on device28
pcre_exec() failed: -47
`,
  );
  assert.is(exit, 0);
});

test("options of a sandbox say what is wrong with them", () => {
  const exit = (...argv: string[]) => {
    const command = parseRestyCommandLine([...argv, "-e", ""], "ngxbox run");
    return command.kind === "exit" ? command.stderr : command;
  };
  assert.is(exit("--allow-read"), "ERROR: --allow-read needs --sandbox\n");
  assert.is(exit("--allow-signal"), "ERROR: --allow-signal needs --sandbox\n");
  assert.is(exit("--limit", "cpuMs=1"), "ERROR: --limit needs --sandbox\n");
  assert.is(exit("--sandbox", "--allow-read="), 'ERROR: --allow-read: takes absolute paths, not ""\n');
  assert.is(exit("--sandbox", "--allow-env=A=B"), 'ERROR: --allow-env: takes names of variables, not "A=B"\n');
  assert.match(exit("--sandbox", "--allow-net=127.0.0.1") as string, /^ERROR: --allow-net: takes addresses, such as /);
  assert.match(exit("--sandbox", "--allow-spawn=/bin/ls") as string, /^ERROR: --allow-spawn: takes names of programs/);
  assert.match(
    exit("--sandbox", "--limit", "cpu=1") as string,
    /there is no limit "cpu"; the limits are\n {2}children, /,
  );
  for (const value of ["", "0", "-1", "x", "1s", "Infinity", "NaN", "0x10"]) {
    assert.match(
      exit("--sandbox", "--limit", `cpuMs=${value}`) as string,
      /^ERROR: --limit cpuMs: takes a number above 0/,
    );
  }
});

test("options of a sandbox add up", () => {
  const sandbox = (...argv: string[]) => {
    const command = parseRestyCommandLine(["--sandbox", ...argv, "s.lua", "--allow-env"], "ngxbox run");
    if (command.kind === "exit") throw new Error(command.stderr);
    return command.sandbox;
  };
  const nothing = { spawn: [], net: [], read: [], write: [], env: [], signal: false };
  assert.equal(sandbox(), { permissions: nothing, limits: DEFAULT_LIMITS });
  assert.equal(sandbox("--allow-net=a:1", "--allow-net=b:2,c:3")?.permissions.net, ["a:1", "b:2", "c:3"]);
  assert.is(sandbox("--allow-net=a:1", "--allow-net")?.permissions.net, true);
  assert.is(sandbox("--allow-net", "--allow-net=a:1")?.permissions.net, true);
  assert.equal(sandbox("--allow-read=/a,b")?.permissions.read, ["/a", join(process.cwd(), "b")]);
  assert.equal(sandbox("--limit", "cpuMs=1e3", "--limit=wallMs=2,sockets=3")?.limits, {
    ...DEFAULT_LIMITS,
    cpuMs: 1000,
    wallMs: 2,
    sockets: 3,
  });
});

test.run();
