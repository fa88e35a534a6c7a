import { test } from "uvu";
import * as assert from "uvu/assert";
import { started } from "./run.ts";

test("a connection that is kept is used again by the next one to the same host and port, the last one first", () => {
  const run = started(`
    local a, b = connected(), connected()
    show(a:setkeepalive(0), b:setkeepalive(0))
    local c = ngx.socket.tcp()
    show(c:connect("127.0.0.1", "80"), c:getreusedtimes())
    c:send("by c")
    c:setkeepalive(0)
    local d, e = ngx.socket.tcp(), ngx.socket.tcp()
    show(d:connect("127.0.0.1", 80), d:getreusedtimes())
    show(e:connect("127.0.0.1", 80), e:getreusedtimes())
    show(e:connect("127.0.0.1", 81))`);
  run.accept().accept();
  assert.equal(run.news(), ["1|1", "1|1", "1|2", "1|1"]);
  assert.is(run.sockets.connections.length, 3);
  assert.is(run.sockets.connections[1]?.sent, "by c");
  assert.is(run.sockets.open, 2);
});

test("a pool may have a name of its own", () => {
  const run = started(`
    local s = ngx.socket.tcp()
    s:connect("unix:/a", { pool = "p" })
    s:setkeepalive()
    show(s:connect("127.0.0.1", 80, { pool = "p" }), s:getreusedtimes())
    s:setkeepalive()
    s:connect("unix:/a")`);
  assert.equal(run.accept().news(), ["1|1"]);
  assert.is(run.sockets.connections.length, 2);
});

test("who is kept too long, hears something or is closed by the peer goes", () => {
  const run = started(`
    for at, pool in ipairs { "long", "loud", "closed", "short" } do
      local s = ngx.socket.tcp()
      s:connect("127.0.0.1", 80, { pool = pool })
      s:setkeepalive(pool == "short" and 10 or 1000)
    end
    ngx.sleep(0.05)
    for _, pool in ipairs { "long", "loud", "closed", "short" } do
      local s = ngx.socket.tcp()
      ngx.thread.spawn(function() s:connect("127.0.0.1", 80, { pool = pool }) end)
      show(pool, s:getreusedtimes())
    end
    ngx.sleep(9)`);
  for (let made = 0; made < 4; made++) run.accept();
  const [, loud, closed, short] = run.sockets.connections;
  loud?.give("hello");
  closed?.finish();
  run.pass(9);
  assert.equal(
    [loud, closed, short].map((one) => one?.isClosed),
    [true, true, false],
  );
  run.pass(1);
  assert.is(short?.isClosed, true);
  assert.equal(run.pass(40).news(), ["long|1", "loud|0", "closed|0", "short|0"]);
});

test("what is not read, or no connection, cannot be kept", () => {
  const run = started(`
    local s = connected()
    show(s:receive())
    show(s:setkeepalive())
    show(s:receive())
    show(s:setkeepalive())
    s = connected()
    ngx.sleep(0.001)
    show(s:setkeepalive())
    show(s:send("x"))
    s = connected()
    ngx.sleep(0.001)
    show(s:setkeepalive())
    show(s:receive())
    show(s:setkeepalive())
    show(ngx.socket.tcp():setkeepalive())`);
  run.accept().sockets.last.give("a\nb\n");
  assert.equal(run.pass().news(), ["a", "nil|unread data in buffer", "b", "1"]);
  run.accept().sockets.last.give("x");
  assert.equal(run.pass(1).news(), ["nil|connection in dubious state", "nil|closed"]);
  run.accept().sockets.last.give("x\n");
  run.sockets.last.finish();
  assert.equal(run.pass(1).news(), ["nil|closed", "x", "nil|closed", "nil|closed"]);
  assert.is(run.sockets.open, 0);
});

test("a full pool lets go of the one that was not used for longest", () => {
  const run = started(`
    local all = {}
    for at = 1, 3 do all[at] = connected() end
    for at = 1, 3 do show(all[at]:setkeepalive(0, 2)) end
    ngx.sleep(9)`);
  run.accept().accept().accept();
  assert.equal(
    run.sockets.connections.map(({ isClosed }) => isClosed),
    [true, false, false],
  );
});

