import { once } from "node:events";
import type { Socket } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { listen, type Peer } from "../host/node/sockets/peers.ts";
import { type Ended, ngxbox } from "./processes.ts";

// Runs the built command line: `npm test` builds it first.

const PRELUDE = `
local function show(...)
  local values = { ... }
  for at = 1, select("#", ...) do values[at] = tostring(values[at]) end
  ngx.say(table.concat(values, "|"))
end
`;

/** Runs `lua`, to which `port` is known, beside a peer. */
async function beside(serve: (socket: Socket) => void, lua: string): Promise<Ended & { peer: Peer }> {
  const peer = await listen(serve);
  try {
    const ended = await ngxbox(["run", "-e", `local port = ${peer.port} ${PRELUDE} ${lua}`]);
    return { ...ended, peer };
  } finally {
    await peer.stop();
  }
}

/** Answers lines: how many connections there are, or the line itself. */
function countingPeer(): { serve: (socket: Socket) => void; open: Set<Socket> } {
  const open = new Set<Socket>();
  const serve = (socket: Socket) => {
    open.add(socket);
    socket.once("end", () => socket.end());
    socket.once("close", () => open.delete(socket));
    socket.on("data", (bytes) => socket.write(bytes.includes("count") ? `${open.size}\n` : bytes));
  };
  return { serve, open };
}

test("no socket is left when its request ends, its light thread is killed or its object is forgotten", async () => {
  const { serve, open } = countingPeer();
  const { stdout, stderr, exit } = await beside(
    serve,
    `local watch = ngx.socket.connect("127.0.0.1", port)
    -- how many connections there are, once there are so many, or after a while
    local function settles(expected)
      local count
      for _ = 1, 300 do
        watch:send("count\\n")
        count = tonumber(watch:receive())
        if count == expected then break end
        ngx.sleep(0.01)
      end
      return count
    end
    local seen
    ngx.timer.at(0, function()
      for at = 1, 5 do ngx.socket.connect("127.0.0.1", port) end
      while not seen do ngx.sleep(0.001) end
    end)
    show("in a timer", settles(6))
    seen = true
    show("after a timer", settles(1))
    local t = ngx.thread.spawn(function() local s = ngx.socket.connect("127.0.0.1", port) s:receive() end)
    show("with a light thread", settles(2))
    ngx.thread.kill(t)
    show("after a kill", settles(1))
    do local s = ngx.socket.connect("127.0.0.1", port) s = nil end
    show("before a collection", settles(2))
    collectgarbage() collectgarbage()
    show("after a collection", settles(1))
    for at = 1, 3 do
      local s = ngx.socket.tcp()
      s:connect("127.0.0.1", port, { pool = "pool " .. at })
      s:setkeepalive(100)
    end
    show("in a pool", settles(4))
    show("after time in a pool", settles(1))
    -- these end with the run
    local kept = ngx.socket.connect("127.0.0.1", port)
    local s = ngx.socket.connect("127.0.0.1", port)
    s:setkeepalive(0)
    ngx.timer.at(0, function()
      local s = ngx.socket.connect("127.0.0.1", port)
      s:settimeout(50)
      s:receive()
    end)`,
  );
  assert.is(stderr, "");
  assert.equal(stdout.split("\n").slice(0, -1), [
    "in a timer|6",
    "after a timer|1",
    "with a light thread|2",
    "after a kill|1",
    "before a collection|2",
    "after a collection|1",
    "in a pool|4",
    "after time in a pool|1",
  ]);
  assert.is(exit, 0);
  for (const socket of open) await once(socket, "close");
  assert.is(open.size, 0);
});

test("a run does not wait for connections that only wait to be used again", async () => {
  const { stdout, exit } = await beside(
    () => {},
    `local s = ngx.socket.connect("127.0.0.1", port) show(s:setkeepalive(600000))`,
  );
  // one that waited would be killed long before
  assert.equal([stdout, exit], ["1\n", 0]);
});

test("a peer that resets the connection in the middle of a read, and one that sends a byte at a time", async () => {
  const { stdout, stderr } = await beside(
    (socket) => {
      socket.once("data", async (bytes) => {
        if (bytes.toString() === "reset") {
          socket.write("part of", () => setTimeout(() => socket.resetAndDestroy(), 20));
          return;
        }
        for (const byte of "slow line\nrest") {
          socket.write(byte);
          await new Promise((done) => setTimeout(done, 1));
        }
        socket.end();
      });
    },
    `local s = ngx.socket.connect("127.0.0.1", port)
    s:send("reset")
    show(s:receive(100))
    show(s:receive(100))
    s = ngx.socket.connect("127.0.0.1", port)
    s:send("slow")
    show(s:receive())
    show(s:receive("*a"))`,
  );
  assert.is(stdout, "nil|connection reset by peer|part of\nnil|closed\nslow line\nrest\n");
  assert.match(
    stderr,
    /^\S+ \S+ \[error\] \S+ \*\d+ recv\(\) failed \(104: Connection reset by peer\), context: ngx\.timer\n$/,
  );
});

test("names that do not resolve are an error, as is a port where nobody listens", async () => {
  const { stdout, stderr } = await ngxbox([
    "run",
    "-e",
    `ngx.say(ngx.socket.connect("no.such.name.invalid", 80)) ngx.say(ngx.socket.connect("127.0.0.1", 1))`,
  ]);
  assert.is(stderr, "");
  assert.match(
    stdout,
    /^nilno\.such\.name\.invalid could not be resolved \((3: Host not found|110: Operation timed out)\)\nnilconnection refused\n$/,
  );
});

test("what arrives while a script is at work, asleep or holds up the worker is there afterwards", async () => {
  const { stdout, stderr } = await beside(
    (socket) => socket.end("one\ntwo\nthree\n"),
    `local s = ngx.socket.connect("127.0.0.1", port)
    ngx.sleep(0.02)
    show(s:receive())
    os.execute("sleep 0.02")
    show(s:receive())
    local until_ms = ngx.now() + 0.1
    while ngx.now() < until_ms do ngx.update_time() end
    show(s:receive("*a"))`,
  );
  assert.equal([stdout, stderr], ["one\ntwo\nthree\n\n", ""]);
});

test("a hundred megabytes go through two light threads, with little memory", async () => {
  const { stdout, stderr } = await beside(
    (socket) => socket.pipe(socket),
    `local s = ngx.socket.connect("127.0.0.1", port)
    local piece = ("x"):rep(1000000)
    local t = ngx.thread.spawn(function() for at = 1, 100 do s:send(piece) end end)
    local good = 0
    for at = 1, 100 do if s:receive(1000000) == piece then good = good + 1 end end
    show(good, ngx.thread.wait(t))`,
  );
  assert.equal([stdout, stderr], ["100|true\n", ""]);
});

test.run();
