// Needs dist/sandbox.cjs: `npm test` builds it first.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, echoPeer, misbehavingPeer, redisPeer, scriptedPeer } from "../../src/index.ts";

for (const isolation of ["worker", "process"] as const) {
  test(`calls of the host's functions cross to it, and wait (${isolation})`, async () => {
    const calls: unknown[][] = [];
    const globals = {
      config: { list: [1, "ü"], twice: (n: number) => 2 * n },
      note: (...args: unknown[]) => void calls.push(args),
      user: async (id: number) => {
        if (id === 3) throw new Error("no user ü");
        return { id, bytes: new Uint8Array([255]), again: (x: unknown) => x };
      },
      wrong: () => new Date(0),
    };
    const box = await createSandbox({ isolation, globals });
    const { stdout, stderr, error } = await box.run(`
      ngx.say(config.list[2], config.twice(4), config.twice == config.twice)
      note(1, "x", "\\255", ngx.null, { 1, { a = 2 } })
      local began = ngx.now()
      local threads = { ngx.thread.spawn(user, 1), ngx.thread.spawn(user, 2) }
      for id = 1, 2 do
        local _, got = ngx.thread.wait(threads[id])
        ngx.say(got.id, #got.bytes, got.again("back"), ngx.now() - began)
      end
      ngx.say(select(2, pcall(user, 3)))
      ngx.say(select(2, pcall(wrong)))
      ngx.say(select(2, pcall(note, print)))
      ngx.say(select(2, pcall(table.sort, { 2, 1 }, config.twice)))
      local x = user(3)`);
    assert.is(
      stdout,
      `ü8true
11back0
21back0
no user ü
the result of 'wrong': a value of the kind Date does not cross
bad argument #1 to 'note' (a function does not cross to the host)
'twice' has to wait for the host, and nothing can wait here
`,
    );
    assert.equal(calls, [[1, "x", new Uint8Array([255]), null, [1, { a: 2 }]]]);
    assert.is(stderr, "");
    assert.is(error?.message, "main.lua:14: no user ü");
    assert.match(error?.hostStack ?? "", "Error: no user ü\n    at user");
    await box.close();
  });

  test(`a function that never answers ends the run, and the next one has the globals again (${isolation})`, async () => {
    const resolves: ((value: unknown) => void)[] = [];
    const globals = { add: (a: number, b: number) => a + b, never: () => new Promise((done) => resolves.push(done)) };
    const box = await createSandbox({ isolation, limits: { wallMs: 400 }, globals });
    assert.is((await box.run("never()")).error?.code, "wallMs");
    for (const resolve of resolves) resolve("too late");
    assert.is((await box.run("ngx.say(add(1, 2))")).stdout, "3\n");
    await box.run("while true do end");
    assert.is((await box.run("ngx.say(add(2, 2))")).stdout, "4\n");
    await box.close();
  });

  test(`a sandbox makes its own peers (${isolation})`, async () => {
    const redis = redisPeer({ latencyMs: 2 });
    const peers = { "redis:1": redis, "cache:2": redis, "echo:7": echoPeer(), "bad:1": misbehavingPeer("closes") };
    const box = await createSandbox({ isolation, peers });
    const { stdout, denied } = await box.run(`
      local function redis(host, port)
        local red = require("resty.redis"):new()
        assert(red:connect(host, port))
        return red
      end
      redis("redis", 1):set("k", "v")
      ngx.say(redis("cache", 2):get("k"))
      for _, name in ipairs { "echo", "bad", "none" } do
        local sock = ngx.socket.tcp()
        local ok, err = sock:connect(name, name == "echo" and 7 or 1)
        if ok then sock:send("x\\n") ngx.say(sock:receive()) else ngx.say(err) end
      end`);
    assert.is(stdout, "v\nx\nnilclosed\nnone could not be resolved (3: Host not found)\n");
    assert.equal(denied, ["net: none"]);
    await box.close();
  });

  test(`a peer that is a program of the host is refused (${isolation})`, async () => {
    await createSandbox({ isolation, peers: { "echo:7": echoPeer(), "peer:1": scriptedPeer((line) => line) } }).then(
      () => assert.unreachable(),
      (error) => {
        assert.instance(error, TypeError);
        assert.match(error.message, 'peers["peer:1"]: a program of this thread; it needs isolation: "none"');
      },
    );
  });
}

test.run();
