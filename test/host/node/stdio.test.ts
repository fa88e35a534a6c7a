import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

const folder = mkdtempSync(join(tmpdir(), "ngxbox-stdio-"));
test.after(() => rmSync(folder, { recursive: true }));

// bundled once: each of the processes starts in a third of the time
const program = join(folder, "program.mjs");
buildSync({
  entryPoints: [fileURLToPath(new URL("stdio-program.ts", import.meta.url))],
  outfile: program,
  bundle: true,
  platform: "node",
  format: "esm",
});

function start(name: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, name]);
}

async function collect(stream: AsyncIterable<Buffer>, pauseMs = 0): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
    if (pauseMs > 0 && chunks.length % 20 === 0) await new Promise((done) => setTimeout(done, pauseMs));
  }
  return Buffer.concat(chunks).toString("latin1");
}

test("20 MB in small pieces reach a slow reader, also when the process exits at once", async () => {
  const child = start("pieces");
  const exit = once(child, "exit");
  const output = await collect(child.stdout, 1);
  assert.is(output.length, 20_000_000);
  assert.ok(/^x+$/.test(output));
  assert.equal(await exit, [5, null]);
});

test("20 MB at once reach a slow reader through a pipe that does not wait", async () => {
  const child = start("atOnce");
  assert.is((await collect(child.stdout, 2)).length, 20_000_000);
});

test("waiting for a slow reader takes no processor time", async () => {
  const processorTime = async (pauseMs: number) => {
    const child = spawn("bash", ["-c", 'TIMEFORMAT="%U %S"; time "$0" "$1" atOnce', process.execPath, program]);
    await new Promise((done) => setTimeout(done, pauseMs));
    const [, times] = await Promise.all([collect(child.stdout), collect(child.stderr)]);
    const [user = 9, system = 9] = times.trim().split(" ").map(Number);
    return user + system;
  };
  // it is dear on a busy machine, but not by half a second
  const [swift, slow] = [await processorTime(0), await processorTime(1000)];
  assert.ok(slow < swift + 0.5, `${slow} s, and ${swift} s where nobody waits`);
});

test("a reader that goes away ends the program by its own choice", async () => {
  const child = start("pieces");
  await once(child.stdout, "readable");
  child.stdout.destroy();
  const [errors, exit] = await Promise.all([collect(child.stderr), once(child, "exit")]);
  assert.is(errors, "nobody reads");
  assert.equal(exit, [7, null]);
});

test("order is kept over small and large writes, and nothing is lost by exiting", () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, "mixed"], { encoding: "latin1" });
  assert.is(stdout, `1${"x".repeat(70_000)}2`);
  assert.is(stderr, "e");
  assert.is(status, 3);
});

test("what was written is seen while the program runs on", async () => {
  const child = start("turns");
  const [first] = await once(child.stdout, "data");
  assert.is(String(first), "first");
  child.stdin.end();
  await once(child, "exit");
});

test("input is read both ways in turn without loss", async () => {
  const child = start("both");
  child.stdin.end("abcdefgh and the rest");
  assert.is(await collect(child.stdout), "abcd|efgh| and the rest|null|null");
});

test("input from a file is read both ways, too", () => {
  writeFileSync(join(folder, "input"), "abcdefgh and the rest");
  const input = openSync(join(folder, "input"), "r");
  const stdout = spawnSync(process.execPath, [program, "both"], { stdio: [input, "pipe", "pipe"] }).stdout;
  closeSync(input);
  assert.is(String(stdout), "abcd|efgh| and the rest|null|null");
});

test("a read that is cancelled does not keep the program alive", async () => {
  const child = start("abandoned");
  assert.is(await collect(child.stdout), "cancelled");
});

test("a program can exit while it waits for input", async () => {
  const child = start("exiting");
  assert.equal(await once(child, "exit"), [4, null]);
});

test.run();
