// The figures of redis.lua, redis-first.lua and redis-warm.lua for node:net alone, without a script: `PORT=… node redis-client.js`.
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

if (process.argv[2] === "first") {
  const took = [];
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    const began = Date.now();
    await repeat("PING\r\n", STRETCH, "+PONG\r\n".length);
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
await repeat("PING\r\n", ROUND_TRIPS, "+PONG\r\n".length);
console.log("roundtrip_us", (took() / ROUND_TRIPS) * 1000);
const set = `*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$${BULK_BYTES}\r\n${"x".repeat(BULK_BYTES)}\r\n`;
await repeat(set, 1, "+OK\r\n".length);
await repeat("GET big\r\n", BULK_READS, `$${BULK_BYTES}\r\n\r\n`.length + BULK_BYTES);
console.log("bulk_MBps", (BULK_READS * BULK_BYTES) / 1000 / took());
await repeat("PING\r\n", WARMING, "+PONG\r\n".length);
took();
await repeat("PING\r\n", ROUND_TRIPS, "+PONG\r\n".length);
console.log("roundtrip_warm_us", (took() / ROUND_TRIPS) * 1000);
socket.destroy();
