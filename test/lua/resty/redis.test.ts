import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Ended, ngxbox, root, type Surroundings } from "../../cli/processes.ts";
import { FakeSockets } from "../../ngx/fake-sockets.ts";
import { type RedisServer, redisIsInstalled, startRedis } from "../../redis-server.ts";
import { harness } from "../../runtime/harness.ts";
import { skip } from "../../skip.ts";

// Runs the built command line: `npm test` builds it first.

const isInstalled = redisIsInstalled();
const folder = mkdtempSync(join(tmpdir(), "redis_"));
let redis: RedisServer | undefined;

test.before(async () => {
  if (isInstalled) redis = await startRedis(join(folder, "socket"));
});

test.after(async () => {
  await redis?.stop();
  rmSync(folder, { recursive: true });
});

function redisTest(name: string, run: (server: RedisServer) => Promise<void>): void {
  test(name, async () => {
    if (redis === undefined) skip(`${name}: redis-server is not installed`);
    else await run(redis);
  });
}

/** Runs `lua` with `port`, the function `redis` that makes a connected object, and `show`. */
function run(server: RedisServer, lua: string, around: Surroundings = {}): Promise<Ended> {
  const prelude = `local port = ${server.port}
    local function show(...)
      local values = { ... }
      for at = 1, select("#", ...) do values[at] = tostring(values[at]) end
      ngx.say(table.concat(values, "|"))
    end
    local function redis()
      local red = require("resty.redis"):new()
      red:set_timeouts(1000, 1000, 5000)
      assert(red:connect("127.0.0.1", port))
      return red
    end\n`;
  return ngxbox(["run", "-e", prelude + lua], around);
}

async function linesOf(server: RedisServer, lua: string): Promise<string[]> {
  const { exit, stdout, stderr } = await run(server, lua);
  assert.equal({ exit, stderr }, { exit: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
}

redisTest("a thousand commands go in one write, and their replies come in order", async (server) => {
  const lines = await linesOf(
    server,
    `local s = assert(ngx.socket.connect("127.0.0.1", port))
    local commands = {}
    for at = 1, 1000 do commands[at] = { "ECHO ", at, "\\r\\n" } end
    show(s:send(commands))
    local good = 0
    for at = 1, 1000 do
      local size = s:receive()
      if s:receive(tonumber(size:sub(2))) == tostring(at) and s:receive() == "" then good = good + 1 end
    end
    show(good)
    local red = redis()
    red:init_pipeline(1000)
    for at = 1, 1000 do red:incr("counter") end
    local replies = red:commit_pipeline()
    show(#replies, replies[1], replies[1000])`,
  );
  assert.equal(lines, ["9893", "1000", "1000|1|1000"]);
});

redisTest("messages reach those who subscribe, while others publish", async (server) => {
  const lines = await linesOf(
    server,
    `local subscriber, publisher = redis(), redis()
    show(subscriber:subscribe("news")[3])
    local t = ngx.thread.spawn(function()
      for at = 1, 100 do publisher:publish("news", "message " .. at) end
      publisher:publish("other", "unheard")
    end)
    local heard = {}
    for at = 1, 100 do heard[at] = subscriber:read_reply()[3] end
    show(heard[1], heard[100])
    local both = subscriber:subscribe("a", "b")
    show(#both, both[2][2], both[2][3])
    publisher:publish("a", "kept")
    show(#subscriber:unsubscribe())
    show(subscriber:get("nothing") == ngx.null)
    show(subscriber:set_keepalive())`,
  );
  assert.equal(lines, ["1", "message 1|message 100", "2|b|3", "3", "true", "1"]);
});

redisTest("values of ten megabytes go and come as they are", async (server) => {
  const lines = await linesOf(
    server,
    `local red = redis()
    local value = ("\\0\\r\\n\\255$*"):rep(1747627):sub(1, 10485760)
    show(#value, red:set("big", value))
    show(red:get("big") == value)
    red:init_pipeline() red:get("big") red:get("big")
    local both = red:commit_pipeline()
    show(both[1] == value, both[2] == value)`,
  );
  assert.equal(lines, ["10485760|OK", "true", "true|true"]);
});

redisTest("a Unix domain socket, kept connections and pools are those of the cosocket", async (server) => {
  const lines = await linesOf(
    server,
    `local red = require("resty.redis"):new()
    show(red:connect("unix:${server.path}", { pool = "mine", pool_size = 5 }))
    show(red:ping(), red:get_reused_times(), red:set_keepalive(1000, 5))
    show(red:ping())
    show(red:connect("unix:${server.path}", { pool = "mine" }), red:get_reused_times())
    show(pcall(red.connect, red, nil, 1))
    show(pcall(red.connect, red, "127.0.0.1"))
    show(pcall(red.connect, red, "127.0.0.1", port, "pool"))
    show(red:close(), red:close())`,
  );
  assert.equal(lines, [
    "1",
    "PONG|0|1",
    "nil|closed",
    "1|1",
    "false|bad argument #1 host: string expected, got nil",
    "false|bad argument #2 port: number expected, got nil",
    "false|bad argument #3 opts: nil or table expected, got string",
    "1|nil|closed",
  ]);
});

redisTest("a time-out closes the connection, for what comes late is not the next reply", async (server) => {
  const lines = await linesOf(
    server,
    `local red = redis()
    red:set_timeout(20)
    show(red:blpop("nothing", 1))
    show(red:ping())`,
  );
  assert.equal(lines, ["nil|timeout", "nil|closed"]);
});

redisTest("when the server is killed in the middle each call says so, and the script goes on", async () => {
  const server = await startRedis();
  const { exit, stdout, stderr } = await run(
    server,
    `local red = redis()
    red:set("big", ("x"):rep(5000000))
    ngx.say("ready") ngx.flush()
    local reply, err
    repeat reply, err = red:get("big") until not reply
    show(err == "closed" or err == "connection reset by peer", (red:get("big")), (red:ping()))
    show(red:connect("127.0.0.1", port))`,
    { atOutput: () => server.kill() },
  );
  assert.is(exit, 0);
  assert.equal(stdout, "ready\ntrue|nil|nil\nnil|connection refused\n");
  assert.not.match(stderr, /stack|lua:/);
});

/** What a Redis might say, cut and changed. */
const frames = fc
  .tuple(
    fc.letrec<{ reply: string }>((tie) => ({
      reply: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: "binary-ascii" }).map((text) => `+${text}\r\n`),
        fc.string({ unit: "binary-ascii" }).map((text) => `-ERR ${text}\r\n`),
        fc.oneof(fc.integer(), fc.double(), fc.string()).map((number) => `:${number}\r\n`),
        fc.string({ unit: "binary" }).map((text) => {
          const bytes = Buffer.from(text).toString("latin1");
          return `$${bytes.length}\r\n${bytes}\r\n`;
        }),
        fc.oneof(fc.integer({ max: 30 }), fc.double(), fc.string({ maxLength: 5 })).map((size) => `$${size}\r\n`),
        fc.oneof(fc.integer({ max: 5 }), fc.double(), fc.string({ maxLength: 5 })).map((size) => `*${size}\r\n`),
        fc.array(tie("reply"), { maxLength: 4 }).map((parts) => `*${parts.length}\r\n${parts.join("")}`),
      ),
    })).reply,
    fc.array(fc.tuple(fc.nat(200), fc.constantFrom("", "\r", "\n", "$", "*", "-1", "99999999999", "x", "\0"))),
  )
  .map(([text, changes]) =>
    changes.reduce((changed, [at, by]) => changed.slice(0, at) + by + changed.slice(at + 1), text),
  );

