import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeEnvironment } from "../../../../src/host/node/environment.ts";
import { nodeProcesses } from "../../../../src/host/node/processes/processes.ts";
import type {
  Child,
  ChildExit,
  ChildOptions,
  HostError,
  ReadableEnd,
  WritableEnd,
} from "../../../../src/host/ports.ts";

const processes = nodeProcesses(nodeEnvironment);
const folder = mkdtempSync(join(tmpdir(), "ngxbox-processes-"));
test.after(() => rmSync(folder, { recursive: true }));

function start(argv: readonly [string, ...string[]], options: Partial<ChildOptions> = {}): Child {
  const child = processes.spawn({ argv, stdin: "pipe", stdout: "pipe", stderr: "pipe", group: false, ...options });
  if ("call" in child) throw new Error(`${child.call}: ${child.message}`);
  return child;
}

function sh(script: string, options: Partial<ChildOptions> = {}): Child {
  return start(["/bin/sh", "-c", script], options);
}

function given<T>(end: T | undefined): T {
  if (end === undefined) throw new Error("no pipe");
  return end;
}

function exitOf(child: Child): Promise<ChildExit> {
  return new Promise((done) => child.onExit(done));
}

function nextOf(end: ReadableEnd, max: number): Promise<Uint8Array | null | HostError> {
  const now = end.readNow(max);
  return now === undefined ? new Promise((done) => void end.read(max, done)) : Promise.resolve(now);
}

async function allOf(end: ReadableEnd | undefined): Promise<string> {
  let text = "";
  for (;;) {
    const got = await nextOf(given(end), 65_536);
    if (got === null) return text;
    if (!(got instanceof Uint8Array)) throw new Error(got.message);
    text += Buffer.from(got).toString("latin1");
  }
}

function writeAll(end: WritableEnd | undefined, text: string): Promise<HostError | undefined> {
  return new Promise((done) => void given(end).write(Buffer.from(text, "latin1"), done));
}

/** What a child printed, once it has ended. Its pipes are closed. */
async function printed(child: Child): Promise<string> {
  const text = await allOf(child.stdout);
  await exitOf(child);
  child.closeAll();
  return text;
}

function descriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

test("a child's output can be read, and how it ended be known", async () => {
  const child = sh("echo out; echo err >&2; exit 3");
  assert.is(child.exit, undefined);
  assert.equal([await allOf(child.stdout), await allOf(child.stderr)], ["out\n", "err\n"]);
  assert.equal(await exitOf(child), { reason: "exit", status: 3 });
  assert.equal(child.exit, { reason: "exit", status: 3 });
  child.closeAll();
});

test("a signal ends it by its number, and reaches nobody once it has ended", async () => {
  const child = start(["sleep", "9"]);
  assert.is(child.kill(0), undefined);
  assert.is(child.kill(9999)?.code, "EINVAL");
  assert.is(child.kill(9), undefined);
  assert.equal(await exitOf(child), { reason: "signal", status: 9 });
  assert.is(child.kill(0)?.code, "ESRCH");
  child.closeAll();
});

test("its words and variables reach it byte for byte", async () => {
  const every = Array.from({ length: 255 }, (_, code) => String.fromCharCode(code + 1)).join("");
  const words = ["plain", "", "a b", "$HOME * ; '\"\\", "h\xc3\xa9", "\xff", "\n", "ends\n\n", every, `${every}\n`];
  for (const list of [words, words.slice(0, 5)]) {
    const text = await printed(start(["printf", "[%s]", ...list] as [string, ...string[]]));
    assert.is(text, list.map((word) => `[${word}]`).join(""));
  }
  const environment = ["A=1", "B=two words", "EMPTY=", "\xe9=\xff\n", "__proto__=x"];
  for (const list of [environment, environment.slice(0, 3)]) {
    assert.is(await printed(start(["env", "-0"], { environment: list })), list.map((line) => `${line}\0`).join(""));
  }
  assert.is(await printed(start(["printf", "%s", "cut\0off"])), "cut");
});

test("the variables are those of this process where none are given, and its PATH finds the program anyway", async () => {
  assert.ok((await printed(start(["env"]))).includes(`PATH=${process.env.PATH}\n`));
  assert.is(await printed(start(["env"], { environment: ["PATH=/nowhere"] })), "PATH=/nowhere\n");
});

