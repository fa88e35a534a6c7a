import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  echoPeer,
  type Misbehaviour,
  createSandbox as makeSandbox,
  misbehavingPeer,
  type Peer,
  redisPeer,
  type SandboxOptions,
  scriptedPeer,
} from "../../src/index.ts";
import { AMPLE } from "./isolations.ts";

/** In this thread: isolated-globals.test.ts has the others. */
const createSandbox = (options: SandboxOptions = {}) => makeSandbox({ isolation: "none", ...options });

/** `tell(...)` prints values with "|" between, and when it was in milliseconds since the beginning. */
const PRELUDE = `
local began = ngx.now()
local function tell(...)
  local values = { ... }
  for at = 1, select("#", ...) do values[at] = tostring(values[at]) end
  ngx.say(math.floor((ngx.now() - began) * 1000 + 0.5), " ", table.concat(values, "|"))
end
local function connect(host, port)
  local sock = ngx.socket.tcp()
  local ok, err = sock:connect(host, port)
  if not ok then return nil, err end
  return sock
end
local function redis()
  local red = require("resty.redis"):new()
  assert(red:connect("redis", 6379))
  return red
end\n`;

async function run(peers: Readonly<Record<string, Peer>>, code: string, options: SandboxOptions = {}) {
  const box = await createSandbox({ peers, limits: AMPLE, ...options });
  const result = await box.run(PRELUDE + code);
  assert.is(result.error, undefined);
  await box.close();
  return result;
}

async function lines(peers: Readonly<Record<string, Peer>>, code: string): Promise<string[]> {
  const { stdout, stderr } = await run(peers, code);
  assert.is(stderr, "");
  return stdout.split("\n").slice(0, -1);
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a script talks with an echo, in virtual time", async () => {
  const code = `
    local sock = connect("echo", 7)
    tell(sock:send("one\\ntwo\\n"))
    tell(sock:receive())
    tell(sock:receive())
    sock:settimeout(100)
    tell(sock:receive())
    local udp = ngx.socket.udp()
    udp:setpeername("echo", 7)
    udp:send("datagram")
    tell(udp:receive())`;
  const { stdout, stderr } = await run({ "echo:7": echoPeer({ latencyMs: 30 }) }, code);
  assert.is(stdout, "60 8\n120 one\n120 two\n220 nil|timeout|\n280 datagram\n");
  assert.match(stderr, "lua tcp socket read timed out");
});

test("what is no peer cannot be reached", async () => {
  const code = `
    tell(connect("nowhere", 80))
    tell(connect("echo", 80))
    tell(connect("127.0.0.1", 80))
    tell(connect("unix:/run/s"))
    tell(ngx.socket.udp():setpeername("127.0.0.1", 53))`;
  const { stdout, denied } = await run({ "echo:7": echoPeer() }, code);
  assert.equal(denied, [
    "net: nowhere",
    "net: 198.18.0.1:80",
    "net: 127.0.0.1:80",
    "net: unix:/run/s",
    "net: 127.0.0.1:53",
  ]);
  assert.is(
    stdout,
    `0 nil|nowhere could not be resolved (3: Host not found)
0 nil|permission denied
0 nil|permission denied
0 nil|permission denied
0 nil|permission denied
`,
  );
  const withoutPeers = await run({}, `tell(connect("127.0.0.1", 6379))`);
  assert.is(withoutPeers.stdout, "0 nil|permission denied\n");
});

test("a peer that refuses is a server that is down", async () => {
  const code = `
    tell(connect("down", 80))
    local udp = ngx.socket.udp()
    udp:setpeername("down", 80)
    udp:send("x")
    tell(udp:receive())`;
  const { stdout, denied } = await run({ "down:80": misbehavingPeer("refuses", { latencyMs: 20 }) }, code);
  assert.is(stdout, "40 nil|connection refused\n60 nil|connection refused\n");
  assert.equal(denied, []);
});

