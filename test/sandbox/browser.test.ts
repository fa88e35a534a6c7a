/** The bundle for pages, which has nothing of Node's: here in Node, where the file can be imported as well. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { createSandbox as CreateSandbox } from "../../src/browser.ts";

const bundle = new URL("../../dist/browser.js", import.meta.url).href;

test("the bundle for pages makes sandboxes, with the libraries that come with it", async () => {
  const { createSandbox } = (await import(bundle)) as { createSandbox: typeof CreateSandbox };
  const box = await createSandbox({ workers: 1, dicts: { locks: "100k" } });
  const { stdout, error } = await box.run(`
    local timer = require "ngxbox.timer"
    timer.every(60, function() ngx.say("tick ", ngx.now() % 3600) end)
    local lock = require("resty.lock"):new("locks")
    ngx.say(lock:lock("k"), " ", ngx.re.match("a 12", [[\\d+]], "jo")[0], " ", require("cjson").encode({ 1, 2 }))`);
  assert.is(error, undefined);
  assert.is(stdout, "0 12 [1,2]\n");
  assert.is((await box.clock.advance(120_000)).stdout, "tick 60\ntick 120\n");
});

test.run();
