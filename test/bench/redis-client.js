// The figures of redis.lua, redis-first.lua and redis-warm.lua for node:net alone, without a script:
// `PORT=… node redis-client.js [lines] [first]`. It counts the bytes of replies, the least that a client can do; with `lines` it
// does what the scripts do, which wait for a reply and have it as a line of text.
import { once } from "node:events";
import { connect } from "node:net";

const ROUND_TRIPS = 10_000;
const WARMING = 20_000;
const STRETCH = 500;
const STRETCHES = 20;
const BULK_READS = 50;
const BULK_BYTES = 1_000_000;

const socket = connect({ host: "127.0.0.1", port: Number(process.env.PORT), noDelay: true });
await once(socket, "connect");
let heard = () => {};
socket.on("data", (chunk) => heard(chunk));

const wanted = new Set(process.argv.slice(2));

/** Sends PING so many times, each when the reply to the one before has come. */
const ping = wanted.has("lines") ? pingForLines : (times) => repeat("PING\r\n", times, "+PONG\r\n".length);

async function pingForLines(times) {
  let text = "";
  let takeLine;
  heard = (chunk) => {
    text += chunk.latin1Slice();
    const end = text.indexOf("\r\n");
    if (end < 0) return;
    const line = text.slice(0, end);
    text = text.slice(end + 2);
    takeLine(line);
  };
  for (; times > 0; times--) {
    const reply = new Promise((done) => {
      takeLine = done;
    });
    socket.write("PING\r\n");
    if ((await reply) !== "+PONG") throw new Error("another reply than +PONG");
  }
}

/** Sends `request` so many times, each when the reply to the one before has come, which has `bytes`. */
function repeat(request, times, bytes) {
  return new Promise((done) => {
    let missing = bytes;
    let chunks = [];
    heard = (chunk) => {
      chunks.push(chunk);
      missing -= chunk.length;
      if (missing > 0) return;
      if (chunks.length > 1) Buffer.concat(chunks);
      chunks = [];
      missing = bytes;
      if (--times === 0) done();
      else socket.write(request);
    };
    socket.write(request);
  });
}

if (wanted.has("first")) {
  const took = [];
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const began = Date.now();
    await ping(STRETCH);
    took.push(((Date.now() - began) / STRETCH) * 1000);
  }
  for (const [stretch, us] of took.entries()) console.log(`first_us/${stretch + 1}`, us);
  process.exit();
}

let began = performance.now();
const took = () => {
  const elapsed = performance.now() - began;
  began = performance.now();
  return elapsed;
};
await ping(ROUND_TRIPS);
console.log("roundtrip_us", (took() / ROUND_TRIPS) * 1000);
if (!wanted.has("lines")) await readBulk();
await ping(WARMING);
took();
await ping(ROUND_TRIPS);
console.log("roundtrip_warm_us", (took() / ROUND_TRIPS) * 1000);
socket.destroy();

async function readBulk() {
  const set = `*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$${BULK_BYTES}\r\n${"x".repeat(BULK_BYTES)}\r\n`;
  await repeat(set, 1, "+OK\r\n".length);
  await repeat("GET big\r\n", BULK_READS, `$${BULK_BYTES}\r\n\r\n`.length + BULK_BYTES);
  console.log("bulk_MBps", (BULK_READS * BULK_BYTES) / 1000 / took());
}
