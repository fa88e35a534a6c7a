import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";

// Runs the built library: `npm test` builds it first.

const page = readFileSync(new URL("../../docs/testing.md", import.meta.url), "utf8");

/** Where the examples find what they import: they lie in a folder without packages. */
const MODULES: Readonly<Record<string, string>> = {
  ngxbox: new URL("../../dist/index.js", import.meta.url).href,
  uvu: import.meta.resolve("uvu"),
  "uvu/assert": import.meta.resolve("uvu/assert"),
  vitest: new URL("vitest-stub.js", import.meta.url).href,
};

/** The examples by their file names, which their first lines say. */
const examples = new Map(
  [...page.matchAll(/^```(?:lua|js)\n(?:--|\/\/) (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = "", code = ""]) => [
    name,
    code.replace(/ from "([^".]+)";$/gm, (whole, module: string) =>
      module.startsWith("node:") ? whole : ` from "${MODULES[module]}";`,
    ),
  ]),
);

const folder = mkdtempSync(join(tmpdir(), "testing_"));
test.before(() => {
  for (const [name, code] of examples) writeFileSync(join(folder, name), code);
});
test.after(() => rmSync(folder, { recursive: true }));

function run(name: string): Promise<{ status: number; output: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [join(folder, name)], (error, stdout, stderr) =>
      done({ status: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

test("the page has the module, a test of it for each runner, and one of waits", () => {
  assert.equal(
    [...examples.keys()],
    ["jobs.lua", "jobs.test.mjs", "jobs.uvu.mjs", "jobs.vitest.mjs", "stalls.uvu.mjs"],
  );
  assert.is(page.match(/^```/gm)?.length, 2 * examples.size, "no example is left out");
});

for (const [name, passed] of [
  ["jobs.test.mjs", /# pass 1\n# fail 0/],
  ["jobs.uvu.mjs", /Passed: +2/],
  ["jobs.vitest.mjs", /# pass 2\n# fail 0/],
  ["stalls.uvu.mjs", /Passed: +2/],
] as const) {
  test(`${name} of docs/testing.md passes`, async () => {
    const { status, output } = await run(name);
    assert.is(status, 0, output);
    assert.match(output, passed);
  });
}

test.run();
