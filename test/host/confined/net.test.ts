/** Where `permissions.net` lets sockets lead: decided by the address that is dialled. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { canonicalIp, isInside } from "../../../src/host/confined/ip.ts";
import { NetRules, parseNetRule } from "../../../src/host/confined/net-rules.ts";
import { confinedSockets } from "../../../src/host/confined/sockets.ts";
import { hostError } from "../../../src/host/errno.ts";
import type { ConnectError, Connection, PeerAddress, Sockets } from "../../../src/host/ports.ts";

const BOTH = { ipv4: true, ipv6: true, nameservers: [] };

function rules(...entries: string[]): NetRules {
  return new NetRules(
    entries.map((entry) => {
      const rule = parseNetRule(entry);
      if (rule === undefined) throw new Error(`${entry} is none`);
      return rule;
    }),
  );
}

/** Sockets that notes what is dialled, and a resolver whose answers change. */
function recorded(net: NetRules, names: Readonly<Record<string, readonly string[]>>) {
  const dialled: PeerAddress[] = [];
  const denied: string[] = [];
  const sockets: Sockets = {
    resolve(name, _how, done) {
      done(names[name] ?? "not found");
      return () => {};
    },
    connect(to) {
      dialled.push(to);
      return { close() {} } as Connection;
    },
    datagrams(to) {
      dialled.push(to);
      return { ...hostError("EINVAL"), call: "connect" };
    },
  };
  const confined = confinedSockets(sockets, net, (where) => denied.push(where));
  const resolved = (name: string) => new Promise<unknown>((resolve) => void confined.resolve(name, BOTH, resolve));
  return { confined, dialled, denied, resolved };
}

