import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { impurities } from "./core-rules.ts";

const src = fileURLToPath(new URL("../../src/", import.meta.url));

test("the core keeps no state, names nothing of Node, and waits by its scheduler alone", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const wrong = files.flatMap((file) => impurities(file.replaceAll("\\", "/"), readFileSync(src + file, "utf8")));
  assert.equal(wrong, []);
});

test("what machines would share is found", () => {
  for (const line of [
    "let count = 0;",
    "export let last: string | undefined;",
    "const cache = new Map<string, Value>();",
    "const cache: Map<string, Value> = new Map();",
    "const known = new WeakSet<Table>();",
  ]) {
    assert.is(impurities("ngx/a.ts", line).length, 1, line);
    assert.equal(impurities("cli/a.ts", line), []);
  }
  assert.equal(impurities("vm/a.ts", "const WORDS: ReadonlySet<string> = new Set(LIST);\n  let inner = 0;"), []);
});

test("Node's globals, and what waits by itself, are found", () => {
  for (const line of ["Buffer.from(text)", "if (process.env.DEBUG)", "  setTimeout(run, 5);", "await done;"]) {
    assert.is(impurities("vm/a.ts", line).length, 1, line);
  }
  assert.equal(impurities("vm/a.ts", "// await what setTimeout promises\n/** Buffer */ process.kill(9);"), []);
  assert.equal(impurities("runtime/clock.ts", "setTimeout(run, 5);"), []);
});

test.run();
