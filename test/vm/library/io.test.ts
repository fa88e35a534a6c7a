import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeFiles } from "../../../src/host/node/files.ts";
import type { FileHandle, OpenMode } from "../../../src/host/ports.ts";
import { portableByteText } from "../../../src/vm/byte-text.ts";
import { installed } from "../real-lua.ts";
import { runScript, valuesOf } from "./io-scripts.ts";

const folder = mkdtempSync(join(tmpdir(), "ngxbox-io-"));
const path = (name: string) => join(folder, name);
test.after(() => rmSync(folder, { recursive: true }));

/** What pcall answers in a script that gets paths of the test's folder as `...`. */
async function failureOf(source: string, ...args: string[]): Promise<unknown> {
  return (
    await valuesOf(`local a, b = ... local ok, message = pcall(function() ${source} end) return message`, { args })
  )[0];
}

/** The same formats must read alike from a file that answers at once and from input that lets one wait. */
async function readsAlike(script: string, input: string, expected: readonly unknown[]): Promise<void> {
  assert.equal(await valuesOf(script, { stdin: [input] }), expected);
  assert.equal(await valuesOf(script, { stdin: [...input], waits: true }), expected);
}

test("read takes lines, numbers, counts and the rest, however the input arrives", async () => {
  const input = "first line\nsecond line\n 12 0x1F tail\nwith newline kept\nplain l\nrest one\nrest two\n";
  await readsAlike(
    "return io.read(), io.read('*l'), io.read('*n'), io.read('n'), io.read(5), io.read(0), io.read()",
    input,
    ["first line", "second line", 12, 31, " tail", "", ""],
  );
  await readsAlike("return io.read('*l', '*l', '*l', '*L', 'l', '*a', '*a', '*l')", input, [
    "first line",
    "second line",
    " 12 0x1F tail",
    "with newline kept\n",
    "plain l",
    "rest one\nrest two\n",
    "",
    undefined,
  ]);
});

test("read stops at the first format that meets the end", async () => {
  await readsAlike("return io.read('*l', '*l', '*a')", "only", ["only", undefined]);
  await readsAlike("return io.read(3, 3, 3)", "abcd", ["abc", "d", undefined]);
  await readsAlike("return io.read(0, '*l')", "", [undefined]);
});

test("a wrong format is told after those before it have read", async () => {
  const script = "local ok, message = pcall(io.read, '*l', '*x') return message, io.read()";
  await readsAlike(script, "one\ntwo\n", ["bad argument #2 to '?' (invalid format)", "two"]);
  assert.is(await failureOf("io.read({})"), "t.lua:1: bad argument #1 to 'read' (invalid option)");
  assert.is(await failureOf("io.read(-1)"), "not enough memory");
  assert.is(await failureOf("io.read(0/0)"), "not enough memory");
});

test("a line ends for C at a NUL, and reading goes on behind the line", async () => {
  await readsAlike("return io.read(), io.read(), io.read()", "a\0b\nc\nd\n", ["ac", "d", undefined]);
  const script = "return io.read('*L', '*L', 1)";
  await readsAlike(script, `${"x".repeat(20_000)}\n${"y".repeat(8191)}\nz`, [
    `${"x".repeat(20_000)}\n`,
    `${"y".repeat(8191)}\n`,
    "z",
  ]);
});

test("a long line takes little longer than the same bytes do without being looked at", async () => {
  const long = path("long");
  writeFileSync(long, "x".repeat(1 << 25));
  const timed = async (format: string) => {
    const began = performance.now();
    assert.equal(await valuesOf(`return #io.open(..., "r"):read("${format}")`, { args: [long] }), [1 << 25]);
    return performance.now() - began;
  };
  const allMs = await timed("*a");
  let lineMs = Number.POSITIVE_INFINITY;
  // once more where the machine was busy with something else
  for (let tries = 0; tries < 5 && lineMs > 20 * allMs + 500; tries++) lineMs = await timed("*l");
  assert.ok(lineMs <= 20 * allMs + 500, `${lineMs} ms, and ${allMs} ms`);
});

