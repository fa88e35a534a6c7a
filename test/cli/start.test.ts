import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

const folder = mkdtempSync(join(tmpdir(), "start_"));
const executable = join(folder, "start.cjs");
const bundle = join(folder, "cli-1.js");
const archive = join(folder, "cli-1.parts");
const besidePart = join(folder, `cli-1-printer.js-${process.version}-${process.arch}.cache`);
const beside = `${bundle}-${process.version}-${process.arch}.cache`;
const caches = join(folder, "caches");
const own = join(caches, "ngxbox", `cli-1.js-${process.version}-${process.arch}.cache`);

/** The core prints its arguments; "run part" has a part print them, which takes a function of the core for it. */
const core = `(function (exports, require, module, loadPart) {
  exports.core = () => ({ print: (argv) => console.log(argv.join()) });
  exports.main = (argv) => (argv[1] === "part" ? loadPart("printer").print(argv) : console.log(argv.join()));
})`;
const part = `(function (exports, require, module, loadPart) {
  const { print } = loadPart();
  module.exports = { print: (argv) => print(argv) };
})`;

test.before(async () => {
  writeFileSync(bundle, core);
  writeFileSync(archive, `other part;${part}`);
  const told = { name: "cli-1", parts: { printer: ["other part;".length, part.length] } };
  const contents = `import { start } from "./start.ts";
    start(${JSON.stringify(folder)}, ${JSON.stringify(told)}, process.argv.slice(2));`;
  const resolveDir = fileURLToPath(new URL("../../src/cli", import.meta.url));
  await build({ stdin: { contents, resolveDir }, bundle: true, platform: "node", outfile: executable });
});

test.before.each(() => {
  rmSync(beside, { recursive: true, force: true });
  rmSync(besidePart, { recursive: true, force: true });
  rmSync(caches, { recursive: true, force: true });
});

test.after(() => rmSync(folder, { recursive: true }));

/** Starts the executable, which must print its arguments and nothing else. */
function run(argv: string[], flags: string[] = []): void {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...inherited } = process.env;
  const env = { ...inherited, XDG_CACHE_HOME: caches };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, executable, ...argv], {
    encoding: "utf8",
    env,
  });
  assert.equal({ status, stdout, stderr }, { status: 0, stdout: `${argv.join()}\n`, stderr: "" });
}

test("the first run leaves a code cache beside the bundle, and later runs keep it", () => {
  run(["run", "a"]);
  const { mtimeMs, size } = statSync(beside);
  assert.ok(size > 0);
  run(["run", "b"]);
  assert.is(statSync(beside).mtimeMs, mtimeMs);
});

test("a part has a cache of its own, which any command leaves that loads it", () => {
  run(["run"]);
  assert.not(existsSync(besidePart));
  run(["check", "part"]);
  const { mtimeMs, size } = statSync(besidePart);
  assert.ok(size > 0);
  run(["run", "part"]);
  assert.is(statSync(besidePart).mtimeMs, mtimeMs);
});

test("a part whose cache V8 refuses is loaded all the same", () => {
  writeFileSync(besidePart, "no cache");
  run(["run", "part"]);
  assert.is.not(readFileSync(besidePart, "latin1"), "no cache");
});

test("a cache that V8 refuses is replaced", () => {
  writeFileSync(beside, "no cache");
  run(["run"]);
  assert.is.not(readFileSync(beside, "latin1"), "no cache");
});

test("neither another command nor a start with flags of Node's writes a cache", () => {
  run(["check"]);
  run(["run"], ["--max-old-space-size=100"]);
  assert.not(readdirSync(folder).some((file) => file.endsWith(".cache")));
});

test("where nothing can be written beside the bundle, the user's cache folder takes the cache", () => {
  mkdirSync(beside);
  run(["run"]);
  assert.is(statSync(own).mode & 0o022, 0);
  const { mtimeMs } = statSync(own);
  run(["run"]);
  assert.is(statSync(own).mtimeMs, mtimeMs);
});

test("a cache in the user's folder that others could have written is not run", () => {
  mkdirSync(beside);
  run(["run"]);
  chmodSync(own, 0o666);
  run(["run"]);
  assert.is(statSync(own).mode & 0o777, 0o644);
});

test("where no cache can be written at all, the command runs", () => {
  mkdirSync(beside);
  writeFileSync(caches, "");
  run(["run"]);
});

test.run();