test("with a backlog no more connections are made than the pool has room for; others wait for their turn", () => {
  const run = started(`
    local options = { pool_size = 1, backlog = 2 }
    local function use(name, work)
      ngx.thread.spawn(function()
        local s = ngx.socket.tcp()
        s:settimeouts(100, 100, 100)
        show(name, s:connect("127.0.0.1", 80, options))
        work(s)
      end)
    end
    use("first", function(s) ngx.sleep(0.01) s:setkeepalive() end)
    use("second", function(s) show("reused", s:getreusedtimes()) ngx.sleep(0.01) s:close() end)
    use("third", function(s) show("reused", s:getreusedtimes()) ngx.sleep(9) end)
    use("fourth", function(s) end)
    use("fifth", function(s) end)
    ngx.sleep(1)`);
  assert.equal(run.news(), [
    "fourth|nil|too many waiting connect operations",
    "fifth|nil|too many waiting connect operations",
  ]);
  assert.is(run.sockets.connections.length, 1);
  assert.equal(run.accept().news(), ["first|1"]);
  assert.equal(run.pass(10).news(), ["second|1", "reused|1"]);
  assert.is(run.sockets.connections.length, 1);
  run.pass(10);
  assert.is(run.sockets.connections.length, 2, "one that is closed makes room for a new one");
  assert.equal(run.accept().news(), ["third|1", "reused|0"]);
});

test("who waits for a connection gives up after the time that connecting may take", () => {
  const run = started(`
    local options = { pool_size = 1, backlog = 5 }
    local held = ngx.socket.tcp()
    held:connect("127.0.0.1", 80, options)
    local s = ngx.socket.tcp()
    s:settimeout(20)
    show(s:connect("127.0.0.1", 80, options))
    local t = ngx.thread.spawn(function() s:connect("127.0.0.1", 80, options) end)
    ngx.thread.kill(t)
    held:close()
    show(s:connect("127.0.0.1", 80, options))`);
  run.accept();
  assert.equal(run.pass(20).news(), ["nil|timeout"]);
  assert.equal(run.accept().news(), ["1"]);
  assert.equal(run.log, ["error: lua tcp socket queued connect timed out, when trying to connect to 127.0.0.1:80"]);
});

test("a connection that could not be made leaves its place to the next", () => {
  const run = started(
    `
    local options = { pool_size = 1, backlog = 5 }
    for _, host in ipairs { "no.such.host", "10.0.0.1", "[" } do
      ngx.thread.spawn(function() show(host, ngx.socket.connect(host, 80, options)) end)
    end
    ngx.sleep(1)`,
    { socketSettings: { logErrors: false } },
  );
  // each has a pool of its own: their names differ
  run.sockets.lastLookup.done("not found");
  run.pass().sockets.last.refuse({ code: "ECONNREFUSED", errno: 111, message: "Connection refused" });
  assert.equal(run.pass().news(), [
    '[|nil|failed to parse host name "[": invalid host',
    "no.such.host|nil|no.such.host could not be resolved (3: Host not found)",
    "10.0.0.1|nil|connection refused",
  ]);
});

test("bad options are refused before anything is done", () => {
  const run = started(`
    local s = ngx.socket.tcp()
    for _, options in ipairs { { pool_size = 0 }, { pool_size = "x" }, { pool_size = 0 / 0 }, { backlog = -1 }, { pool = {} } } do
      show(pcall(s.connect, s, "127.0.0.1", 80, options))
    end
    show(pcall(ngx.socket.connect, "127.0.0.1", 80, { pool_size = -1 }))
    s = connected()
    show(pcall(s.setkeepalive, s, 1, 0))
    show(pcall(s.setkeepalive, s, 1, "x"))
    show(pcall(s.setkeepalive, s, "x"))
    show(s:send("x"))`);
  assert.equal(run.accept().news(), [
    `false|bad argument #4 to '?' (bad "pool_size" option value: 0)`,
    `false|bad argument #4 to '?' (bad "pool_size" option type: string)`,
    `false|bad argument #4 to '?' (bad "pool_size" option value: 0)`,
    `false|bad argument #4 to '?' (bad "backlog" option value: -1)`,
    `false|bad argument #4 to '?' (bad "pool" option type: table)`,
    `false|ngx.socket.connect:1: bad argument #3 to 'connect' (bad "pool_size" option value: -1)`,
    `false|bad argument #3 to '?' (bad "pool_size" option value: 0)`,
    "false|bad argument #3 to '?' (number expected, got string)",
    "false|bad argument #2 to '?' (number expected, got string)",
    "nil|closed",
  ]);
});

test.run();
