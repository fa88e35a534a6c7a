// The figures of pipe.lua for what ngxbox starts children by: `node children.js execa` or `node children.js spawn`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { execa } from "execa";

const SEQUENCE = 200;
const SIDE_BY_SIDE = 64;
const OUTPUT_BYTES = 200_000_000;

/** Each runs a program to its end and hands its output to `take`. */
const starters = {
  async execa(file, args, take) {
    const child = execa(file, args, { buffer: false, encoding: "buffer" });
    child.stdout.on("data", take);
    await child;
  },
  async spawn(file, args, take) {
    const child = spawn(file, args);
    child.stdout.on("data", take);
    await once(child, "close");
  },
};

const start = starters[process.argv[2]];
const ignore = () => {};
let began = performance.now();
const took = () => {
  const elapsed = performance.now() - began;
  began = performance.now();
  return elapsed;
};
for (let count = 0; count < SEQUENCE; count++) await start("true", [], ignore);
console.log("spawn_us", (took() / SEQUENCE) * 1000);
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => start("echo", ["x"], ignore)));
console.log("concurrent64_us", (took() / SIDE_BY_SIDE) * 1000);
let bytes = 0;
await start("head", ["-c", String(OUTPUT_BYTES), "/dev/zero"], (chunk) => {
  bytes += chunk.length;
});
console.log("stdout_MBps", bytes / 1000 / took());
