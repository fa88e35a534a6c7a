/** What `permissions` lets scripts reach of the host, and how the rest is refused. */

import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox as createInPage } from "../../src/browser.ts";
import { echoPeer, type SandboxOptions } from "../../src/index.ts";
import { Boxes, ISOLATIONS } from "./isolations.ts";

const boxes = new Boxes({ limits: { cpuMs: 10_000, wallMs: 20_000 } });
const { create } = boxes;
let folder = "";
let port = 0;
let server: Server;

const SHOW = `function show(...)
    local all = {}
    for n = 1, select("#", ...) do all[n] = tostring((select(n, ...))) end
    ngx.say((table.concat(all, " "):gsub("${"%"}s+$", "")))
  end
  function try(path, mode)
    local file, err, errno = io.open(path, mode)
    if file then file:close() show("opened") else show(err:match("[^:]*$"):sub(2), errno) end
  end
`;

test.before(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "ngxbox-permissions-")));
  for (const name of ["in", "in/deep", "rw", "out"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "in/a.txt"), "one\ntwo\n");
  writeFileSync(join(folder, "in/deep/module.lua"), "return { value = 7 }");
  writeFileSync(join(folder, "out/secret"), "secret");
  symlinkSync(join(folder, "in/a.txt"), join(folder, "in/good"));
  symlinkSync("../out/secret", join(folder, "in/link"));
  symlinkSync("../out", join(folder, "in/linked"));
  symlinkSync(join(folder, "out/new"), join(folder, "rw/dangling"));
  execFileSync("mkfifo", [join(folder, "in/fifo")]);
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => socket.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
  process.env.NGXBOX_TEST_SEEN = "seen";
  process.env.NGXBOX_TEST_HIDDEN = "hidden";
});

test.after(async () => {
  await boxes.closeAll();
  server.close();
  rmSync(folder, { recursive: true, force: true });
  delete process.env.NGXBOX_TEST_SEEN;
  delete process.env.NGXBOX_TEST_HIDDEN;
});

/** With names of the folder without it. */
function shown(text: string): string {
  return text.replaceAll(folder, "").replaceAll(String(port), "PORT");
}

