import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Entry } from "../../src/reference/entry.ts";
import { type RedisServer, redisIsInstalled, startRedis } from "../redis-server.ts";
import { skip } from "../skip.ts";
import { pages } from "./pages.ts";
import { runExample, type Services } from "./run-example.ts";

// REFERENCE=ngx.timer runs only the examples of entries whose name begins so.
const { REFERENCE = "" } = process.env;

/** What stands behind `-->` and `--!`. */
function marked(example: string, mark: string): string[] {
  return example.split("\n").flatMap((line) => {
    const at = line.indexOf(mark);
    return at < 0 ? [] : [line.slice(at + mark.length).replace(/^ /, "")];
  });
}

async function differences(entry: Entry, text: string, services: Services): Promise<string[]> {
  const { stdout, stderr } = await runExample(text, services);
  const expected = marked(text, "-->")
    .map((line) => `${line}\n`)
    .join("");
  const told = marked(text, "--!");
  const wrong: string[] = [];
  // what a program prints last may have no end of line
  if (stdout !== expected && `${stdout}\n` !== expected) {
    wrong.push(`prints\n${stdout}--- where the example says\n${expected}`);
  }
  let from = 0;
  for (const line of told) {
    const at = stderr.indexOf(line, from);
    if (at < 0) wrong.push(`its errors are\n${stderr}--- which has not, or not in this order: ${line}`);
    else from = at + line.length;
  }
  if (told.length === 0 && stderr !== "") wrong.push(`has errors\n${stderr}`);
  return wrong.map((text) => `\n${entry.names[0]} ${text}`);
}

const connected = new Set<Socket>();
const echo = createServer((socket) => {
  connected.add(socket);
  socket.on("error", () => {});
  socket.pipe(socket);
});
const datagrams = createSocket("udp4", (message, { port, address }) => datagrams.send(message, port, address));
let redis: RedisServer | undefined;

/** The echo service at the same port for streams and datagrams, and a Redis. */
async function startServices(): Promise<Services> {
  datagrams.bind(0, "127.0.0.1");
  await once(datagrams, "listening");
  const { port } = datagrams.address();
  echo.listen(port, "127.0.0.1");
  await once(echo, "listening");
  const echoPort = (echo.address() as AddressInfo).port;
  if (redisIsInstalled()) redis = await startRedis();
  return new Map([[7, echoPort], ...(redis === undefined ? [] : [[6379, redis.port] as const])]);
}

test("every example prints what it says", async () => {
  const services = await startServices();
  const wrong: string[] = [];
  let withoutRedis = 0;
  try {
    for (const entry of pages().flatMap(({ entries }) => entries)) {
      const { example } = entry;
      if (example?.language !== "lua" || !entry.names.some((name) => name.startsWith(REFERENCE))) continue;
      if (redis === undefined && example.text.includes("6379")) withoutRedis++;
      else wrong.push(...(await differences(entry, example.text, services)));
    }
  } finally {
    echo.close();
    for (const socket of connected) socket.destroy();
    datagrams.close();
    await redis?.stop();
  }
  if (withoutRedis > 0) skip(`redis-server is not installed: ${withoutRedis} examples`);
  if (wrong.length > 0) assert.unreachable(`${wrong.length} examples are wrong:\n${wrong.join("\n")}`);
});

test.run();
