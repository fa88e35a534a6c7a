import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { executable, ngxbox, root, run, shell } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "ngxbox input "));
test.after(() => rmSync(folder, { recursive: true }));
const place = { cwd: folder };

function file(name: string, text: string): string {
  writeFileSync(Buffer.from(join(folder, name), "latin1"), text, "latin1");
  return name;
}

test("what cannot be run is told in resty's words and with its status", async () => {
  mkdirSync(join(folder, "folder"));
  file("not-a-folder", "");
  const cases: [argv: string[], exit: number, stderr: string][] = [
    [[], 255, 'Neither Lua input file nor -e "" option specified.\n'],
    [["missing.lua"], 2, "Lua input file missing.lua not found.\n"],
    [["not-a-folder/x.lua"], 20, "Lua input file not-a-folder/x.lua not found.\n"],
    [["folder"], 1, `ERROR: ${at(40)}bad argument #1 to 'loadstring' (function expected, got nil)\n`],
    [[file("binary.lua", "\x7fELF\x01\0")], 1, `ERROR: ${at(40)}binary.lua:1: unexpected symbol near 'char(127)'\n`],
    [[file("utf16.lua", "\xff\xfep\0r\0")], 1, `ERROR: ${at(40)}utf16.lua:1: '=' expected\n`],
    [[file("bytecode.lua", "\x1bLJ\x02")], 1, `ERROR: ${at(40)}bytecode.lua: cannot load incompatible bytecode\n`],
    [[file("bad.lua", "x ="), "two", "words"], 1, `ERROR: ${at(42)}bad.lua:1: unexpected symbol near '<eof>'\n`],
    [["-e", "x ="], 1, `ERROR: ${at(39)}(command line -e):1: unexpected symbol near '<eof>'\n`],
    [["-e", "x = 1", "bad.lua"], 1, `ERROR: ${at(44)}bad.lua:1: unexpected symbol near '<eof>'\n`],
    [["-e"], 255, "option -e takes an argument but found none.\n"],
  ];
  const ended = await Promise.all(cases.map(([argv]) => ngxbox(["run", ...argv], place)));
  ended.forEach((got, index) => {
    const [argv, exit, stderr] = cases[index] ?? [];
    assert.equal(got, { exit, stdout: "", stderr }, argv?.join(" "));
  });
});

/** A line of resty's own Lua: each argument of the script makes it one more. */
function at(line: number): string {
  return `init_worker_by_lua(nginx.conf:141):${line}: `;
}

test("a file that may not be read is told as Lua's io.open tells it", async () => {
  if (process.getuid?.() !== 0) return;
  file("secret.lua", "ngx.say(1)");
  chmodSync(join(folder, "secret.lua"), 0);
  // Root without the power to read everything.
  const powers = "-dac_override,-dac_read_search";
  const { exit, stderr } = await run(
    "setpriv",
    [`--bounding-set=${powers}`, `--inh-caps=${powers}`, process.execPath, executable, "run", "secret.lua"],
    { ...place, input: "" },
  );
  assert.equal([exit, stderr], [1, `ERROR: ${at(38)}secret.lua: Permission denied\n`]);
});

test("marks at the beginning and line ends of other systems are no syntax errors", async () => {
  const texts = ["\xef\xbb\xbfngx.say(1)", "#!/usr/bin/env resty\r\nngx.say(\r\n1)\r\n", "#", ""];
  const ended = await Promise.all(texts.map((text, index) => ngxbox(["run", file(`${index}.lua`, text)], place)));
  assert.equal(
    ended.map(({ stdout, stderr }) => stdout + stderr),
    ["1\n", "1\n", "", ""],
  );
});

test("names and arguments may be any bytes", async () => {
  const script = file("a\xff\xc3\xa9.lua", "ngx.print(arg[0], '|', arg[1], '|', os.getenv('B'))");
  const words = [...`${script} \xfe\x01`].map((char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
  const [name, argument] = words.join("").split("\\x20");
  const { stdout, stderr } = await shell(`B=$'\\xfd' ngxbox run $'${name}' $'${argument}'`, place);
  assert.equal([stdout, stderr], ["a\xff\xc3\xa9.lua|\xfe\x01|\xfd", ""]);
});

test("a long argument arrives whole", async () => {
  const { stdout } = await ngxbox(["run", "-e", "ngx.say(#arg[0])", "--", `./${"a/../".repeat(5)}x`], place);
  assert.is(stdout, "");
  const long = await ngxbox(["run", file("long.lua", "ngx.say(#arg[1])"), "x".repeat(100_000)], place);
  assert.is(long.stdout, "100000\n");
});

test("a script may come from standard input or from a pipe", async () => {
  const code = "ngx.print(arg[0], arg[1], tostring(io.read()))";
  const [dash, pipe] = await Promise.all([
    ngxbox(["run", "-", "x"], { input: code }),
    shell("ngxbox run <(echo 'ngx.say(1)')"),
  ]);
  assert.equal([dash.stdout, dash.stderr], ["-xnil", ""]);
  assert.equal([pipe.stdout, pipe.stderr], ["1\n", ""]);
});

test("resty-box serves as an interpreter, through links and from folders with blanks", async () => {
  mkdirSync(join(folder, "bin"));
  symlinkSync(`${root}dist/resty-box.cjs`, join(folder, "bin/resty-box"));
  symlinkSync(`${root}dist/ngxbox.cjs`, join(folder, "bin/ngxbox"));
  file("my script", "#!/usr/bin/env resty-box\nngx.say(arg[0], ' ', arg[1])\n");
  chmodSync(join(folder, "my script"), 0o755);
  const PATH = `${join(folder, "bin")}:${process.env.PATH}`;
  const [script, command] = await Promise.all([
    run("bash", ["-c", "'./my script' x"], { ...place, input: "", env: { PATH } }),
    run("bash", ["-c", "ngxbox --version"], { cwd: "/", input: "", env: { PATH } }),
  ]);
  assert.is(script.stdout, "./my script x\n");
  assert.match(command.stdout, /^ngxbox \d/);
});

test("resty-box takes no script from standard input, as resty takes none", async () => {
  const { exit, stderr } = await run(process.execPath, [`${root}dist/resty-box.cjs`, "-"], { input: "ngx.say(1)" });
  assert.is(exit, 1);
  assert.match(stderr, /^ERROR: unknown option -\n/);
});

test.run();