test("no more sockets are open than may be", async () => {
  const code = `local all, err = {} for n = 1, 4 do all[n], err = connect("echo", 7) if err then tell(err) end end
    all[1]:close() tell(connect("echo", 7) ~= nil)`;
  const { stdout } = await run({ "echo:7": echoPeer() }, code, { limits: { sockets: 3 } });
  assert.is(stdout, "0 too many open files\n0 true\n");
});

test("resty.redis works with the simulated Redis", async () => {
  const code = `
    local red = redis()
    tell(red:set("k", "v"))
    tell(red:get("k"))
    tell(red:get("none") == ngx.null)
    tell(red:incr("k"))
    tell(red:hmset("h", { a = 1 }))
    tell(unpack(red:hgetall("h")))
    red:init_pipeline()
    red:rpush("l", 1, 2)
    red:lrange("l", 0, -1)
    red:get("l")
    local replies = red:commit_pipeline()
    tell(replies[1], #replies[2], replies[3][1], replies[3][2])
    tell(red:expire("k", 5))
    ngx.sleep(4.5)
    tell(red:ttl("k"))
    ngx.sleep(0.5)
    tell(red:get("k") == ngx.null)
    tell(red:set_keepalive(10000, 10))
    local again = redis()
    tell(again:get_reused_times())`;
  assert.equal(await lines({ "redis:6379": redisPeer() }, code), [
    "0 OK",
    "0 v",
    "0 true",
    "0 false|ERR value is not an integer or out of range",
    "0 OK",
    "0 a|1",
    "0 2|2|false|WRONGTYPE Operation against a key holding the wrong kind of value",
    "0 1",
    "4500 1",
    "5000 true",
    "5000 1",
    "5000 1",
  ]);
});

test("subscribers get messages, and who waits for a list gets an item", async () => {
  const code = `
    local sub = redis()
    tell(unpack(sub:subscribe("news")))
    ngx.timer.at(60, function()
      local red = redis()
      tell(red:publish("news", "hello"))
      ngx.sleep(1)
      red:lpush("jobs", "a job")
    end)
    sub:set_timeout(90000)
    tell(unpack(sub:read_reply()))
    local red = redis()
    red:set_timeout(90000)
    tell(unpack(red:blpop("jobs", 0)))
    tell(red:blpop("jobs", 2) == ngx.null)`;
  assert.equal(await lines({ "redis:6379": redisPeer({ latencyMs: 1 }) }, code), [
    "4 subscribe|news|1",
    "60008 message|news|hello",
    "60008 1",
    "61010 jobs|a job",
    "63012 true",
  ]);
});

test("all workers of a cluster reach the same Redis, and connections end with their process", async () => {
  let open = 0;
  const counting: Peer = {
    latencyMs: 0,
    start: () => ({
      accept(stream) {
        open++;
        stream.onClose = () => open--;
      },
    }),
  };
  const peers = { "redis:6379": redisPeer(), "count:1": counting };
  const box = await createSandbox({ workers: 2, peers });
  await box.run(`${PRELUDE} redis():set("k", ngx.worker.id()) connect("count", 1) ngx.sleep(0) ngx.timer.at(0, function()
    local s = connect("count", 1) ngx.sleep(1000) end)`);
  await box.clock.advance(1);
  assert.is((await box.run(`${PRELUDE} tell(redis():get("k"), ngx.worker.id())`, { worker: 1 })).stdout, "0 0|1\n");
  assert.is(open, 1);
  await box.cluster.kill(0);
  await box.clock.advance(1);
  assert.is(open, 0);
  await box.close();
});

test("a function answers lines", async () => {
  const seen: string[] = [];
  const peer = scriptedPeer(
    (line, connection) => {
      seen.push(line);
      if (line === "bye") {
        connection.write("good bye\n");
        connection.close();
        return null;
      }
      return line === "bytes" ? new Uint8Array([255, 10]) : `you said ü ${line}\n`;
    },
    { greeting: "hello\n" },
  );
  const code = `
    local sock = connect("peer", 1)
    tell(sock:receive())
    sock:send("one\\r\\nt\\195\\188\\nby")
    tell(sock:receive()) tell(sock:receive())
    sock:send("tes\\n") tell(sock:receive() == "\\255")
    sock:send("bye\\n") tell(sock:receive()) tell(sock:receive())`;
  assert.equal(await lines({ "peer:1": peer }, code), [
    "0 hello",
    "0 you said ü one",
    "0 you said ü tü",
    "0 true",
    "0 good bye",
    "0 nil|closed|",
  ]);
  assert.equal(seen, ["one", "tü", "bytes", "bye"]);
});

