import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { wrongImports } from "./import-rules.ts";

const src = fileURLToPath(new URL("../../src/", import.meta.url));

test("all imports in src point one way", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const wrong = files.flatMap((file) => wrongImports(file.replaceAll("\\", "/"), readFileSync(src + file, "utf8")));
  assert.equal(wrong, []);
});

test("a layer imports itself and those under it", () => {
  assert.equal(
    wrongImports("ngx/timer.ts", 'import { a } from "./sleep.ts";\nimport type { M } from "../vm/machine.ts";'),
    [],
  );
  assert.equal(wrongImports("vm/machine.ts", 'import {\n  a,\n} from "../ngx/timer.ts";'), [
    "vm/machine.ts imports ../ngx/timer.ts: ngx/ stands above vm/",
  ]);
  assert.equal(wrongImports("runtime/timers/heap.ts", 'export * from "../../cli/main.ts";').length, 1);
  assert.equal(wrongImports("vm/machine.ts", 'const m = await import("../index.ts");').length, 1);
});

test("Node and Fengari are named only where they belong", () => {
  for (const file of ["vm/a.ts", "runtime/a.ts", "ngx/a.ts"]) {
    assert.equal(wrongImports(file, 'import { readFileSync } from "node:fs";').length, 1);
    assert.equal(wrongImports(file, 'const fs = require("fs");').length, 1);
  }
  assert.equal(wrongImports("cli/main.ts", 'import { readFileSync } from "node:fs";'), []);
  assert.equal(wrongImports("vm/parser/parse.ts", 'import fengari from "fengari/src/lparser.js";'), []);
  assert.equal(wrongImports("cli/main.ts", 'import fengari from "fengari";').length, 1);
});

test("a host is named only by those who choose it", () => {
  assert.equal(wrongImports("vm/a.ts", 'import type { Files } from "../host/ports.ts";'), []);
  assert.equal(wrongImports("cli/run.ts", 'import { files } from "../host/node/files.ts";'), []);
  assert.equal(wrongImports("index.ts", 'import { files } from "./host/node/files.ts";'), []);
  assert.equal(wrongImports("host/node/files.ts", 'import { a } from "./paths.ts";'), []);
  assert.equal(wrongImports("ngx/pipe.ts", 'import { files } from "../host/node/files.ts";').length, 1);
  assert.equal(wrongImports("nginx/conf/read.ts", 'import { files } from "../../host/node/files.ts";').length, 1);
  assert.equal(wrongImports("cli/run.ts", 'import { clock } from "../host/virtual/clock.ts";').length, 1);
  assert.equal(wrongImports("sandbox/files.ts", 'import { hostError } from "../host/errno.ts";'), []);
  assert.equal(wrongImports("host/virtual/files.ts", 'import { hostError } from "../errno.ts";'), []);
  for (const shared of ["errno.ts", "confined/sockets.ts", "ports/sockets.ts"]) {
    assert.equal(wrongImports("vm/a.ts", `import { a } from "../host/${shared}";`).length, 1);
  }
  assert.equal(wrongImports("host/node/files.ts", 'import { a } from "../../ngx/timer.ts";').length, 1);
});

test.run();
