/** The shell and the programs beside those of this machine. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../../src/host/virtual/random.ts";
import { Machine } from "./machine.ts";
import { randomScript } from "./random-scripts.ts";
import { FILES, SNIPPETS } from "./snippets.ts";

const ENVIRONMENT = { PATH: "/usr/bin:/bin", HOME: "/root", LC_ALL: "C", TZ: "UTC" };

/** One in so many is run; all where that is asked for. */
const EACH = process.env.ALL_SNIPPETS === undefined && process.env.CI === undefined ? 4 : 1;
const RANDOM_SCRIPTS = Number(process.env.RANDOM_SCRIPTS ?? 50);
const RANDOM_SEED = Number(process.env.RANDOM_SEED ?? 1);

test("texts for the shell do what they do on a real machine", () => {
  compare(SNIPPETS.filter((_, at) => at % EACH === 0));
});

test("random texts do, too", () => {
  const random = seededRandom(RANDOM_SEED);
  const below = (most: number) => {
    const [high = 0, low = 0] = random.bytes(2);
    return (high * 256 + low) % most;
  };
  compare(Array.from({ length: RANDOM_SCRIPTS }, () => randomScript(below)));
});

function compare(texts: readonly string[]): void {
  const different: string[] = [];
  for (const text of texts) {
    const [real, ours] = [onRealMachine(text), simulated(text)];
    if (JSON.stringify(real) === JSON.stringify(ours)) continue;
    different.push(`${text}\n  real ${JSON.stringify(real)}\n  ours ${JSON.stringify(ours)}`);
  }
  process.stdout.write(`${texts.length - different.length} of ${texts.length} texts agree with dash\n`);
  assert.is(different.join("\n"), "");
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

function onRealMachine(text: string): Outcome {
  const folder = mkdtempSync(join(tmpdir(), "ngxbox-sh-"));
  try {
    for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
    const options = { cwd: folder, env: ENVIRONMENT, input: "", encoding: "latin1" as const, timeout: 10_000 };
    const { stdout, stderr, status, signal } = spawnSync("/bin/sh", ["-c", text], { ...options, argv0: "sh" });
    return { stdout, stderr, status: status ?? (signal === null ? -1 : -2) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function simulated(text: string): Outcome {
  const machine = new Machine({}, ENVIRONMENT);
  for (const folder of ["/root", "/usr", "/usr/bin"]) machine.files.makeFolder(folder);
  for (const [name, content] of Object.entries(FILES)) machine.files.put(name, Buffer.from(content));
  const { stdout, stderr, exit } = machine.run(["sh", "-c", Buffer.from(text).toString("latin1")]);
  return { stdout, stderr, status: exit?.reason === "exit" ? exit.status : -2 };
}

test.run();
