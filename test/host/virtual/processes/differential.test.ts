/** The shell and the programs beside those of this machine. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Machine } from "./machine.ts";
import { FILES, SNIPPETS } from "./snippets.ts";

const ENVIRONMENT = { PATH: "/usr/bin:/bin", HOME: "/root", LC_ALL: "C", TZ: "UTC" };

/** One in so many is run, on each day others; all where that is asked for. */
const EACH = process.env.ALL_SNIPPETS === undefined && process.env.CI === undefined ? 4 : 1;

test("texts for the shell do what they do on a real machine", () => {
  const different: string[] = [];
  const today = Math.floor(Date.now() / 86_400_000);
  const texts = SNIPPETS.filter((_, at) => (at + today) % EACH === 0);
  for (const text of texts) {
    const [real, ours] = [onRealMachine(text), simulated(text)];
    if (JSON.stringify(real) === JSON.stringify(ours)) continue;
    different.push(`${text}\n  real ${JSON.stringify(real)}\n  ours ${JSON.stringify(ours)}`);
  }
  process.stdout.write(`${texts.length - different.length} of ${texts.length} texts agree with dash\n`);
  assert.is(different.join("\n"), "");
});

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
  for (const folder of ["/root", "/usr"]) machine.files.makeFolder(folder);
  for (const [name, content] of Object.entries(FILES)) machine.files.put(name, Buffer.from(content));
  const { stdout, stderr, exit } = machine.run(["sh", "-c", text]);
  return { stdout, stderr, status: exit?.reason === "exit" ? exit.status : -2 };
}

test.run();
