import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { executable, ngxbox } from "./processes.ts";

// Runs the built command line: `npm test` builds it first.

/** Longer than anything here takes. */
const PATIENCE_MS = 60_000;

const started: ChildProcess[] = [];
const folders: string[] = [];
test.after(() => {
  for (const child of started) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true });
});

class Watching {
  readonly folder = mkdtempSync(join(tmpdir(), "ngxbox-watch-"));
  readonly child: ChildProcess;
  private output = "";
  private wanted: (() => void) | undefined;

  constructor(files: Readonly<Record<string, string>>, argv: readonly string[]) {
    folders.push(this.folder);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.child = spawn(process.execPath, [executable, "run", "--watch", ...argv], {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    started.push(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (data: Buffer) => {
        this.output += data.toString("latin1");
        this.wanted?.();
      });
    }
  }

  write(name: string, text: string): void {
    mkdirSync(join(this.folder, name, ".."), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** As editors save that keep a copy until the new file is whole. */
  replace(name: string, text: string): void {
    this.write(`${name}.new`, text);
    renameSync(join(this.folder, `${name}.new`), join(this.folder, name));
  }

  /** Waits for output that matches, and answers all up to its end; what follows is kept for the next call. */
  async until(pattern: RegExp): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) {
        const end = found.index + found[0].length;
        const text = this.output.slice(0, end);
        this.output = this.output.slice(end);
        return text;
      }
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`no ${String(pattern)} in ${JSON.stringify(this.output)}`)),
          deadline - Date.now(),
        );
        this.wanted = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | string | null> {
    const exit = once(this.child, "exit");
    this.child.kill(signal);
    const [status, by] = await exit;
    return status ?? by;
  }
}

const WATCHES = /ngxbox: ended with status \d+; watching .*\n/;

test("a script runs again when it changes, however it is saved", async () => {
  const run = new Watching({ "t.lua": "ngx.say('one')" }, ["t.lua"]);
  assert.is(await run.until(WATCHES), "one\nngxbox: ended with status 0; watching t.lua\n");
  run.write("t.lua", "ngx.say('two, longer')");
  assert.is(
    await run.until(WATCHES),
    "--- ngxbox: t.lua has changed, run 2 ---\ntwo, longer\nngxbox: ended with status 0; watching t.lua\n",
  );
  run.replace("t.lua", "ngx.say('three') os.exit(3)");
  assert.match(await run.until(WATCHES), /run 3 ---\nthree\nngxbox: ended with status 3; watching t\.lua\n$/);
  assert.is(await run.end("SIGINT"), 130);
});

test("what a script has loaded is watched as well: modules, theirs, and files", async () => {
  const run = new Watching(
    {
      "t.lua": "ngx.say(require('lib.a'), ' ', dofile('b.lua'))",
      "lib/a.lua": "return 'a' .. require('lib.c')",
      "lib/c.lua": "return 'c'",
      "b.lua": "return 'b'",
    },
    ["-I", ".", "t.lua", "--watch"],
  );
  assert.match(await run.until(WATCHES), /^ac b\nngxbox: ended with status 0; watching 4 files\n$/);
  for (const [file, text, expected] of [
    ["lib/c.lua", "return 'C!'", "aC! b"],
    ["b.lua", "return 'B!'", "aC! B!"],
    ["lib/a.lua", "return 'alone'", "alone B!"],
  ] as const) {
    run.write(file, text);
    const output = await run.until(WATCHES);
    assert.ok(output.includes(`${file} has changed`) && output.includes(`\n${expected}\n`), output);
  }
  // what is loaded no more is watched no more
  run.write("lib/c.lua", "return 'not loaded'");
  run.write("t.lua", "ngx.say('last')");
  const output = await run.until(WATCHES);
  assert.match(output, /^--- ngxbox: t\.lua has changed, run 5 ---\nlast\n/);
  await run.end("SIGTERM");
});

test("a script with an error is watched, too, and one that has gone", async () => {
  const run = new Watching({ "t.lua": "x x" }, ["t.lua"]);
  assert.match(
    await run.until(WATCHES),
    /^ERROR: .*'=' expected near 'x'\n[\s\S]*ended with status 1; watching t\.lua\n$/,
  );
  rmSync(join(run.folder, "t.lua"));
  assert.match(await run.until(WATCHES), /has changed, run 2 ---\n[\s\S]*t\.lua[\s\S]*status \d+/);
  run.write("t.lua", "ngx.say('there again')");
  assert.match(await run.until(WATCHES), /there again\n/);
  assert.is(await run.end("SIGTERM"), 143);
});

test("a run that goes on is ended before the next begins, whatever it does", async () => {
  const run = new Watching({ "t.lua": "io.write('busy\\n') io.flush() while true do end" }, ["t.lua"]);
  await run.until(/busy\n/);
  run.write("t.lua", "io.write('asleep\\n') io.flush() ngx.sleep(1000)");
  assert.match(await run.until(/asleep\n/), /^--- ngxbox: t\.lua has changed, run 2 ---\n/);
  assert.is(await run.end("SIGINT"), 130);
});

test("nothing of the watching shows to the script", async () => {
  const run = new Watching(
    { "t.lua": "for i = 0, 1 do ngx.say(arg[i]) end ngx.say(os.getenv('NGXBOX_WATCHED') or 'nothing')" },
    ["t.lua", "word"],
  );
  assert.match(await run.until(WATCHES), /^t\.lua\nword\nnothing\n/);
  await run.end("SIGTERM");
});

test("standard input cannot be run again", async () => {
  const { exit, stderr } = await ngxbox(["run", "--watch", "-"], { input: "ngx.say(1)" });
  assert.equal({ exit, stderr }, { exit: 1, stderr: "ngxbox: --watch: standard input cannot be run again\n" });
});

test.run();