test("an address has one text, however it is written", () => {
  for (const text of ["::ffff:127.0.0.1", "::FFFF:7f00:1", "0:0:0:0:0:ffff:7f00:1", "::ffff:7f00:0001%eth0"]) {
    assert.is(canonicalIp(text), "127.0.0.1", text);
  }
  assert.is(canonicalIp("::1"), canonicalIp("0:0:0:0:0:0:0:1"));
  assert.is(canonicalIp("FE80::A"), canonicalIp("fe80:0::000a"));
  for (const text of [
    ...[
      "127.1",
      "2130706433",
      "0x7f.0.0.1",
      "0177.0.0.1",
      "127.0.0.1.",
      "127.0.0.256",
      "1.2.3",
      "",
      "::1::",
      ":::",
      "1::2::3",
    ],
    ...["::12345", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::ffff:127.1", "localhost", ":"],
  ]) {
    assert.is(canonicalIp(text), undefined, text);
  }
});

test("addresses of the computer itself, and of its link", () => {
  for (const ip of [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "169.254.169.254",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "fe80::1",
    "::7f00:1",
  ]) {
    assert.ok(isInside(ip), ip);
  }
  for (const ip of ["10.0.0.1", "8.8.8.8", "2001:db8::1", "fd00::1", "::ffff:8.8.8.8"]) assert.not(isInside(ip), ip);
  assert.ok(isInside("nonsense"), "what is unknown may be");
});

test("entries", () => {
  assert.equal(parseNetRule("127.0.0.1:6379"), { ip: "127.0.0.1", port: 6379 });
  assert.equal(parseNetRule("[::ffff:127.0.0.1]:80"), { ip: "127.0.0.1", port: 80 });
  assert.equal(parseNetRule("Redis.Example.:*"), { name: "redis.example", port: undefined });
  assert.equal(parseNetRule("unix:/run/s"), { path: "/run/s" });
  for (const text of [
    ...[
      "",
      "redis",
      ":80",
      "a:0",
      "a:65536",
      "a:-1",
      "a:x",
      "127.1:80",
      "2130706433:80",
      "0x7f000001:80",
      "::1:80",
      "[::1]",
    ],
    ...["[127.0.0.1]:80", "unix:", "unix:run", "unix:/a\0b", "a b:80", "a/b:80", "http://a:80"],
  ]) {
    assert.is(parseNetRule(text), undefined, text);
  }
});

test("what is dialled has to be allowed, in whatever form", () => {
  const net = rules("127.0.0.1:6379", "10.0.0.1:*", "unix:/run/s");
  for (const [ip, port] of [
    ["127.0.0.1", 6379],
    ["::ffff:127.0.0.1", 6379],
    ["10.0.0.1", 1],
  ] as const) {
    assert.ok(net.allows({ ip, port }), ip);
  }
  for (const [ip, port] of [
    ["127.0.0.1", 6380],
    ["127.0.0.2", 6379],
    ["0.0.0.0", 6379],
    ["::1", 6379],
    ["::", 6379],
    ["10.0.0.2", 1],
    ["127.1", 6379],
    ["", 6379],
  ] as const) {
    assert.not(net.allows({ ip, port }), ip);
  }
  assert.ok(net.allows({ path: "/run/s" }));
  for (const path of ["/run/../run/s", "/run//s", "/run/s/", "/run/t", "\0"]) assert.not(net.allows({ path }), path);
});

test("a name that resolves inside is no way in", async () => {
  const names: Record<string, readonly string[]> = {
    "evil.test": ["127.0.0.1"],
    "good.test": ["93.184.216.34", "::1"],
  };
  const { confined, dialled, denied, resolved } = recorded(rules("good.test:443", "evil.test:80"), names);
  assert.is(await resolved("evil.test"), "not found");
  assert.is(await resolved("other.test"), "not found");
  assert.equal(await resolved("good.test"), ["93.184.216.34"]);
  const tried = (ip: string, port: number) =>
    new Promise<ConnectError | undefined>((resolve) => {
      const connection = confined.connect({ ip, port }, undefined, resolve);
      if (dialled.length > 0) resolve(undefined);
      void connection;
    });
  assert.is((await tried("127.0.0.1", 80))?.code, "EACCES");
  assert.is((await tried("93.184.216.34", 80))?.code, "EACCES", "another port");
  assert.is(await tried("93.184.216.34", 443), undefined);
  assert.equal(dialled, [{ ip: "93.184.216.34", port: 443 }]);
  assert.equal(denied, ["evil.test (127.0.0.1)", "other.test", "127.0.0.1:80", "93.184.216.34:80"]);
  // it changes its mind between two look-ups
  names["good.test"] = ["169.254.169.254"];
  assert.is(await resolved("good.test"), "not found");
  assert.not(rules("good.test:*").allows({ ip: "93.184.216.34", port: 443 }), "who was not asked knows nothing");
});

test("localhost may be the computer itself, and an address that is allowed may have names", async () => {
  const names = { localhost: ["127.0.0.1"], "a.localhost": ["::1"], "name.test": ["127.0.0.1"] };
  const net = rules("localhost:80", "a.localhost:81", "name.test:82", "127.0.0.1:83");
  const { resolved } = recorded(net, names);
  assert.equal(await resolved("localhost"), ["127.0.0.1"]);
  assert.equal(await resolved("a.localhost"), ["::1"]);
  assert.equal(await resolved("name.test"), ["127.0.0.1"]);
  const ports = [80, 81, 82, 83].filter((port) => net.allows({ ip: "127.0.0.1", port }));
  assert.equal(ports, [80, 83], "each for its own port");
});

test("a refused datagram socket and a cancelled refusal", async () => {
  const { confined, dialled } = recorded(rules(), {});
  assert.is((confined.datagrams({ ip: "127.0.0.1", port: 53 }, undefined) as ConnectError).code, "EACCES");
  let told = 0;
  confined.connect({ ip: "127.0.0.1", port: 53 }, undefined, () => told++).close();
  confined.resolve("name", BOTH, () => told++)();
  await new Promise((resolve) => setImmediate(resolve));
  assert.is(told, 0);
  assert.equal(dialled, []);
});

test.run();