test("an async generator function talks on a connection, and may wait for the host and for virtual time", async () => {
  const peer = scriptedPeer({
    talk: async function* (connection) {
      for (let line = await connection.readLine(); line !== null; line = await connection.readLine()) {
        await later(3);
        yield `${line} at once\n`;
        await connection.sleep(60_000);
        yield `${line} a minute later\n`;
        if (line === "last") return;
        const bytes = await connection.read(3);
        yield `${bytes?.join(" ")}\n`;
      }
    },
  });
  const code = `
    local sock = connect("peer", 1)
    sock:settimeout(100000)
    sock:send("one\\n\\1\\2\\3last\\n")
    for _ = 1, 6 do tell(sock:receive()) end`;
  assert.equal(await lines({ "peer:1": peer }, code), [
    "0 one at once",
    "60000 one a minute later",
    "60000 1 2 3",
    "60000 last at once",
    "120000 last a minute later",
    "120000 nil|closed|",
  ]);
});

test("a peer may wait for the first of two things", async () => {
  const peer = scriptedPeer({
    talk: async function* (connection) {
      const line = connection.readLine();
      const beat = connection.sleep(1000);
      for (;;) {
        const first = await Promise.race([line, beat.then(() => undefined)]);
        if (first !== undefined) {
          yield `${first}\n`;
          break;
        }
        yield "still there\n";
        yield `${await line}\n`;
        break;
      }
    },
  });
  const code = `
    local sock = connect("peer", 1)
    tell(sock:receive())
    ngx.sleep(5)
    sock:send("here\\n")
    tell(sock:receive())`;
  assert.equal(await lines({ "peer:1": peer }, code), ["1000 still there", "6000 here"]);
});

test("a peer that throws breaks the connection, and standard error says so", async () => {
  const line = scriptedPeer(() => {
    throw new Error("a mistake");
  });
  const talk = scriptedPeer({
    talk: async function* () {
      yield "before\n";
      await Promise.reject(new Error("another"));
    },
  });
  const code = `
    local sock = connect("line", 1) sock:send("x\\n") tell(sock:receive())
    local sock = connect("talk", 1) tell(sock:receive()) tell(sock:receive())`;
  const { stdout, stderr } = await run({ "line:1": line, "talk:1": talk }, code);
  assert.is(stdout, "0 nil|connection reset by peer|\n0 before\n0 nil|connection reset by peer|\n");
  assert.match(stderr, "ngxbox: the peer line:1 failed: a mistake\n");
  assert.match(stderr, "ngxbox: the peer talk:1 failed: another\n");
  assert.not.match(stderr, ".ts:");
});

test("an endless peer is held up by who does not read, and forgotten once the script has closed", async () => {
  let chunks = 0;
  let ended = 0;
  const peer = scriptedPeer({
    talk: async function* () {
      try {
        for (;;) {
          chunks++;
          yield "x".repeat(65_536);
        }
      } finally {
        ended++;
      }
    },
  });
  const code = `local sock = connect("peer", 1) ngx.sleep(1) tell(#sock:receive(1000)) sock:close() ngx.sleep(1)`;
  assert.equal(await lines({ "peer:1": peer }, code), ["1000 1000"]);
  assert.ok(chunks < 20, `${chunks}`);
  assert.is(ended, 1);
});

