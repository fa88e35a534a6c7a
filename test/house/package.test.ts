import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root, run } from "../cli/processes.ts";
import { skip } from "../skip.ts";

/** What npm would pack: how many bytes, and which files. */
function packed(): { readonly size: number; readonly paths: readonly string[] } {
  const argv = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const printed = execFileSync("npm", argv, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [{ size, files }] = JSON.parse(printed);
  return { size, paths: files.map(({ path }: { path: string }) => path) };
}

test("the package holds what runs and what explains it, and nothing else", () => {
  const { size, paths } = packed();
  for (const path of [
    "package.json",
    "dist/ngxbox.cjs",
    "dist/resty-box.cjs",
    "dist/index.js",
    "dist/index.cjs",
    "dist/sandbox.cjs",
    "lua/examples/hello.lua",
  ]) {
    assert.ok(paths.includes(path), path);
  }
  // a page to run on the spot is worth that much, and no more
  assert.ok(size < 5e6, `${size} bytes`);
  const places = /^(package\.json|[A-Z]+\.md|LICENSE|lua\/.*\.lua|dist\/.*(?<!\.cache))$/;
  assert.equal(
    paths.filter((path) => !places.test(path)),
    [],
  );
});

test("the package holds the playground's page", () => {
  if (!existsSync(`${root}dist/playground`)) return skip("npm run playground:build comes first");
  const { paths } = packed();
  for (const path of ["index.html", "licences.txt", "sw.js"]) {
    assert.ok(paths.includes(`dist/playground/${path}`), path);
  }
  assert.ok(paths.some((path) => /^dist\/playground\/assets\/.*\.wasm$/.test(path)));
});

const use = `
const none = { isTTY: false, mayBlock: false, readSync: () => null, write: () => undefined, flush: () => undefined };
const ports = { stdio: { stdin: none, stdout: none, stderr: none }, files: {}, environment: {}, time: {} };
const machine = new ngxbox.Machine({ ports, paths: { path: "", cpath: "" } });
console.log(...machine.call(machine.load("return 1 + 1", "=use")));`;

test("a program requires the machine, and has the same as whoever imports it", async () => {
  const [required, imported] = ["index.cjs", "index.js"].map((file) => JSON.stringify(`${root}dist/${file}`));
  const code = `const ngxbox = require(${required});${use}
import(${imported}).then((module) => console.log(Object.keys(ngxbox).every((name) => module[name] === ngxbox[name])));`;
  const ended = await run(process.execPath, ["--input-type=commonjs", "--eval", code], { input: "" });
  assert.equal(ended, { exit: 0, stdout: "2\ntrue\n", stderr: "" });
});

test("a program imports the machine", async () => {
  const code = `import * as ngxbox from ${JSON.stringify(`${root}dist/index.js`)};${use}`;
  const ended = await run(process.execPath, ["--input-type=module", "--eval", code], { input: "" });
  assert.equal(ended, { exit: 0, stdout: "2\n", stderr: "" });
});

test("a CommonJS program requires it", async () => {
  // Node before 20.19 cannot require an ES module
  if (!("require_module" in process.features)) return;
  const code = `const ngxbox = require(${JSON.stringify(`${root}dist/index.js`)});${use}`;
  const { exit, stdout } = await run(process.execPath, ["--eval", code], { input: "" });
  assert.equal([exit, stdout], [0, "2\n"]);
});

test.run();
