import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox, root, run } from "./processes.ts";

// What a start loads is what it takes long for. Runs the built command line: `npm test` builds it first.

const folder = mkdtempSync(join(tmpdir(), "loaded_"));
const program = join(root, "dist/ngxbox.cjs");

test.after(() => rmSync(folder, { recursive: true }));

/** Runs a CommonJS file with `preloaded` in front of it. @returns the lines of the file that this writes */
async function lines(preloaded: string, argv: readonly string[]): Promise<string[]> {
  const preload = join(folder, "preload.cjs");
  const list = join(folder, "list");
  writeFileSync(preload, `const file = ${JSON.stringify(list)};${preloaded}`);
  const { exit, stderr } = await run(process.execPath, ["--require", preload, ...argv], { input: "" });
  assert.equal([exit, stderr], [0, ""]);
  return readFileSync(list, "utf8").split("\n");
}

test("a plain run loads next to no module of Node's that an empty program does not", async () => {
  const empty = join(folder, "empty.cjs");
  writeFileSync(empty, "");
  const modules = `process.on("exit", () => require("fs").writeFileSync(file, process.moduleLoadList.join("\\n")));`;
  const ofNode = await lines(modules, [empty]);
  const ofRun = await lines(modules, [program, "run", "-e", "ngx.say(1)"]);
  const more = ofRun.filter((module) => module.startsWith("NativeModule ") && !ofNode.includes(module));
  assert.equal(more, ["NativeModule vm"]);
});

/** The names of what is evaluated of the bundle; "" is its core. */
async function partsOf(...argv: string[]): Promise<string[]> {
  const evaluated = await lines(
    `const vm = require("vm");
    const { Script } = vm;
    const files = [];
    vm.Script = class extends Script { constructor(code, options) { super(code, options); files.push(options.filename); } };
    process.on("exit", () => require("fs").writeFileSync(file, files.join("\\n")));`,
    [program, ...argv],
  );
  return evaluated.map((file) => /cli-[0-9a-f]{12}-?(.*)\.js$/.exec(file)?.[1] ?? file);
}

test("a plain run loads the core of the command line alone", async () => {
  const script = "local t = { 1 } for i = 1, 3 do t[i] = i .. '' end ngx.sleep(0) ngx.timer.at(0, print) ngx.say(#t)";
  assert.equal(await partsOf("run", "-e", script), [""]);
});

test("a part is loaded once", async () => {
  const script = "ngx.say((('x'):find('y')), ('abc'):gsub('b', 'x'))";
  const parts = await partsOf("run", "-e", script);
  assert.ok(parts.includes("vm-library-strings-patterns"));
  assert.is(new Set(parts).size, parts.length);
});

test("a script that has all files open that it may still gets what is loaded late", async () => {
  const script = `local files = {}
    repeat local file = io.open("${program}") files[#files + 1] = file until not file
    ngx.say(("%03d"):format(7), ("abc"):match("b."), ngx.re.match("abc", "c")[0], require("cjson").encode({ 1 }))`;
  const limited = ["-c", 'ulimit -n 64; exec "$0" "$@"', process.execPath, program, "run", "-e", script];
  const { stdout, stderr } = await run("sh", limited, { input: "" });
  assert.equal([stdout, stderr], ["007bcc[1]\n", ""]);
});

test("what is not run has its parts, too", async () => {
  assert.match((await ngxbox(["--version"])).stdout, /^ngxbox /);
  assert.match((await ngxbox(["explain", "ngx.say"])).stdout, /ngx\.say/);
});

test.run();