test("a peer that never answers its host ends the run at wallMs, and holds nobody up afterwards", async () => {
  const peer = scriptedPeer(() => new Promise<string>(() => {}));
  const box = await createSandbox({ peers: { "peer:1": peer }, limits: { wallMs: 400 } });
  const { error } = await box.run(`${PRELUDE} local s = connect("peer", 1) s:send("x\\n") s:receive()`);
  assert.is(error?.code, "wallMs");
  assert.is((await box.run("ngx.sleep(1) ngx.say(1)")).stdout, "1\n");
  await box.close();
});

test("peers that misbehave", async () => {
  const expected: Record<Misbehaviour, string> = {
    unreachable: "60000 no|timeout",
    refuses: "0 no|connection refused",
    silent: "60000 nil|timeout|",
    closes: "0 nil|closed|",
    resets: "0 nil|connection reset by peer|",
    drips: "4000 abc",
    garbage: "60000 true",
  };
  for (const [how, line] of Object.entries(expected)) {
    const code = `
      local sock, err = connect("peer", 1)
      if not sock then return tell("no", err) end
      sock:send("abc\\n")
      local text, err, part = sock:receive()
      if part and #part > 10 then tell(part:find("[\\128-\\255]") ~= nil) else tell(text or "nil", not text and err or nil, part) end`;
    const { stdout } = await run(
      { "peer:1": misbehavingPeer(how as Misbehaviour) },
      code.replace(`, not text and err or nil, part)`, `.. (text and "" or "|" .. err .. "|" .. part))`),
    );
    assert.is(stdout, `${line}\n`, how);
  }
});

test("with real time peers take real time", async () => {
  const began = performance.now();
  const peers = { "echo:7": echoPeer({ latencyMs: 10 }) };
  const code = `local sock = connect("echo", 7) sock:send("x\\n") ngx.say(sock:receive())`;
  assert.is((await run(peers, code, { time: "real" })).stdout, "x\n");
  assert.ok(performance.now() - began > 35);
});

test("the same peers and inputs give the same bytes", async () => {
  const peers = () => ({
    "redis:6379": redisPeer({ latencyMs: 2 }),
    "peer:1": scriptedPeer(async (line) => `${line}!\n`),
    "bad:1": misbehavingPeer("garbage"),
  });
  const code = `
    for n = 1, 20 do
      ngx.thread.spawn(function()
        redis():sadd("s", n)
        local sock = connect("peer", 1)
        sock:send(n .. "\\n")
        tell(sock:receive(), redis():srandmember("s"))
      end)
      ngx.thread.spawn(function() for _ = 1, n do ngx.sleep(0) end tell(n) end)
    end
    local sock = connect("bad", 1) sock:send("x") tell(ngx.md5(sock:receive(64))) ngx.sleep(1)`;
  const first = await run(peers(), code);
  assert.equal((await run(peers(), code)).stdoutBytes, first.stdoutBytes);
  assert.is(first.stdout.split("\n").length, 42);
});

test("wrong peers are a TypeError that names them", async () => {
  const message = (peers: unknown) =>
    createSandbox({ peers } as SandboxOptions).then(
      () => "nothing",
      (error) => {
        assert.instance(error, TypeError);
        return error.message;
      },
    );
  assert.is(await message([]), "createSandbox: peers: takes an object, not a list");
  assert.is(
    await message({ redis: redisPeer() }),
    'createSandbox: peers: "redis" is no address; takes "name:port", "ip:port" or "unix:/path"',
  );
  for (const address of ["a:0", "a:65536", "a:b", ":1", "a b:1", "unix:x", "[::1]", "a/b:1"]) {
    assert.match(await message({ [address]: echoPeer() }), "is no address", address);
  }
  assert.match(await message({ "redis:1": redisPeer }), 'peers["redis:1"]: takes a peer, as echoPeer() makes it');
  assert.throws(() => echoPeer({ latencyMs: -1 }), /latencyMs takes whole milliseconds/);
  assert.throws(() => redisPeer({ maxBytes: 0 }), /maxBytes takes a number above 0/);
  assert.throws(() => misbehavingPeer("toString" as Misbehaviour), /takes unreachable, refuses, silent/);
  assert.throws(() => scriptedPeer("x" as never), /takes a function that answers lines/);
});

test.run();