test("waiting for standard input suspends the script, once for all of the rest", async () => {
  const { values, stalls } = await runScript("return io.read('*a')", { stdin: ["a", "b", "c"], waits: true });
  assert.equal(values, ["abc"]);
  assert.is(stalls, 1);
  assert.is((await runScript("return io.read(), io.read()", { stdin: ["a\nb\n"], waits: true })).stalls, 1);
});

test("an error after a wait is raised where the script called read", async () => {
  const script = "local ok, message = pcall(function() local x = io.read('*l', '*x') end) return message, io.read()";
  assert.equal(await valuesOf(script, { stdin: ["one\n", "two\n"], waits: true }), [
    "t.lua:1: bad argument #2 to 'read' (invalid format)",
    "two",
  ]);
});

test("where the script cannot be suspended, reading holds up the host", async () => {
  const script = `local t = setmetatable({}, { __index = function() return io.read() end })
    return os.time(setmetatable({ year = 1970, month = 1, day = 2, hour = 0 }, { __index = function() return io.read("*n") end }))`;
  const { values, stalls } = await runScript(script, { stdin: ["5 6"], waits: true, time: utc });
  assert.equal(values, [86_400 + 5 + 6 * 60]);
  assert.is(stalls, 0);
});

test("io.lines and file:lines give lines until the end, also over waits", async () => {
  const script = `local all = {} for line in io.lines() do all[#all + 1] = line if #all == 2 then break end end
    all[#all + 1] = io.read() for line in io.stdin:lines() do all[#all + 1] = line end return unpack(all)`;
  await readsAlike(script, "one\ntwo\n\nfour\n\xe9", ["one", "two", "", "four", "\xe9"]);
});

test("io.lines closes its file at the end, unless it was given formats", async () => {
  writeFileSync(path("lines"), "a\nb\n");
  const script = `local it = io.lines(...) local r = { it(), it() } it() local ok, m = pcall(it) r[3] = m
    local kept = io.lines((...), "*l") kept() kept() kept() r[4] = kept() == nil return unpack(r)`;
  assert.equal(await valuesOf(script, { args: [path("lines")] }), ["a", "b", "attempt to use a closed file", true]);
  assert.equal(await valuesOf("return io.lines((...), 1, 2)()", { args: [path("lines")] }), ["a", "\nb"]);
  assert.is(await failureOf("for l in io.lines(a) do end", folder), "t.lua:1: Is a directory");
  assert.is(
    await failureOf("io.lines(a)", path("none")),
    `t.lua:1: bad argument #1 to 'lines' (${path("none")}: No such file or directory)`,
  );
});

test("io.open fails with the path, the reason and the number", async () => {
  const open = (name: string, mode: string) => valuesOf("return io.open(...)", { args: [name, mode] });
  assert.equal(await open(path("none"), "r"), [undefined, `${path("none")}: No such file or directory`, 2]);
  assert.equal(await open("/", "w"), [undefined, "/: Is a directory", 21]);
  assert.equal(await open("x", "bad"), [undefined, "x: Invalid argument", 22]);
  assert.equal(await open("", "r"), [undefined, ": No such file or directory", 2]);
  assert.equal(await open(`${path("none")}\0x`, "r"), [undefined, `${path("none")}: No such file or directory`, 2]);
  assert.is(await failureOf("io.open()"), "t.lua:1: bad argument #1 to 'open' (string expected, got no value)");
});

test("files are written, appended to, updated and read", async () => {
  const script = `local name = ...
    local f = io.open(name, "w") local same = f:write("a", 1, 2.5, "\\n") == f f:close()
    f = io.open(name, "a") f:write("more") f:close()
    f = io.open(name, "a+") local line = f:read() f:write("!") local at = f:seek() f:close()
    f = io.open(name, "r+") f:write("A") local rest = f:read("*a") f:seek("set", 1) f:write("B") f:close()
    return same, line, at, rest, io.open(name):read("*a")`;
  assert.equal(await valuesOf(script, { args: [path("w")] }), [true, "a12.5", 11, "12.5\nmore!", "AB2.5\nmore!"]);
});

