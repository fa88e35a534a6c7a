import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ipOf, targetOf } from "../../../src/runtime/socket/address.ts";

test("addresses are read as nginx reads them", () => {
  assert.equal(targetOf("127.0.0.1", 80), { ip: "127.0.0.1", port: 80 });
  assert.equal(targetOf("127.0.0.1:81", 80), { ip: "127.0.0.1", port: 81 });
  assert.equal(targetOf("127.000.000.001", 80), { ip: "127.0.0.1", port: 80 });
  assert.equal(targetOf("1..2.3", 80), { ip: "1.0.2.3", port: 80 });
  assert.equal(targetOf("[::1]", 80), { ip: "::1", port: 80 });
  assert.equal(targetOf("[::1]:81", 80), { ip: "::1", port: 81 });
  assert.equal(targetOf("unix:/a:b", 80), { path: "/a:b" });
  assert.equal(targetOf("UNIX:/a\0b", 80), { path: "/a" });
});

test("what is no address is a name, with its port as a part of it", () => {
  for (const name of ["localhost", "255.255.255.255", "1.2", "256.1.1.1", "127.0.0.1 ", "a\0b", "localhost:80"]) {
    assert.equal(targetOf(name, 7), { name, port: 7 });
  }
});

test("what is neither gets nginx's words", () => {
  const errors: Readonly<Record<string, string>> = {
    "": "no host",
    ":80": "no host",
    "[]": "no host",
    "unix:": "no path in the unix domain socket",
    [`unix:${"x".repeat(108)}`]: "too long path in the unix domain socket",
    "localhost:0": "invalid port",
    "localhost:": "invalid port",
    "1.2.3.4:65536": "invalid port",
    "::1": "invalid port",
    "[::1]:": "invalid port",
    "a/b": "invalid host",
    "a?b": "invalid host",
    "[::1": "invalid host",
    "[::1]x": "invalid host",
    "[::1]:80/x": "invalid host",
    "[zz]": "invalid IPv6 address",
    "[::1%lo]": "invalid IPv6 address",
    "[1::2::3]": "invalid IPv6 address",
  };
  for (const [host, error] of Object.entries(errors)) assert.equal(targetOf(host, 7), { error }, host);
  assert.equal(targetOf(`unix:${"x".repeat(107)}`, 7), { path: "x".repeat(107) });
});

test("every IP address is one, and nothing breaks on what is none", () => {
  fc.assert(fc.property(fc.ipV4(), (ip) => ip === "255.255.255.255" || ipOf(ip) === ip));
  fc.assert(fc.property(fc.ipV6(), (ip) => ipOf(ip) === ip));
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."[]:/?.0123af\0 ") }), (text) => void targetOf(text, 1)));
});

test.run();
