import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox, shell } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "ngxbox-pipes-"));
test.after(() => rmSync(folder, { recursive: true }));
const place = { cwd: folder };

test("a reader that goes away ends the run without a word", async () => {
  const scripts = [
    "while true do ngx.say(1) end",
    "for i = 1, 1e5 do io.write(i, '\\n') end ngx.sleep(100)",
    "local function again() ngx.say(1) ngx.timer.at(0.001, again) end again() ngx.sleep(100)",
  ];
  for (const ended of await Promise.all(scripts.map((code) => shell(`ngxbox run -e "${code}" | head -1`)))) {
    assert.equal(ended, { exit: 0, stdout: "1\n", stderr: "" });
  }
});

test("a slow reader gets everything", async () => {
  const { stdout, stderr } = await shell(
    `ngxbox run -e 'for i = 1, 2e5 do ngx.say("line ", i) end' | (sleep 0.3; md5sum)`,
  );
  const lines = Array.from({ length: 200_000 }, (_, index) => `line ${index + 1}\n`).join("");
  const sum = createHash("md5").update(lines).digest("hex");
  assert.equal([stdout, stderr], [`${sum}  -\n`, ""]);
});

test("100 MB in one line are written", async () => {
  const { stdout } = await shell(`ngxbox run -e 'ngx.say(("x"):rep(1e8))' | wc -c`);
  assert.is(Number(stdout), 100_000_001);
});

test("each byte arrives as it is", async () => {
  const { stdout } = await ngxbox(["run", "-e", "for i = 0, 255 do io.write(string.char(i)) end"]);
  assert.is(stdout, String.fromCharCode(...Array.from({ length: 256 }, (_, index) => index)));
});

test("a full disk is told to the script in C's words, and to nobody else", async () => {
  const code = 'ngx.say("x") local _, text, number = io.stdout:flush() io.stderr:write(text, " ", number)';
  const ended = await shell(`ngxbox run -e '${code}' > /dev/full`);
  assert.equal(ended, { exit: 0, stdout: "", stderr: "No space left on device 28" });
});

test("closed standard streams are no errors of ours", async () => {
  const [input, error] = await Promise.all([
    shell("ngxbox run -e 'ngx.say(tostring(io.read()))' <&-"),
    shell("ngxbox run -e 'ngx.say(1) ngx.log(ngx.ERR, 2) error(3)' 2>&-"),
  ]);
  assert.equal(input, { exit: 0, stdout: "nil\n", stderr: "" });
  assert.equal(error, { exit: 1, stdout: "1\n", stderr: "" });
});

test("to a file, and with os.exit, nothing is lost", async () => {
  const { exit } = await shell(`ngxbox run -e 'io.write(("x"):rep(1e5)) os.exit(7)' > out`, place);
  assert.is(exit, 7);
  assert.is(readFileSync(join(folder, "out"), "latin1"), "x".repeat(100_000));
});

test("output that is a pipe is buffered, as C's is: what goes to standard error comes first", async () => {
  const { stdout } = await shell(`ngxbox run -e 'io.write("a") io.stderr:write("b") io.write("c")' 2>&1 | cat`);
  assert.is(stdout, "bac");
});

test("who reads slowly does not keep a run from ending by a signal", async () => {
  const { stdout } = await shell(
    `ngxbox run -e 'while true do ngx.say(("x"):rep(100)) end' > >(exec > /dev/null 2>&1; sleep 2) & sleep 0.4; kill $!; wait $!; echo $?`,
  );
  assert.is(stdout, "143\n");
});

test.run();