test("a file that is only appended to starts at its end, one that is also read at its beginning", async () => {
  writeFileSync(path("e"), "12345");
  const script = `local name = ... local only, both = io.open(name, "a"), io.open(name, "a+")
    local before, read = only:seek(), both:seek() only:write("6") return before, only:seek(), read, both:read("*a")`;
  assert.equal(await valuesOf(script, { args: [path("e")] }), [5, 6, 0, "123456"]);
  assert.is((await valuesOf("return io.type(io.open('/dev/null', 'a'))"))[0], "file", "one that has no positions");
});

test("writing goes on where reading has stopped", async () => {
  writeFileSync(path("u"), "0123456789");
  await valuesOf("local f = io.open((...), 'r+') f:read(3) f:write('xy') f:close()", { args: [path("u")] });
  assert.is(readFileSync(path("u"), "latin1"), "012xy56789");
});

test("names and contents are bytes", async () => {
  const name = `${folder}/\xff\xe9`;
  await valuesOf("local f = io.open((...), 'w') f:write('\\0\\127\\200\\255') f:close()", { args: [name] });
  assert.equal([...readFileSync(Buffer.from(name, "latin1"))], [0, 127, 200, 255]);
  assert.equal(await valuesOf("return io.open((...)):read('*a')", { args: [name] }), ["\0\x7f\xc8\xff"]);
});

test("a file that was opened for the other direction is a bad descriptor", async () => {
  writeFileSync(path("d"), "x");
  const bad = [undefined, "Bad file descriptor", 9];
  assert.equal(await valuesOf("return io.open(...):write('x')", { args: [path("d")] }), bad);
  assert.equal(await valuesOf("return io.open((...), 'a'):read()", { args: [path("d")] }), bad);
  assert.equal(await valuesOf("return io.stdout:read()"), bad);
  assert.equal(await valuesOf("return io.stdin:write('x')"), bad);
  const nothing = "local f = io.open((...)) return f:write() == f, f:write('', '') == f";
  assert.equal(await valuesOf(nothing, { args: [path("d")] }), [true, true], "to write nothing is no error");
});

test("what is written stays in a buffer until it is flushed, large, or the process ends", async () => {
  const read = "local f = io.open((...)) local text = f:read('*a') f:close() return #text";
  const count = async (writing: string) =>
    (
      await valuesOf(`local f = io.open((...), "w") ${writing} local function look(...) ${read} end return look(...)`, {
        args: [path("b")],
      })
    )[0];
  assert.is(await count("f:write('abc')"), 0);
  assert.is(readFileSync(path("b"), "latin1"), "abc", "written at the end");
  assert.is(await count("f:write('abc') f:flush()"), 3);
  assert.is(await count("f:setvbuf('no') f:write('abc')"), 3);
  assert.is(await count("f:write('abc') f:setvbuf('no')"), 3);
  assert.is(await count("f:setvbuf('line') f:write('ab') f:write('c\\nd')"), 4);
  assert.is(await count("f:setvbuf('no') f:setvbuf('full') f:write('abc')"), 3);
  assert.is(await count("f:setvbuf('full', 2) f:write('a') f:write('b') f:write('c')"), 0, "glibc takes no size");
});

test("blocks of 4096 bytes go out as glibc's do", async () => {
  const script = `local texts, counts = { ... }, "" local name = texts[1] local f = io.open(name, "w")
    for i = 2, #texts do
      f:write(texts[i])
      local other = io.open(name) counts = counts .. #other:read("*a") .. " " other:close()
    end
    f:close() return counts`;
  const counts = async (...lengths: number[]) =>
    (await valuesOf(script, { args: [path("k"), ...lengths.map((length) => "x".repeat(length))] }))[0];
  assert.is(await counts(5000, 1), "4096 4096 ");
  assert.is(await counts(4095, 1, 1), "0 0 4096 ");
  assert.is(await counts(4096, 4096, 1), "4096 4096 8192 ");
  assert.is(await counts(3000, 3000, 3000, 20_000), "0 4096 8192 28672 ");
  const lines = "local name, text = ... local f = io.open(name, 'w') f:setvbuf('line') f:write('ab\\nc') f:write(text)";
  const after = `${lines} local other = io.open(name) return #other:read("*a")`;
  assert.equal(await valuesOf(after, { args: [path("k"), "x".repeat(4100)] }), [4099]);
  assert.equal(await valuesOf(after, { args: [path("k"), "x\nyz"] }), [6]);
});

