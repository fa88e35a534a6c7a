import { test } from "uvu";
import * as assert from "uvu/assert";
import { root, run } from "../../cli/processes.ts";

// Runs the built command line: `npm test` builds it first.

test("V8 compiles PCRE2 once, and quickly: no process waits at its end for a better compiler", async () => {
  const lua = 'for i = 1, 3000 do ngx.re.match("foo foo@bar.com", "(?|(\\\\w+))@(\\\\w+)", "jo") end ngx.say("done")';
  const argv = ["--trace-wasm-compilation-times", `${root}dist/ngxbox.cjs`, "run", "-e", lua];
  const { exit, stdout } = await run(process.execPath, argv, { input: "" });
  assert.is(exit, 0);
  assert.match(stdout, /using Liftoff/);
  assert.match(stdout, /done\n/);
  assert.not.match(stdout, /TurboFan/);
});

test.run();
