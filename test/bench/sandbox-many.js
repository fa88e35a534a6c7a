// Makes and closes many of a kind, and prints what is resident after each count: node sandbox-many.js KIND COUNT…
// With --expose-gc it collects garbage before.
import { spawn } from "node:child_process";
import { Worker } from "node:worker_threads";
import { createSandbox } from "../../dist/index.js";

const [kind, ...counts] = process.argv.slice(2);

const KINDS = {
  none: () => life("none"),
  worker: () => life("worker"),
  process: () => life("process"),
  // what is V8's and Node's part of it: as much garbage, a thread, a process
  "bare-none": garbage,
  "bare-worker": bareThread,
  "bare-process": bareProcess,
};

const most = Math.max(...counts.map(Number));
for (let made = 1; made <= most; made++) {
  await KINDS[kind]();
  if (!counts.includes(String(made))) continue;
  if (globalThis.gc !== undefined) await collect();
  console.log(process.memoryUsage.rss() / 2 ** 20);
}

async function collect() {
  for (let time = 0; time < 2; time++) {
    globalThis.gc();
    // what the engine gives back to the system it gives back by and by
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function life(isolation) {
  const box = await createSandbox({ isolation, spare: false });
  await box.run("print(1)");
  await box.close();
}

/** As many bytes as a sandbox without isolation makes, about 220 kB, and held as long. */
async function garbage() {
  const held = [];
  for (let piece = 0; piece < 2750; piece++) held.push({ piece, more: [piece] });
  await new Promise(setImmediate);
  return held.length;
}

async function bareThread() {
  const options = { eval: true, execArgv: [], env: {}, stdout: true, stderr: true };
  const worker = new Worker(`require("node:worker_threads").parentPort.postMessage(1)`, options);
  await new Promise((resolve) => worker.once("message", resolve));
  await worker.terminate();
}

async function bareProcess() {
  const code = "process.send(1); process.on('message', () => {})";
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  await new Promise((resolve) => child.once("message", resolve));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
}
