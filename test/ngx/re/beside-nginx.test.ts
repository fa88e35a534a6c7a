/** The same calls at random to the ngx.re of a real nginx. Its PCRE is an old one, which differs in nothing that is asked here. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nginxIsInstalled, runInNginx } from "../../bench/nginx.ts";
import { ngxbox } from "../../cli/processes.ts";
import { skip } from "../../skip.ts";

// Runs the built command line: `npm test` builds it first.

const script = fileURLToPath(new URL("random-calls.lua", import.meta.url));
const CALLS = 5000;

test("ngx.re answers as nginx's", async () => {
  if (!nginxIsInstalled()) return skip("nginx with its Lua module is not installed");
  const args = [String(1 + Math.floor(Math.random() * 2 ** 30)), String(CALLS)];
  const ours = await ngxbox(["run", script, ...args]);
  assert.is(ours.stderr, "");
  const theirs = (runInNginx(script, args, "") ?? "").split("\n");
  ours.stdout.split("\n").forEach((line, at) => {
    assert.is(line, theirs[at], `seed ${args[0]}`);
  });
  assert.is(theirs.length, CALLS + 1);
});

test.run();