for (const isolation of ISOLATIONS) {
  test(`files that may be read are at the same path (${isolation})`, async () => {
    const box = await create({ isolation, permissions: { read: [join(folder, "in")] }, record: true });
    const code = `${SHOW}
      local d = "${folder}/"
      for line in io.lines(d .. "in/a.txt") do show(line) end
      try(d .. "in/good") try(d .. "in/../in/a.txt") try(d .. "in/none")
      package.path = d .. "in/deep/?.lua"
      show(require("module").value, loadfile(d .. "in/deep/module.lua")().value)
      try(d .. "in/link") try(d .. "in/linked/secret") try(d .. "in/linked/none") try(d .. "in/../out/secret")
      try(d .. "out/secret") try(d .. "in/fifo") try("/etc/passwd") try("/proc/self/environ") try("none") try("/tmp/none")
      try(d .. "in/a.txt", "w") try(d .. "in/a.txt", "r+") try(d .. "in/new", "w")
      show(os.remove(d .. "in/a.txt")) show(os.rename(d .. "in/a.txt", "/tmp/a"))
      show(io.open(d .. "in"):read(1))
      show(pcall(io.lines, "/etc/passwd"))`;
    const { stdout, denied, error, events } = await box.run(code);
    assert.is(error, undefined);
    assert.equal(shown(stdout).split("\n"), [
      "one",
      "two",
      ...["opened", "opened", "No such file or directory 2"],
      "7 7",
      ...Array.from({ length: 8 }, () => "Permission denied 13"),
      ...["No such file or directory 2", "No such file or directory 2"],
      ...Array.from({ length: 3 }, () => "Permission denied 13"),
      "nil /in/a.txt: Permission denied 13",
      "nil /in/a.txt: Permission denied 13",
      "nil Is a directory 21",
      "false bad argument #1 to '?' (/etc/passwd: Permission denied)",
      "",
    ]);
    const refused = [
      ...[
        "read: /in/link",
        "read: /in/linked/secret",
        "read: /in/linked/none",
        "read: /out/secret",
        "read: /out/secret",
      ],
      ...["read: /in/fifo", "read: /etc/passwd", "read: /proc/self/environ"],
      ...["write: /in/a.txt", "write: /in/a.txt", "write: /in/new", "write: /in/a.txt", "write: /in/a.txt"],
      "read: /etc/passwd",
    ];
    assert.equal(denied.map(shown), refused);
    const told = events?.flatMap((event) => (event.type === "denied" ? [shown(event.what)] : []));
    assert.equal(told, refused);
  });

  test(`files that may be written, and not beyond their room (${isolation})`, async () => {
    const permissions = { read: [join(folder, "rw")], write: [join(folder, "rw"), join(folder, "out/one.txt")] };
    const box = await create({ isolation, permissions, limits: { cpuMs: 10_000, wallMs: 20_000, fileBytes: 700_000 } });
    const code = `${SHOW}
      local d = "${folder}/"
      local f = io.open(d .. "rw/x", "w+")
      f:write("head ", ("x"):rep(600000)) f:seek("set", 600004) show(f:read("*a")) f:seek("set") show(f:read(4))
      show(f:write(("y"):rep(200000))) f:close()
      f = io.open(d .. "rw/x", "a") f:write("end") f:close()
      show(#io.open(d .. "rw/x"):read("*a"))
      try(d .. "rw/dangling", "w") try(d .. "rw/none/x", "w") try(d .. "out/two.txt", "w")
      f = io.open(d .. "out/one.txt", "w") f:write("1") f:close() try(d .. "out/one.txt", "r")
      show(os.rename(d .. "rw/x", d .. "rw/y")) show(os.rename(d .. "rw/y", d .. "out/y")) show(os.rename(d .. "rw/y", "y"))
      show(os.remove(d .. "rw/y")) show(os.remove(d .. "rw/dangling")) show(os.remove(d .. "out/one.txt"))
      f = io.open("memory.txt", "w") f:write("m") f:close() show(io.open("memory.txt"):read())
      f = io.tmpfile() f:write("t") f:close() show(os.tmpname())`;
    const { stdout, denied, error } = await box.run(code);
    assert.is(error, undefined);
    assert.equal(shown(stdout).split("\n"), [
      "x",
      "head",
      "nil No space left on device 28",
      "600008",
      "Permission denied 13",
      "No such file or directory 2",
      "Permission denied 13",
      "Permission denied 13",
      "true",
      "nil /rw/y: Permission denied 13",
      "nil /rw/y: Invalid cross-device link 18",
      "true",
      "true",
      "true",
      "m",
      "/tmp/lua_000001",
      "",
    ]);
    assert.equal(denied.map(shown), [
      "write: /rw/dangling",
      "write: /out/two.txt",
      "read: /out/one.txt",
      "write: /out/y",
    ]);
    assert.throws(() => readFileSync(join(folder, "out/new")), /ENOENT/);
    symlinkSync(join(folder, "out/new"), join(folder, "rw/dangling"));
  });

  test(`simulated programs see the same files (${isolation})`, async () => {
    const permissions = { spawn: true, read: [join(folder, "in")], write: [join(folder, "rw")] } as const;
    const box = await create({ isolation, permissions });
    const code = `os.execute("cd ${folder}/in && cat a.txt && ls deep && cat link; echo new > ../rw/new; echo x > new; cat ../out/secret; test -e ../out/secret || echo no")`;
    const { stdout, stderr } = await box.run(code);
    assert.is(stdout, "one\ntwo\nmodule.lua\nno\n");
    assert.match(shown(stderr), /cat: link: Permission denied/);
    assert.match(shown(stderr), /cat: \.\.\/out\/secret: Permission denied/);
    assert.is(readFileSync(join(folder, "rw/new"), "utf8"), "new\n");
    rmSync(join(folder, "rw/new"));
  });

  test(`real sockets lead where they may, at the real pace of time (${isolation})`, async () => {
    const permissions = { net: [`127.0.0.1:${port}`, `localhost:${port}`] };
    const box = await create({ isolation, permissions, peers: { "echo:7": echoPeer({ latencyMs: 1000 }) } });
    const code = `${SHOW}
      function talk(host, port)
        local sock = ngx.socket.tcp()
        local ok, err = sock:connect(host, port)
        if not ok then return show(err) end
        sock:send("hello\\n")
        show(sock:receive())
        sock:settimeout(30)
        local began = ngx.now()
        show(select(2, sock:receive()))
        local took = ngx.now() - began
        show(host ~= "echo" and took > 2 and took or "in time")
        sock:close()
      end
      talk("127.0.0.1", ${port}) talk("[::ffff:127.0.0.1]", ${port}) talk("localhost", ${port}) talk("echo", 7)
      talk("127.1", ${port}) talk("2130706433", ${port}) talk("0x7f000001", ${port}) talk("127.0.0.1", ${port + 1})
      talk("0.0.0.0", ${port}) talk("[::1]", ${port}) talk("[::]", ${port}) talk("127.0.0.2", ${port})
      talk("unix:/run/docker.sock") talk("example.com", 80)
      show(ngx.socket.udp():setpeername("127.0.0.1", 53))`;
    const { stdout, denied, error } = await box.run(code);
    assert.is(error, undefined);
    assert.equal(shown(stdout).split("\n"), [
      ...["hello", "timeout", "in time"],
      ...["hello", "timeout", "in time"],
      ...["hello", "timeout", "in time"],
      ...["hello", "timeout", "in time"],
      "127.1 could not be resolved (3: Host not found)",
      "2130706433 could not be resolved (3: Host not found)",
      "0x7f000001 could not be resolved (3: Host not found)",
      ...Array.from({ length: 6 }, () => "permission denied"),
      "example.com could not be resolved (3: Host not found)",
      "nil permission denied",
      "",
    ]);
    assert.equal(denied.map((what) => what.replace(String(port + 1), "NEXT")).map(shown), [
      ...["net: 127.1", "net: 2130706433", "net: 0x7f000001", "net: 127.0.0.1:NEXT", "net: 0.0.0.0:PORT"],
      ...["net: [::1]:PORT", "net: [::]:PORT", "net: 127.0.0.2:PORT", "net: unix:/run/docker.sock"],
      ...["net: example.com", "net: 127.0.0.1:53"],
    ]);
  });

  test(`variables of the host are those that may be seen (${isolation})`, async () => {
    const permissions = { env: ["NGXBOX_TEST_SEEN"], spawn: true } as const;
    const box = await create({ isolation, permissions, env: { OWN: "own" } });
    const { stdout, denied } = await box.run(`${SHOW}
      show(os.getenv("NGXBOX_TEST_SEEN"), os.getenv("NGXBOX_TEST_HIDDEN"), os.getenv("OWN"), os.getenv("NGXBOX_TEST_NONE"))
      os.execute("echo $NGXBOX_TEST_SEEN $NGXBOX_TEST_HIDDEN $OWN")`);
    assert.is(stdout, "seen nil own nil\nseen own\n");
    assert.equal(denied, ["env: NGXBOX_TEST_HIDDEN"]);
  });

  test(`signals to others need a permission, to oneself and one's children none (${isolation})`, async () => {
    const code = `${SHOW}
      local kill = require("resty.signal").kill
      show(kill(ngx.worker.pid(), "NONE")) show(kill(1000, "NONE")) show(kill(1002, "TERM")) show(kill(${process.pid}, "NONE"))
      show(os.execute("kill -HUP 1000")) show(os.execute("sleep 9 & kill $!"))
      local child = require("ngx.pipe").spawn({ "sleep", "9" })
      show(child:kill(15))`;
    const box = await create({ isolation, workers: 2, permissions: { spawn: true } });
    const { stdout, stderr, denied } = await box.run(code);
    assert.equal(stdout.split("\n").slice(0, -1), [
      "true",
      "nil Operation not permitted",
      "nil Operation not permitted",
      "nil No such process",
      "nil exit 1",
      "true exit 0",
      "true",
    ]);
    assert.match(stderr, "Operation not permitted");
    assert.equal(denied, ["signal: 0 1000", "signal: TERM 1002", "signal: HUP 1000"]);
    const granted = await create({ isolation, workers: 2, permissions: { spawn: true, signal: true } });
    assert.is(
      (await granted.run(code)).stdout,
      `true\ntrue\ntrue\nnil No such process\ntrue exit 0\ntrue exit 0\ntrue\n`,
    );
  });
}