test("an error of a buffered write is told by the flush or the close", async () => {
  const script = "local f = io.open('/dev/full', 'w') local ok = f:write('x') == f return ok, f:close()";
  assert.equal(await valuesOf(script), [true, undefined, "No space left on device", 28]);
});

test("seek answers the position, and refuses what is none", async () => {
  const script = `local f = io.open((...), "w+") f:write("0123456789\\nsecond\\n")
    return f:seek(), f:seek("set"), f:read(4), f:seek("cur"), f:seek("cur", -2), f:read(1), f:seek("end"), f:read(1),
      f:seek("set", 3), f:read("*l"), f:seek("set", 2.9), f:seek("set", -1)`;
  const expected = [18, 0, "0123", 4, 2, "2", 18, undefined, 3, "3456789", 2, undefined, "Invalid argument", 22];
  assert.equal(await valuesOf(script, { args: [path("s")] }), expected);
  assert.equal(await valuesOf("return io.stdin:seek()"), [undefined, "Illegal seek", 29]);
  assert.equal(await valuesOf("return io.open(...):seek('set', 1e300)", { args: [path("s")] }), expected.slice(-3));
  assert.equal(await valuesOf("return io.open(...):seek('set', 0/0)", { args: [path("s")] }), expected.slice(-3));
  assert.is(await failureOf("io.stdout:seek('x')"), "t.lua:1: bad argument #1 to 'seek' (invalid option 'x')");
  assert.is(
    await failureOf("io.stdout:seek('set', 'x')"),
    "t.lua:1: bad argument #2 to 'seek' (number expected, got string)",
  );
});

test("a closed file refuses everything but to be named", async () => {
  const script = `local f = io.open((...), "w") f:close() return io.type(f), getmetatable(f).__tostring(f)`;
  assert.equal(await valuesOf(script, { args: [path("c")] }), ["closed file", "file (closed)"]);
  for (const use of ["f:read()", "f:write('x')", "f:close()", "f:lines()", "f:seek()", "f:flush()", "io.close(f)"]) {
    const message = await failureOf(`local f = io.open(a, "w") f:close() ${use}`, path("c"));
    assert.is(message, "t.lua:1: attempt to use a closed file", use);
  }
});

test("methods want a file, and write wants strings", async () => {
  assert.is(await failureOf("io.stdout.write()"), "t.lua:1: bad argument #1 to 'write' (FILE* expected, got no value)");
  assert.is(
    await failureOf("io.stdout.write('x')"),
    "t.lua:1: bad argument #1 to 'write' (FILE* expected, got string)",
  );
  assert.is(await failureOf("io.close(5)"), "t.lua:1: bad argument #1 to 'close' (FILE* expected, got number)");
  const script = "local ok, message = pcall(function() io.stdout:write('a', true) end) return message";
  const { values, stdout } = await runScript(script);
  assert.equal(values, ["t.lua:1: bad argument #2 to 'write' (string expected, got boolean)"]);
  assert.is(stdout, "a", "what stands before the wrong argument is written");
});

test("close without a file is io.close, whichever file's method it is", async () => {
  const refused = [undefined, "cannot close standard file"];
  assert.equal(await valuesOf("return io.stdin.close()"), refused);
  assert.equal(await valuesOf("return io.close()"), refused);
  const script =
    "io.output((...)) local out = io.output() local ok = io.stdin.close() return ok, io.type(out), pcall(out.close)";
  assert.equal(await valuesOf(script, { args: [path("o")] }), [
    true,
    "closed file",
    false,
    "attempt to use a closed file",
  ]);
});

