import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { skip } from "../skip.ts";
import { executable, ngxbox, run } from "./processes.ts";

/** Both outputs of `ngxbox ARGV...` on a terminal, as `script` of util-linux makes one. */
async function onTerminal(argv: readonly string[], input = ""): Promise<string> {
  const words = [process.execPath, executable, ...argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const { stdout } = await run("script", ["-qec", words.join(" "), "/dev/null"], { input });
  return stdout.replaceAll("\r\n", "\n");
}

function hasTerminals(): boolean {
  if (existsSync("/usr/bin/script")) return true;
  skip("script (util-linux) is not installed");
  return false;
}

test("on a terminal an error is followed by up to three lines that teach", async () => {
  if (!hasTerminals()) return;
  const [error, wrongPhase, logged] = await Promise.all([
    onTerminal(["run", "-e", "local a\na.b = 1"]),
    onTerminal(["run", "-e", "ngx.exit = nil ngx.print(ngx.status)"]),
    onTerminal(["run", "-e", "ngx.timer.at(0, function() local a = nil + 1 end)"]),
  ]);
  for (const text of [error, wrongPhase, logged]) {
    const lessons = text.split("\n").filter((line) => /^ {2}\S/.test(line));
    assert.ok(lessons.length > 0 && lessons.length <= 3, text);
    assert.match(lessons.at(-1) ?? "", /^ {2}more: ngxbox explain NB\d{3}$/);
  }
});

test("what to do about a missing name is told by the line that has it, and about a module by where it lies", async () => {
  if (!hasTerminals()) return;
  const folder = mkdtempSync(join(tmpdir(), "terminal-"));
  const script = join(folder, "typo.lua");
  writeFileSync(join(folder, "beside.lua"), "return {}");
  const requires = join(folder, "requires.lua");
  writeFileSync(requires, "local beside = require 'beside'");
  writeFileSync(script, "local t = {}\nngx.timer.at(0, function()\n  ngx.shared.cats:get('x')\nend)\n");
  const [inline, logged, required] = await Promise.all([
    onTerminal(["run", "-e", "local a = 1\nngx.sya(a)"]),
    onTerminal(["run", script]),
    onTerminal(["run", requires]),
  ]);
  rmSync(folder, { recursive: true });
  assert.match(inline, /\n {2}do: If ngx\.say is meant, write it so: there is no ngx\.sya\.\n {2}more: /);
  assert.match(logged, /\n {2}do: Declare the dictionary: --shdict 'cats 1m'\.\n {2}more: ngxbox explain NB102\n/);
  assert.ok(
    required.includes(`\n  do: It lies in the script's folder, which is not searched: name it by -I ${folder}\n`),
  );
});

test("nowhere else there is a word more than the reference's", async () => {
  const { stderr } = await ngxbox(["run", "-e", "error('x', 0)"]);
  assert.match(stderr, /^ERROR: x\nstack traceback:\n(\t.*\n)+$/);
});

test("a terminal shows both outputs in order, and a prompt before its answer is read", async () => {
  if (!hasTerminals()) return;
  const [order, prompt] = await Promise.all([
    onTerminal(["run", "-e", 'io.write("1\\n") io.stderr:write("2\\n") io.write("3") io.stderr:write("4\\n")']),
    onTerminal(["run", "-e", 'io.write("name? ") ngx.say("hello, ", io.read())'], "you\n"),
  ]);
  assert.is(order, "1\n2\n34\n");
  assert.match(prompt, /name\? (.|\n)*hello, you\n$/);
});

test("a check that finds nothing says so to a terminal only", async () => {
  if (!hasTerminals()) return;
  const file = fileURLToPath(new URL("../../lua/examples/hello.lua", import.meta.url));
  assert.is(await onTerminal(["check", file]), "1 file: no syntax errors\n");
  assert.equal(await ngxbox(["check", file]), { exit: 0, stdout: "", stderr: "" });
});

test.run();