const files = {
  "resty/redis.lua": readFileSync(`${root}lua/resty/redis.lua`, "latin1"),
};

/** Answers each of `replies` on a connection of its own; the lines that a call of each kind gives. */
function answered(replies: readonly string[], call: string): string[] {
  const sockets = new FakeSockets();
  const run = harness({ sockets, files }).start(`
    for at = 1, ${replies.length} do
      local red = require("resty.redis"):new()
      red:connect("10.0.0.1", 6379)
      ngx.say((tostring((pcall(function() return ${call} end)))))
    end`);
  run.clock.advance(0);
  for (const reply of replies) {
    sockets.last.accept();
    run.clock.advance(0);
    const { last } = sockets;
    for (let at = 0; at < reply.length; at += 7) {
      last.give(reply.slice(at, at + 7));
      run.clock.advance(0);
    }
    last.finish();
    run.clock.advance(0);
  }
  run.settle();
  assert.equal(run.thrown, []);
  assert.is(run.exit, 0);
  assert.is(sockets.open, 0, "a socket was left");
  assert.equal(
    run.log.filter((line) => !line.includes("closed socket")),
    [],
  );
  return run.lines();
}

test("whatever a server says, no call fails with an exception and no socket is left", () => {
  const calls = [
    'red:get("x")',
    '(function() red:init_pipeline() red:get("x") red:get("y") return red:commit_pipeline() end)()',
    '(function() red:subscribe("x", "y") red:read_reply() return red:unsubscribe() end)()',
  ];
  fc.assert(
    fc.property(fc.array(frames, { minLength: 1, maxLength: 20 }), fc.constantFrom(...calls), (replies, call) => {
      assert.equal(answered(replies, call), Array(replies.length).fill("true"));
    }),
    { numRuns: 30 },
  );
});

test("replies may be nested only so deep", () => {
  const sockets = new FakeSockets();
  const run = harness({ sockets, files }).start(`
    local red = require("resty.redis"):new()
    red:connect("10.0.0.1", 6379)
    ngx.say(red:get("x"))`);
  run.clock.advance(0);
  sockets.last.accept();
  run.clock.advance(0);
  sockets.last.give("*1\r\n".repeat(100_000));
  run.settle();
  assert.equal(run.lines(), ["nilreply is nested too deep"]);
});

test.run();
