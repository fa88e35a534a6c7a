import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { resolve } from "../../../../src/host/node/sockets/resolve.ts";
import type { Resolution, ResolveFailure } from "../../../../src/host/ports.ts";

const IPV4: Resolution = { ipv4: true, ipv6: false, nameservers: [] };
const A = 1;
const AAAA = 28;

function lookUp(name: string, how = IPV4): Promise<readonly string[] | ResolveFailure> {
  return new Promise((done) => resolve(name, how, done));
}

test("a name is what the system takes it for", async () => {
  assert.equal(await lookUp("localhost"), ["127.0.0.1"]);
});

test("a name that does not exist is not found, or nobody answers", async () => {
  for (const name of ["no.such.name.invalid", "a\0b", "a b", "localhost:80", ".".repeat(300)]) {
    assert.ok(["not found", "no answer"].includes(String(await lookUp(name))), name);
  }
});

test("the system's old forms of addresses are no names", async () => {
  for (const name of ["127.1", "2130706433", "0x7f.1", "255.255.255.255", "127.0.0.1"]) {
    assert.is(await lookUp(name), "not found", name);
  }
});

test("who cancels is told nothing", async () => {
  const told: unknown[] = [];
  const note = (found: unknown) => told.push(found);
  resolve("localhost", IPV4, note)();
  resolve("127.1", IPV4, note)();
  resolve("x.test", { ...IPV4, nameservers: ["127.0.0.1:9"] }, note)();
  await lookUp("localhost");
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(told, []);
});

/** A name server: "v4.test" and "both.test" have addresses, "codeN.test" gets that code. */
function answer(query: Buffer): Buffer {
  const end = query.indexOf(0, 12);
  const question = query.subarray(12, end + 5);
  const type = question.readUInt16BE(question.length - 4);
  const name =
    query
      .subarray(13, end)
      .toString("latin1")
      .split(/[^\x20-\x7e]/)[0] ?? "";
  const code = Number(/^code(\d)/.exec(name)?.[1] ?? 0);
  const address = type === A ? [10, 0, 0, 1] : name === "both" ? [...Array(15).fill(0), 1] : [];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(code === 0 && address.length > 0 ? 1 : 0, 6);
  header.writeUInt16BE(0, 10);
  const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length, ...address]);
  return Buffer.concat([header, question, ...(code === 0 && address.length > 0 ? [record] : [])]);
}

test("name servers that are named are asked instead, and what they answer is told", async () => {
  const seen = new Set<number>();
  const server = createSocket("udp4", (query, { port, address }) => {
    const end = query.indexOf(0, 12);
    seen.add(query.readUInt16BE(end + 1));
    server.send(answer(query), port, address);
  });
  await once(server.bind(0, "127.0.0.1"), "listening");
  const nameservers = [`127.0.0.1:${server.address().port}`];
  const ask = (name: string, ipv6 = false) => lookUp(name, { ipv4: true, ipv6, nameservers });
  assert.equal(await ask("v4.test"), ["10.0.0.1"]);
  assert.equal([...seen], [A]);
  assert.equal([...((await ask("both.test", true)) as string[])].sort(), ["10.0.0.1", "::1"]);
  assert.ok(seen.has(AAAA));
  assert.equal(await ask("v4.test", true), ["10.0.0.1"]);
  assert.is(await ask("code3.test"), "not found");
  assert.is(await ask("code2.test"), "server failure");
  assert.is(await ask("code5.test"), "operation refused");
  assert.ok(["not found", "format error"].includes(String(await ask("a..b"))));
  server.close();
});

test.run();
