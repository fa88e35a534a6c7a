/** What docs/sandbox.md shows: its program, and that its tables are complete. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox } from "../../src/index.ts";
import { run } from "../cli/processes.ts";

const page = readFileSync(new URL("../../docs/sandbox.md", import.meta.url), "utf8");

/** The names in the first column of the table that begins so. */
function rows(heading: string): string[] {
  const [, table = ""] = new RegExp(`^\\| ${heading} \\|.*\\n\\|-.*\\n((?:\\|.*\\n)+)`, "m").exec(page) ?? [];
  return table
    .split("\n")
    .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]*)`/g)].map(([, name = ""]) => name));
}

test("its program prints what its comments say", async () => {
  const library = new URL("../../dist/index.js", import.meta.url).href;
  const [, code = ""] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const program = code.replace('from "ngxbox"', `from ${JSON.stringify(library)}`);
  const ended = await run(process.execPath, ["--input-type=module", "--eval", program], { input: "" });
  const said = [...code.matchAll(/^\/\/ (?!\S+\.mjs$)(.*)$/gm)].map(([, line]) => `${line}\n`).join("");
  assert.equal(ended, { exit: 0, stdout: said, stderr: "" });
});

test("it tells of each option, and of no other", async () => {
  const options = await createSandbox({ none: 1 } as object).catch(
    ({ message }) => /the options are (.*)$/.exec(message)?.[1],
  );
  assert.equal(rows("option").sort(), String(options).split(", "));
});

test("it tells of each field of a result", async () => {
  const box = await createSandbox({ isolation: "none", record: true });
  const { error, ...result } = await box.run("error('x')");
  await box.close();
  const told = [...page.slice(page.indexOf("| result |")).matchAll(/`(\w+)`/g)].map(([, name]) => name);
  for (const field of [...Object.keys(result), ...Object.keys(error ?? {})]) assert.ok(told.includes(field), field);
});

test.run();