test("io.type tells files from other values", async () => {
  assert.equal(await valuesOf("return io.type(io.stdin), io.type(5), type(io.stderr)"), [
    "file",
    undefined,
    "userdata",
  ]);
  assert.is(await failureOf("io.type()"), "t.lua:1: bad argument #1 to 'type' (value expected)");
});

test("io.input and io.output set what io.read, io.write and io.close work on", async () => {
  const script = `local out, name = io.stdout, ...
    local first, second = io.output() == out, io.input() == io.stdin
    io.output(name) io.write("to file\\n", "second\\n") io.close() local ok, gone = pcall(io.write, "x") io.output(out)
    io.input(name) local line, rest = io.read(), io.read("*a") io.close(io.input())
    local ok, message = pcall(io.read) return first, second, gone, line, rest, message, io.write("end") == out`;
  const { values, stdout } = await runScript(script, { args: [path("o")] });
  const closed = "standard file is closed";
  assert.equal(values, [true, true, closed, "to file", "second\n", closed, true]);
  assert.is(stdout, "end");
  assert.is(
    await failureOf("io.output('/no/such/x')"),
    "t.lua:1: bad argument #1 to 'output' (/no/such/x: No such file or directory)",
  );
});

test("standard files cannot be closed", async () => {
  assert.equal(await valuesOf("return io.stdout:close()"), [undefined, "cannot close standard file"]);
  assert.equal(await valuesOf("return io.close()"), [undefined, "cannot close standard file"]);
});

test("io.stderr writes to standard error, and a number as its text", async () => {
  const { stdout, stderr } = await runScript("io.stderr:write('e', 1) io.write(2.50, 1e15)");
  assert.is(stderr, "e1");
  assert.is(stdout, "2.51e+15");
});

test("a temporary file can be written and read back", async () => {
  assert.equal(await valuesOf("local f = io.tmpfile() f:write('tmp') f:seek('set') return f:read('*a'), f:close()"), [
    "tmp",
    true,
  ]);
});

test("files that a script leaves open are closed with the machine", async () => {
  if (!existsSync("/proc/self/fd")) return;
  const before = readdirSync("/proc/self/fd").length;
  await valuesOf("for i = 1, 50 do io.open((...), 'w'):write('x') end", { args: [path("left")] });
  assert.is(readdirSync("/proc/self/fd").length, before);
});

test("closing a handle of the host twice answers an error and throws none", async () => {
  const mode: OpenMode = { read: true, write: true, append: false, create: true, truncate: true, exclusive: false };
  const handle = nodeFiles.open(path("h"), mode) as FileHandle;
  assert.is(handle.close(), undefined);
  assert.equal(handle.close(), { code: "EBADF", errno: 9, message: "Bad file descriptor" });
});

test("bytes become text and text bytes, all 256 of them", () => {
  const all = Uint8Array.from({ length: 10_000 }, (_, index) => index & 255);
  assert.equal(portableByteText.toBytes(portableByteText.toText(all)), all);
});

test("numbers are read as LuaJIT reads them", async () => {
  if (!installed("luajit")) return;
  const piece = fc.constantFrom(
    ...[..."0123456789abcdefxXpPeE+-. \n\t,"],
    "inf",
    "nan",
    "infinity",
    "0x",
    "1e5",
    "i",
    "n",
    "Nat",
  );
  const texts = fc.sample(fc.array(piece, { maxLength: 8 }), 1500).map((pieces) => pieces.join(""));
  const script = `for i = 1, #texts do local f = io.tmpfile() f:write(texts[i]) f:seek("set") local n, rest = f:read("*n"), f:read("*a")
    if n ~= n then n = "nan" end io.write(texts[i], "|", n or "nil", "|", rest, "~") f:close() end`;
  const list = `local texts = {${texts.map((text) => JSON.stringify(text)).join(",")}}\n`;
  const real = spawnSync("luajit", ["-"], { input: list + script, encoding: "latin1" });
  const { stdout } = await runScript(list + script);
  assert.ok(real.stdout.includes("|"));
  assert.equal(stdout.split("~"), real.stdout.split("~"));
});

const utc = { zoneAt: () => ({ offsetSeconds: 0, isDaylightSaving: false, abbreviation: "UTC" }) };

test.run();
