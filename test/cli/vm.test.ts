import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox } from "./processes.ts";

const OFTEN = "local n = 0 for i = 1, 1000 do n = n + i % 7 end ngx.say(n)";
const ONCE = "ngx.say(3003)";
/** Has Node tell when it makes a function of text. */
const TELLS = `globalThis.Function = new Proxy(Function, { construct(target, parts) {
  require("node:fs").writeSync(2, "a function was made\\n");
  return Reflect.construct(target, parts);
} });`;

let folder = "";
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), "vm_"));
  writeFileSync(join(folder, "tells.cjs"), TELLS);
  writeFileSync(
    join(folder, "m.lua"),
    "return { f = function() local n = 0 for i = 1, 1000 do n = n + i % 7 end return n end }",
  );
});
test.after(() => rmSync(folder, { recursive: true }));

async function functionsMade(script: string, ...options: string[]): Promise<boolean> {
  const env = { NODE_OPTIONS: `--require=${join(folder, "tells.cjs")}` };
  const { exit, stdout, stderr } = await ngxbox(["run", ...options, "-e", script], { env });
  assert.equal([exit, stdout], [0, "3003\n"]);
  return stderr.includes("a function was made");
}

test("functions that run often are compiled, with --vm=interpreter none is, and with --vm=compiler all are", async () => {
  assert.equal(await functionsMade(OFTEN), true);
  assert.equal(await functionsMade(OFTEN, "--vm=auto"), true);
  assert.equal(await functionsMade(OFTEN, "--vm=interpreter"), false);
  assert.equal(await functionsMade(OFTEN, "--vm", "interpreter"), false);
  assert.equal(await functionsMade(ONCE), false);
  assert.equal(await functionsMade(ONCE, "--vm=compiler"), true);
});

test("that the compiler starts is nothing that Node warns of", async () => {
  const { exit, stdout, stderr } = await ngxbox(["run", "-e", OFTEN], {
    env: { NODE_OPTIONS: "--throw-deprecation --pending-deprecation" },
  });
  assert.equal([exit, stdout, stderr], [0, "3003\n", ""]);
});

test("threads of ngx.run_worker_thread do as --vm says", async () => {
  const options = ["-I", folder, "--main-conf", "thread_pool p threads=1;"];
  const script = 'ngx.say(select(2, ngx.run_worker_thread("p", "m", "f")))';
  assert.equal(await functionsMade(script, ...options), true);
  assert.equal(await functionsMade(script, ...options, "--vm=interpreter"), false);
});

test("where the host makes no functions of text, everything is interpreted", async () => {
  const { exit, stdout, stderr } = await ngxbox(["run", "-e", OFTEN], {
    env: { NODE_OPTIONS: "--disallow-code-generation-from-strings" },
  });
  assert.equal([exit, stdout, stderr], [0, "3003\n", ""]);
});

test.run();
