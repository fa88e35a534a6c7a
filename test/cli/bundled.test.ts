import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox } from "./processes.ts";

// Runs the built command line: `npm test` builds it first.

const folder = mkdtempSync(join(tmpdir(), "bundled_"));

test.before(() => {
  mkdirSync(join(folder, "resty/lrucache"), { recursive: true });
  for (const name of ["lock", "lrucache", "lrucache/pureffi", "redis", "signal"]) {
    writeFileSync(join(folder, `resty/${name}.lua`), 'return { from = "elsewhere" }');
  }
});

test.after(() => rmSync(folder, { recursive: true }));

async function origins(options: readonly string[]): Promise<Record<string, string>> {
  const code = `for _, name in ipairs { "lock", "lrucache", "lrucache.pureffi", "redis", "signal" } do
    local ok, library = pcall(require, "resty." .. name)
    ngx.say(name, " ", ok and (library.from or "bundled") or "none")
  end`;
  const { stdout, stderr } = await ngxbox(["run", ...options, "-e", code]);
  assert.is(stderr, "");
  const lines = stdout.split("\n").slice(0, -1);
  return Object.fromEntries(lines.map((line) => line.split(" ") as [string, string]));
}

test("libraries whose originals need FFI are ours wherever an original lies; others are looked for in -I first", async () => {
  assert.equal(await origins(["-I", folder]), {
    lock: "bundled",
    lrucache: "bundled",
    "lrucache.pureffi": "bundled",
    redis: "elsewhere",
    signal: "bundled",
  });
});

test("--no-bundled takes a library from elsewhere, or not at all", async () => {
  const options = ["resty.lock", "resty.lrucache.pureffi", "resty.signal"].flatMap((name) => ["--no-bundled", name]);
  assert.equal(await origins(["-I", folder, ...options]), {
    lock: "elsewhere",
    lrucache: "bundled",
    "lrucache.pureffi": "elsewhere",
    redis: "elsewhere",
    signal: "elsewhere",
  });
  assert.equal(await origins(["--no-bundled=resty.redis", "--no-bundled=resty.signal"]), {
    lock: "bundled",
    lrucache: "bundled",
    "lrucache.pureffi": "bundled",
    redis: "none",
    signal: "none",
  });
});

test.run();
