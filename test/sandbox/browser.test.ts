/** The bundle for pages, which has nothing of Node's: here in Node, where the file can be imported as well. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type * as Browser from "../../src/browser.ts";

const { createSandbox, redisPeer } = (await import(
  new URL("../../dist/browser.js", import.meta.url).href
)) as typeof Browser;

test("the bundle for pages makes sandboxes, with the libraries that come with it", async () => {
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

test("parts are loaded that the options ask for", async () => {
  const box = await createSandbox({
    permissions: { spawn: ["sh", "echo"] },
    peers: { "redis:6379": redisPeer({ latencyMs: 2 }) },
  });
  const { stdout, error } = await box.run(`
    os.execute("echo from a child")
    local red = require("resty.redis"):new()
    red:connect("redis", 6379)
    ngx.say(red:set("k", "v"), " ", red:get("k"))
    local aes = require("resty.aes"):new("key")
    ngx.say(aes:decrypt(aes:encrypt("enciphered")))`);
  assert.is(error, undefined);
  assert.is(stdout, "from a child\nOK v\nenciphered\n");
});

test("parts are left out that the page says are unused", async () => {
  const box = await createSandbox({}, { unused: ["libraries", "regex"] });
  const { stdout } = await box.run(`
    ngx.say(pcall(require, "resty.redis") == false, " ", ngx.re.match("a 12", [[\\d+]], "jo")[0])`);
  assert.is(stdout, "true 12\n");
});

test("the page hears what is printed and what happens as it happens, and results hold nothing of it", async () => {
  const heard: string[] = [];
  const box = await createSandbox(
    {},
    {
      onPrinted: (stream, bytes) => heard.push(`${stream} ${new TextDecoder().decode(bytes)}`),
      onEvent: ({ type, pid }) => heard.push(`${type} ${pid}`),
    },
  );
  const { stdout, stderr } = await box.run(`
    ngx.timer.at(1, function() end)
    io.stdout:write("one\\n")
    io.stderr:write("two\\n")`);
  assert.equal([stdout, stderr], ["", ""]);
  const wanted = heard.filter((line) => /timer made|stdout|stderr/.test(line));
  assert.equal(wanted, ["timer made 1000", "stdout one\n", "stderr two\n"]);
});

test("virtual time moves on when the page lets it", async () => {
  const asked: number[] = [];
  let goOn = () => {};
  const printed: string[] = [];
  const box = await createSandbox(
    {},
    {
      onPrinted: (_, bytes) => printed.push(new TextDecoder().decode(bytes)),
      pace: (toMs) => {
        asked.push(toMs);
        return new Promise((resolve) => {
          goOn = () => resolve("go");
        });
      },
    },
  );
  const untilAsked = async (times: number) => {
    while (asked.length < times) await new Promise((resolve) => setTimeout(resolve));
  };
  const run = box.run(`
    ngx.timer.at(2, function() ngx.say("timer") end)
    ngx.sleep(1)
    ngx.say("slept")
    ngx.sleep(2)`);
  await untilAsked(1);
  assert.equal([asked, printed], [[1000], []]);
  goOn();
  await untilAsked(2);
  assert.equal([asked, printed], [[1000, 2000], ["slept\n"]]);
  goOn();
  await untilAsked(3);
  assert.equal(printed, ["slept\n", "timer\n"]);
  goOn();
  assert.is((await run).exitCode, 0);
  const later = box.clock.advance(500);
  await untilAsked(4);
  assert.equal(asked, [1000, 2000, 3000, 3500]);
  goOn();
  await later;
});

test("the page takes timers of ngxbox.timer back, while a script waits as well", async () => {
  let box: Browser.NearSandbox | undefined;
  const cancelled: unknown[] = [];
  box = await createSandbox(
    {},
    {
      pace: (toMs) => {
        if (toMs !== 5000) return undefined;
        const timers = box?.pendingTimers() ?? [];
        cancelled.push(...timers.map(({ pid, id, canCancel }) => [canCancel, box?.cancelTimer(pid, id)]));
        return undefined;
      },
    },
  );
  const { stdout } = await box.run(`
    require("ngxbox.timer").every(10, function() ngx.say("never") end)
    ngx.timer.at(20, function() ngx.say("at") end)
    ngx.sleep(5)
    ngx.sleep(20)`);
  assert.equal(cancelled, [
    [true, true],
    [false, false],
  ]);
  assert.is(stdout, "at\n");
  assert.is(box.cancelTimer(1, 1), false);
});

test.run();