test("the privileged agent may signal the master, unless nobody may", async () => {
  const options = (permissions: SandboxOptions["permissions"]): SandboxOptions => ({
    isolation: "none",
    workers: 1,
    privilegedAgent: true,
    ...(permissions && { permissions }),
    initWorker: `if require("ngx.process").type() ~= "privileged agent" then return end
      ngx.timer.at(1, function(premature) if not premature then os.execute("kill -HUP " .. ngx.worker.pid() - 2) end end)`,
  });
  const may = await create(options({ spawn: ["sh"] }));
  assert.equal((await may.clock.advance(2000)).denied, []);
  assert.is.not(may.cluster.processes[1]?.pid, 1001);
  const mayNot = await create(options({ spawn: ["sh"], signal: false }));
  assert.equal((await mayNot.clock.advance(2000)).denied, ["signal: HUP 1000"]);
  assert.is(mayNot.cluster.processes[1]?.pid, 1001);
});

test("all files, but what the system shows of processes and devices", async () => {
  const file = join(folder, "unnamed");
  const unnamed = openSync(file, "w+");
  writeSync(unnamed, "secret");
  unlinkSync(file);
  const box = await create({ isolation: "none", permissions: { read: true } });
  const { stdout } = await box.run(`${SHOW}
    try("${folder}/out/secret") try("/proc/self/environ") try("/proc/${process.pid}/cmdline") try("/proc/cpuinfo")
    try("/proc/self/fd/${unnamed}") try("/dev/zero") try("/sys/kernel/mm/transparent_hugepage/enabled") try("/proc/self/root${folder}/out/secret")`);
  assert.is(stdout, `opened\n${"Permission denied 13\n".repeat(6)}opened\n`);
  closeSync(unnamed);
  const named = await create({ isolation: "none", permissions: { read: ["/proc/cpuinfo", "/proc/self"] } });
  const { stdout: other } = await named.run(`${SHOW} try("/proc/cpuinfo") try("/proc/self/environ")`);
  assert.is(other, "opened\nPermission denied 13\n");
});

