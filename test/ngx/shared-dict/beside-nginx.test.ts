/** The same calls at random to the dictionaries of the real nginx: results, what is forgotten, and what is free. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nginxIsInstalled, runInNginx } from "../../bench/nginx.ts";
import { ngxbox } from "../../cli/processes.ts";
import { skip } from "../../skip.ts";

// Runs the built command line: `npm test` builds it first.

const script = fileURLToPath(new URL("random-calls.lua", import.meta.url));
const CALLS = "2500";
/** Sizes in which there is hardly any room, little, and some. */
const SIZES = ["12k", "24k", "40k", "100k"];

for (const size of SIZES) {
  test(`a dictionary of ${size} answers as nginx's`, async () => {
    if (!nginxIsInstalled()) return skip("nginx with its Lua module is not installed");
    const args = [String(1 + Math.floor(Math.random() * 2 ** 30)), CALLS];
    const ours = await ngxbox(["run", "--shdict", `d ${size}`, script, ...args]);
    assert.is(ours.stderr, "");
    const theirs = (runInNginx(script, args, `lua_shared_dict d ${size};`) ?? "").split("\n");
    ours.stdout.split("\n").forEach((line, at) => {
      assert.is(line, theirs[at], `seed ${args[0]}`);
    });
    assert.is(theirs.length, Number(CALLS) + 1);
  });
}

test.run();
