import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeSockets } from "../../../../src/host/node/sockets/sockets.ts";

const IPV4 = { ipv4: true, ipv6: false };

function resolve(name: string): Promise<readonly string[] | "not found" | "no answer"> {
  return new Promise((done) => nodeSockets.resolve(name, IPV4, done));
}

test("a name is what the system takes it for", async () => {
  assert.equal(await resolve("localhost"), ["127.0.0.1"]);
});

test("a name that does not exist is not found, or nobody answers", async () => {
  for (const name of ["no.such.name.invalid", "a\0b", "a b", "localhost:80", ".".repeat(300)]) {
    assert.ok(["not found", "no answer"].includes(String(await resolve(name))), name);
  }
});

test("the system's old forms of addresses are no names", async () => {
  for (const name of ["127.1", "2130706433", "0x7f.1", "255.255.255.255", "127.0.0.1"]) {
    assert.is(await resolve(name), "not found", name);
  }
});

test("who cancels is told nothing", async () => {
  const told: unknown[] = [];
  for (const name of ["localhost", "127.1"]) nodeSockets.resolve(name, IPV4, (found) => told.push(found))();
  await resolve("localhost");
  await new Promise((done) => setTimeout(done, 5));
  assert.equal(told, []);
});

test.run();