test("datagrams and Unix domain sockets", async () => {
  const udp = createSocket("udp4");
  await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
  udp.on("message", (bytes, from) => udp.send(bytes, from.port, from.address));
  const path = join(folder, "socket");
  const local = createServer((socket) => void socket.end("local\n"));
  await new Promise<void>((resolve) => local.listen(path, resolve));
  for (const isolation of ISOLATIONS) {
    const box = await create({ isolation, permissions: { net: ["127.0.0.1:*", `unix:${path}`] } });
    const { stdout } = await box.run(`${SHOW}
      local udp = ngx.socket.udp()
      udp:setpeername("127.0.0.1", ${udp.address().port}) udp:send("datagram") show(udp:receive())
      local sock = ngx.socket.tcp()
      show(sock:connect("unix:${path}")) show(sock:receive())
      show(sock:connect("unix:${folder}/in/../socket"))`);
    assert.is(stdout, "datagram\n1\nlocal\nnil permission denied\n");
  }
  udp.close();
  local.close();
});

test("while a real socket is waited for, the clock goes at its real pace, and leaps afterwards", async () => {
  const box = await create({ permissions: { net: [`127.0.0.1:${port}`] } });
  const { stdout } = await box.run(`${SHOW}
    local began = ngx.now()
    local sock = ngx.socket.tcp()
    sock:connect("127.0.0.1", ${port})
    local slept = ngx.thread.spawn(function() ngx.sleep(0.05) return "slept" end)
    sock:settimeout(3000)
    local read = ngx.thread.spawn(function() ngx.sleep(0.1) sock:send("x\\n") end)
    show(sock:receive())
    sock:close()
    show(ngx.now() - began < 2.5)
    ngx.sleep(3600)
    show(ngx.now() - began >= 3600)`);
  assert.is(stdout, "x\ntrue\ntrue\n");
});

test("too many sockets are too many, simulated or not", async () => {
  const permissions = { net: [`127.0.0.1:${port}`] };
  const box = await create({ permissions, peers: { "echo:7": echoPeer() }, limits: { sockets: 2 } });
  const { stdout } = await box.run(`${SHOW}
    local a, b, c = ngx.socket.tcp(), ngx.socket.tcp(), ngx.socket.tcp()
    show(a:connect("127.0.0.1", ${port})) show(b:connect("echo", 7)) show(c:connect("127.0.0.1", ${port}))
    a:close() show(c:connect("127.0.0.1", ${port}))`);
  assert.is(stdout, "1\n1\nnil too many open files\n1\n");
});

test("what cannot be granted is a TypeError that says so", async () => {
  const wrong: [unknown, string][] = [
    [
      { net: ["127.0.0.1"] },
      'permissions.net: takes a list of addresses, such as "127.0.0.1:6379", "[::1]:80", "name:*" and "unix:/path", or true; "127.0.0.1" is none',
    ],
    [{ net: ["127.1:80"] }, 'or true; "127.1:80" is none'],
    [{ net: ["host:0"] }, 'or true; "host:0" is none'],
    [{ net: "all" }, "permissions.net: takes a list of addresses"],
    [{ read: ["data"] }, 'permissions.read: takes a list of absolute paths, or true; "data" is none'],
    [{ read: [join(folder, "none")] }, `permissions.read: there is no ${join(folder, "none")}`],
    [{ write: [join(folder, "none/x")] }, `permissions.write: there is no ${join(folder, "none/x")}`],
    [{ write: ["/a\0b"] }, "permissions.write:"],
    [{ env: ["A=1"] }, 'permissions.env: takes a list of names of variables, or true; "A=1" is none'],
    [{ env: [1] }, "or true; 1 is none"],
    [{ signal: "TERM" }, 'permissions.signal: takes true or false, not "TERM"'],
  ];
  for (const isolation of ISOLATIONS) {
    for (const [permissions, message] of wrong) {
      const error = await create({ isolation, permissions } as SandboxOptions).then(
        () => undefined,
        (thrown) => thrown,
      );
      assert.instance(error, TypeError, message);
      assert.ok(error.message.includes(message), `${error.message} has not ${message}`);
    }
  }
});

test("a page has no files, sockets and variables to give", async () => {
  for (const name of ["net", "read", "write", "env"]) {
    const error = await createInPage({ permissions: { [name]: true } }).then(
      () => undefined,
      (thrown) => thrown,
    );
    assert.instance(error, TypeError);
    assert.is(error.message, `createSandbox: permissions.${name}: a page has none to give; it works in Node`);
  }
});

test.run();
