/** `ngxbox run` with a project, as the playground saves it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readExamples } from "../../playground/examples/read.ts";
import { type Project, writeProject } from "../../src/index.ts";
import { ngxbox, type Surroundings, shell } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "ngxbox-project-"));
test.after(() => rmSync(folder, { recursive: true }));

let files = 0;

/** A file with `content`, and its path. */
function file(content: string | Uint8Array, name = "project.json"): string {
  const path = join(folder, `${++files}-${name}`);
  writeFileSync(path, content);
  return path;
}

function project(main: string, fields: Partial<Project> = {}): string {
  return writeProject({
    format: "ngxbox-project",
    version: 1,
    main: "main.lua",
    ...fields,
    files: { "main.lua": main, ...fields.files },
  });
}

function run(content: string, words: readonly string[] = [], around: Surroundings = {}) {
  return ngxbox(["run", file(content), ...words], around);
}

test("an example of the playground prints the same on the command line", async () => {
  const examples = readExamples().filter(({ id }) => ["once", "redis", "shell", "stdin"].includes(id));
  assert.is(examples.length, 4);
  for (const { project, expected } of examples) {
    assert.equal(await run(writeProject(project.zh)), { exit: 0, stdout: expected, stderr: "" });
  }
});

test("a project is known by its content, whatever its name, and a script stays one", async () => {
  const text = project("print('a project')");
  for (const path of [file(text, "a.ngxbox"), file(text, "a.lua"), file(`\ufeff \n${text}`, "a")]) {
    assert.is((await ngxbox(["run", path])).stdout, "a project\n");
  }
  const { exit, stderr } = await ngxbox(["run", file("{}", "a.lua")]);
  assert.equal([exit, stderr.includes("unexpected symbol near '{'")], [1, true]);
});

test("hours pass at once, and arguments of the command line take the place of the project's", async () => {
  const main = `ngx.timer.at(7200, function(premature) print("later ", premature, " ", table.concat(arg, " ")) end)`;
  const text = project(main, { args: ["own"], runMs: 3 * 3_600_000 });
  assert.equal(await run(text), { exit: 0, stdout: "later false own\n", stderr: "" });
  assert.equal(await run(text, ["grün", "--", "-x"]), {
    exit: 0,
    stdout: "later false gr\xc3\xbcn -- -x\n",
    stderr: "",
  });
});

test("errors and exit statuses are those of a script", async () => {
  const failing = await run(project('local function f() error("oops") end\nf()'));
  assert.equal([failing.exit, failing.stdout], [1, ""]);
  const pending = await run(project("ngx.timer.at(0, print) ngx.timer.at(9, print) error('now')"));
  assert.equal([pending.exit, pending.stdout], [1, ""], "its timers do not run as premature");
  assert.match(failing.stderr, /^ERROR: main\.lua:1: oops\nstack traceback:\n\tmain\.lua:1: in function 'f'\n/);
  assert.equal(await run(project("x =")), {
    exit: 1,
    stdout: "",
    stderr: "ERROR: main.lua:1: unexpected symbol near '<eof>'\n",
  });
  assert.equal(await run(project("print('before') os.exit(7)")), { exit: 7, stdout: "before\n", stderr: "" });
  const init = await run(project("", { init: "error('not today')", workers: 1 }));
  const stderr = `ERROR: init_by_lua error: init_by_lua:1: not today
stack traceback:
\t[C]: in function 'error'
\tinit_by_lua:1: in main chunk
`;
  assert.equal(init, { exit: 1, stdout: "", stderr });
});

test("both outputs are printed exactly, whatever their bytes", async () => {
  const { stdout, stderr } = await run(project(`ngx.print("\\255\\0") io.stderr:write("\\254\\0\\n")`));
  assert.equal([stdout, stderr], ["\xff\0", "\xfe\0\n"]);
});

test("output comes as it is printed, and who only wants its beginning ends the run", async () => {
  const endless = file(project("while true do print('again') end"));
  const { exit, stdout } = await shell(`ngxbox run "${endless}" | head -n 2; exit "\${PIPESTATUS[0]}"`);
  assert.equal([exit, stdout], [0, "again\nagain\n"]);
});

test("an interrupt ends what does not end by itself", async () => {
  const endless = project("print('begun') while true do end");
  const { exit, stdout } = await run(endless, [], { atOutput: (child) => child.kill("SIGINT") });
  assert.equal([exit, stdout], [130, "begun\n"]);
  const terminated = await run(endless, [], { atOutput: (child) => child.kill("SIGTERM") });
  assert.is(terminated.exit, 143);
});

test("what prints without end is stopped", async () => {
  const { exit, stderr } = await run(project("local s = ('x'):rep(1e6) while true do ngx.print(s) end"));
  assert.equal(
    [exit, stderr],
    [124, "ngxbox: the script was stopped: it printed more than 67108864 bytes (limits.outputBytes)\n"],
  );
});

test("a damaged project is refused in a line with its file's name", async () => {
  const refused = async (content: string | Uint8Array, name?: string) => {
    const path = file(content, name);
    const { exit, stdout, stderr } = await ngxbox(["run", path]);
    assert.equal([exit, stdout], [1, ""]);
    assert.ok(stderr.startsWith(`ngxbox: ${path}: `));
    return stderr.slice(`ngxbox: ${path}: `.length);
  };
  assert.is(await refused("{ oops"), "this is no project: it is no JSON (line 1, column 3)\n");
  assert.is(await refused("{}", "a.ngxbox"), 'this is no project: it has no "format": "ngxbox-project"\n');
  assert.is(
    await refused(project("").replace('"version": 1', '"version": 2')),
    "the project is of version 2, and this ngxbox knows 1: a newer one is needed\n",
  );
  assert.is(
    await refused(project("", { main: "grün.lua" }), "a"),
    'main: takes the path of one of the files, not "gr\xc3\xbcn.lua"\n',
  );
  assert.is(await refused(Buffer.from(`${project("")}\xff`, "latin1")), "this is no project: it is no UTF-8\n");
});

test("options for scripts are refused", async () => {
  for (const [words, option] of [
    [["-e", "x = 1"], "-e, -l or -j"],
    [["--shdict", "d 1m"], "--shdict"],
    [["--vm", "interpreter"], "--vm"],
    [["--timers"], "--timers"],
    [["-I", "lib"], "-I"],
    [["--sandbox"], "--sandbox, --allow-* or --limit"],
  ] as const) {
    const ended = await ngxbox(["run", ...words, file(project("print(1)"))]);
    const stderr = `ERROR: ${option} cannot be had with a project: it says by itself what it runs with.\n`;
    assert.equal(ended, { exit: 1, stdout: "", stderr });
  }
});

test("--trace writes what all of its processes did, --virtual-time changes nothing", async () => {
  const path = join(folder, "trace.json");
  const text = project("ngx.sleep(5)", { workers: 2, initWorker: "ngx.timer.at(1, function() end)", runMs: 2000 });
  const ended = await ngxbox(["run", "--virtual-time", "--trace", path, file(text)]);
  assert.equal(ended, { exit: 0, stdout: "", stderr: "" });
  const { traceEvents } = JSON.parse(readFileSync(path, "utf8"));
  const pids = new Set(traceEvents.map(({ pid }: { pid: number }) => pid));
  assert.ok(pids.has(1001) && pids.has(1002), [...pids].join());
});

test("resty-box takes it for Lua, as resty would", async () => {
  const path = file(project("print(1)"));
  const { exit, stderr } = await ngxbox(["resty-box", path]);
  assert.equal([exit, stderr.includes("unexpected symbol near '{'")], [1, true]);
});

test.run();
