/** What docs/permissions.md shows: its program, its commands, its table of limits. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { PROGRAMS } from "../../src/host/virtual/processes/programs/index.ts";
import { DEFAULT_LIMITS } from "../../src/sandbox/limits.ts";
import { LIST_PERMISSIONS } from "../../src/sandbox/outside/permissions.ts";
import { shell } from "../cli/processes.ts";

const page = readFileSync(new URL("../../docs/permissions.md", import.meta.url), "utf8");
const library = new URL("../../dist/index.js", import.meta.url).href;

test("its program prints what its comments say", async () => {
  const folder = mkdtempSync(join(tmpdir(), "permissions-"));
  const [, code = ""] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? [];
  writeFileSync(join(folder, "permissions.mjs"), code.replace('from "ngxbox"', `from "${library}"`));
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [join(folder, "permissions.mjs")], (error, text) =>
      error === null ? resolve(text) : reject(error),
    );
  });
  rmSync(folder, { recursive: true });
  const said = code.split("\n").flatMap((line) => /^\/\/ (.*)$/.exec(line)?.[1] ?? []);
  assert.equal(stdout.trimEnd().split("\n"), said.slice(1));
});

test("its commands print what it says", async () => {
  const commands = [...page.matchAll(/^ {4}\$ (.*)\n((?: {4}(?!\$).*\n)*)/gm)];
  assert.is(commands.length, 3);
  for (const [, command = "", output = ""] of commands) {
    const { stdout } = await shell(`{ ${command}; } 2>&1`);
    assert.is(stdout, output.replaceAll(/^ {4}/gm, ""), command);
  }
});

test("it names the programs that are simulated", () => {
  const [, names = ""] = /nothing of the host: `([^`]*)`/.exec(page) ?? [];
  assert.equal(names.split(/\s/), [...PROGRAMS.keys()]);
});

test("its tables are complete", () => {
  const limits = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, name, usual]) => [name, Number(usual)]);
  assert.equal(Object.fromEntries(limits), DEFAULT_LIMITS);
  const permissions = [...page.matchAll(/^\| `(\w+): .* \| `--allow-(\w+)/gm)].map(([, name, option]) => [
    name,
    option,
  ]);
  assert.equal(
    permissions,
    [...LIST_PERMISSIONS, "signal"].map((name) => [name, name]),
  );
});

test.run();
