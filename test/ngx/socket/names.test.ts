import { test } from "uvu";
import * as assert from "uvu/assert";
import { started } from "./run.ts";

test("a name is looked up among the addresses that the resolver may give", () => {
  const run = started(
    `
    local s = ngx.socket.tcp()
    show(s:connect("example.org", 80))
    show(ngx.socket.udp():setpeername("example.org", 53))`,
    {
      socketSettings: { resolves: { ipv4: true, ipv6: false, nameservers: ["10.9.9.9"] } },
    },
  );
  assert.equal(run.sockets.lastLookup.name, "example.org");
  assert.equal(run.sockets.lastLookup.how, { ipv4: true, ipv6: false, nameservers: ["10.9.9.9"] });
  run.sockets.lastLookup.done(["10.1.2.3"]);
  assert.equal(run.pass().sockets.last.to, { ip: "10.1.2.3", port: 80 });
  run.accept().sockets.lastLookup.done(["10.1.2.3"]);
  assert.equal(run.pass().news(), ["1", "1"]);
  assert.equal(run.sockets.lastDatagrams.to, { ip: "10.1.2.3", port: 53 });
});

test("of several addresses one is taken", () => {
  const seen = new Set<string>();
  for (let round = 0; round < 100; round++) {
    const run = started(`ngx.socket.connect("example.org", 80)`);
    run.sockets.lastLookup.done(["10.0.0.1", "10.0.0.2"]);
    const { to } = run.pass().sockets.last;
    seen.add("ip" in to ? to.ip : "");
  }
  assert.equal([...seen].sort(), ["10.0.0.1", "10.0.0.2"]);
});

test("names that do not resolve, or not in time, are told with the resolver's number", () => {
  const run = started(`
    show(ngx.socket.connect("nowhere.invalid", 80))
    show(ngx.socket.connect("silent.invalid", 80))
    show(ngx.socket.udp():setpeername("nothing.invalid", 80))
    show(ngx.socket.connect("slow.invalid", 80))`);
  run.sockets.lastLookup.done("not found");
  run.pass().sockets.lastLookup.done("no answer");
  run.pass().sockets.lastLookup.done([]);
  assert.equal(run.pass().news(), [
    "nil|nowhere.invalid could not be resolved (3: Host not found)",
    "nil|silent.invalid could not be resolved (110: Operation timed out)",
    "nil|nothing.invalid could not be resolved (3: Host not found)",
  ]);
  assert.equal(run.pass(29_999).news(), []);
  assert.equal(run.pass(1).news(), ["nil|slow.invalid could not be resolved (110: Operation timed out)"]);
  assert.ok(run.sockets.lastLookup.isCancelled);
});

test("without a resolver there are only addresses", () => {
  const run = started(
    `
    show(ngx.socket.connect("example.org\\0x", 80))
    show(ngx.socket.udp():setpeername("example.org", 80))`,
    { socketSettings: { resolves: undefined } },
  );
  assert.equal(run.news(), [
    'nil|no resolver defined to resolve "example.org"',
    'nil|no resolver defined to resolve "example.org"',
  ]);
});

test.run();