test("the folder in which children are started may have been removed", async () => {
  const before = process.cwd();
  const removed = mkdtempSync(join(folder, "removed-"));
  process.chdir(removed);
  rmdirSync(removed);
  try {
    assert.is(await printed(start(["echo", "x"])), "x\n");
    assert.equal(await exitOf(sh("exit 3")), { reason: "exit", status: 3 });
    const failed = start([folder]);
    const { code } = await new Promise<HostError>((done) => failed.onFailedStart(done));
    assert.equal([code, await exitOf(failed)], ["EACCES", { reason: "exit", status: 1 }]);
    failed.closeAll();
  } finally {
    process.chdir(before);
  }
});

test("pipes can be had where PATH leads nowhere, and after somebody has removed those that were made", async () => {
  const { PATH, TMPDIR } = process.env;
  const temporary = mkdtempSync(join(folder, "tmp-"));
  const fresh = nodeProcesses(nodeEnvironment);
  const echo = async () => {
    const child = fresh.spawn({
      argv: ["/bin/echo", "x"],
      stdin: "null",
      stdout: "pipe",
      stderr: "null",
      group: false,
    });
    return "call" in child ? child.message : printed(child);
  };
  process.env.PATH = "/nowhere";
  process.env.TMPDIR = temporary;
  try {
    assert.is(await echo(), "x\n");
    const [made = ""] = readdirSync(temporary);
    for (const name of readdirSync(join(temporary, made))) rmSync(join(temporary, made, name));
    assert.is(await echo(), "x\n");
    rmSync(join(temporary, made), { recursive: true });
    assert.is(await echo(), "x\n");
  } finally {
    process.env.PATH = PATH;
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
});

test("a program that cannot be executed ends with status 1, and why is told", async () => {
  const plain = join(folder, "plain");
  writeFileSync(plain, "x", { mode: 0o644 });
  const cases: [readonly [string, ...string[]], string][] = [
    [["/no/such/program"], "ENOENT"],
    [["no-such-program"], "ENOENT"],
    [[""], "ENOENT"],
    [["\0x"], "ENOENT"],
    [[plain], "EACCES"],
    [[folder], "EACCES"],
    [[`${plain}/x`], "ENOTDIR"],
    [["\xff"], "ENOENT"],
    [["true", "x".repeat(2 << 20)], "E2BIG"],
  ];
  for (const [argv, code] of cases) {
    for (const environment of [undefined, ["A=1"]]) {
      const child = start(argv, environment === undefined ? {} : { environment });
      const failure = new Promise<HostError>((done) => child.onFailedStart(done));
      assert.ok(child.pid > 0);
      assert.is(await printed(child), "");
      assert.equal([child.exit, (await failure).code], [{ reason: "exit", status: 1 }, code], argv[0]);
    }
  }
});

test("a text without a first line that names its program is run by the shell, as execvp does", async () => {
  const script = join(folder, "script");
  writeFileSync(script, "echo shell $1\n", { mode: 0o755 });
  assert.is(await printed(start([script, "x"])), "shell x\n");
});

test("pipes are pipes: a child can open its streams by their names", async () => {
  const child = sh("cat /dev/stdin > /dev/stdout; echo e > /dev/stderr");
  assert.is(await writeAll(child.stdin, "through"), undefined);
  child.stdin?.close();
  assert.equal([await allOf(child.stdout), await allOf(child.stderr)], ["through", "e\n"]);
  child.closeAll();
});

test("a child can still open its standard input when nobody writes to it any more", async () => {
  const child = sh("sleep 0.02; cat /dev/stdin; cat /dev/stdin; echo done");
  given(child.stdin).writeNow(Buffer.from("kept "));
  child.stdin?.close();
  assert.is(await printed(child), "kept done\n");
});

test("standard error can go where standard output goes, in order", async () => {
  const text = await printed(sh("echo 1; echo 2 >&2; echo 3", { stderr: "stdout" }));
  assert.is(text, "1\n2\n3\n");
});

test("null is nothing to read and nowhere to write", async () => {
  const child = sh("cat; echo x; echo y >&2", { stdin: "null", stdout: "null", stderr: "null" });
  assert.equal(await exitOf(child), { reason: "exit", status: 0 });
  assert.equal([child.stdin, child.stdout, child.stderr], [undefined, undefined, undefined]);
});

test("a group is signalled as a whole", async () => {
  const mark = join(folder, "group");
  const child = sh(`(sleep 0.2; echo made > ${mark}) & echo ready; wait`, { group: true });
  assert.ok((await nextOf(given(child.stdout), 100)) instanceof Uint8Array);
  child.kill(9);
  // the pipe ends when its last writer does
  await allOf(child.stdout);
  child.closeAll();
  assert.not(existsSync(mark));
});

test("nothing is read before it is asked for: the child waits", async () => {
  const mark = join(folder, "wrote");
  const child = sh(`head -c 300000 /dev/zero; echo made > ${mark}`);
  const first = await nextOf(given(child.stdout), 10);
  assert.is((first as Uint8Array).length, 10);
  await delay(60);
  assert.not(existsSync(mark));
  assert.is((await allOf(child.stdout)).length, 299_990);
  await exitOf(child);
  child.closeAll();
  assert.ok(existsSync(mark));
});

test("a read that was cancelled loses nothing", async () => {
  const child = sh("sleep 0.05; printf abc; sleep 0.05; printf def");
  const cancel = given(child.stdout).read(100, () => assert.unreachable());
  cancel();
  await delay(80);
  assert.is(await printed(child), "abcdef");
});

test("at most as much is read as was asked for", async () => {
  const child = sh("sleep 0.05; printf abcdef");
  const out = given(child.stdout);
  const pieces: string[] = [];
  for (let got = await nextOf(out, 4); got instanceof Uint8Array; got = await nextOf(out, 4)) {
    pieces.push(Buffer.from(got).toString());
  }
  assert.equal(pieces, ["abcd", "ef"]);
  child.closeAll();
});

test("more than a pipe holds is written as the child reads it", async () => {
  const child = start(["cat"]);
  const text = "0123456789".repeat(100_000);
  const written = writeAll(child.stdin, text).then((error) => {
    child.stdin?.close();
    return error;
  });
  assert.ok((await allOf(child.stdout)) === text);
  assert.is(await written, undefined);
  child.closeAll();
});

test("a cancelled write leaves what was written, in order, and what is written later comes behind it", async () => {
  const gate = join(folder, "gate");
  const child = sh(`while ! [ -e ${gate} ]; do sleep 0.01; done; cat`);
  const cancel = given(child.stdin).write(Buffer.from("0123456789".repeat(20_000)), () => assert.unreachable());
  await delay(30);
  cancel();
  writeFileSync(gate, "");
  const written = writeAll(child.stdin, "end").then(() => child.stdin?.close());
  const text = await allOf(child.stdout);
  await written;
  assert.ok(text.endsWith("end") && text.length < 200_000);
  assert.ok("0123456789".repeat(20_000).startsWith(text.slice(0, -3)));
  child.closeAll();
});

test("who reads no more makes writing fail with EPIPE", async () => {
  const child = sh("exec <&-; echo closed; sleep 0.1");
  await nextOf(given(child.stdout), 10);
  assert.is((given(child.stdin).writeNow(Buffer.from("x")) as HostError).code, "EPIPE");
  const waiting = start(["sleep", "0.05"]);
  assert.is((await writeAll(waiting.stdin, "x".repeat(1_000_000)))?.code, "EPIPE");
  await Promise.all([exitOf(child), exitOf(waiting)]);
  waiting.closeAll();
  child.closeAll();
});

test("a child that is done leaves no descriptor and no zombie", async () => {
  await printed(sh("true"));
  const before = descriptors();
  const children = Array.from({ length: 30 }, (_, index) => sh(`echo ${index}; cat`));
  await Promise.all(children.map((child) => nextOf(given(child.stdout), 10)));
  for (const child of children) child.kill(15);
  await Promise.all(children.map(exitOf));
  for (const child of children) child.closeAll();
  await delay(0);
  assert.is(descriptors(), before);
  for (const { pid } of children) assert.not(existsSync(`/proc/${pid}`));
});

test("a child inherits no descriptor but its three streams", async () => {
  const others = [sh("cat"), sh("cat")];
  const inherited = (await printed(sh("ls -l /proc/self/fd"))).match(/ngxbox_pipes/g);
  assert.is(inherited?.length, 3);
  for (const other of others) other.closeAll();
});

test("signals that this process ignores have their usual effect in children", async () => {
  const child = start(["grep", "^SigIgn", "/proc/self/status"]);
  assert.match(await printed(child), /^SigIgn:\s+0+\n$/);
  assert.ok(readFileSync("/proc/self/status", "latin1").includes("SigIgn"));
});

test.run();
