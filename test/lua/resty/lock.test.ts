import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { memoryStore } from "../../../src/host/memory/shared-store.ts";
import { root } from "../../cli/processes.ts";
import { type Harness, harness } from "../../runtime/harness.ts";

const files = { "resty/lock.lua": readFileSync(`${root}lua/resty/lock.lua`, "latin1") };

function start(lua: string): Harness {
  const shared = memoryStore([{ name: "locks", bytes: 102_400 }]);
  const prelude = 'local lock = require "resty.lock"\n';
  return harness({ files, ...(shared === undefined ? {} : { shared }) }).start(prelude + lua);
}

function lines(lua: string): string[] {
  const run = start(lua).settle();
  assert.equal([run.thrown, run.log], [[], []]);
  return run.lines();
}

test("who waits looks again after steps that grow, up to the longest, and no longer than the time-out", () => {
  const printed = lines(`
    assert(lock:new("locks"):lock("k"))
    local function wait(options)
      local began = ngx.now()
      local ok, err = lock:new("locks", options):lock("k")
      ngx.update_time()
      ngx.say(string.format("%s %.2f", err, ngx.now() - began))
    end
    wait()
    wait { timeout = 0.5 }
    wait { timeout = 60, exptime = 2 }
    wait { timeout = 0 }
    wait { timeout = 1, step = 0.3, ratio = 1 }`);
  assert.equal(printed, ["timeout 5.00", "timeout 0.50", "timeout 2.00", "timeout 0.00", "timeout 1.00"]);
});

test("a lock that is released, or has expired, is the next one's", () => {
  const printed = lines(`
    local held = lock:new("locks", { exptime = 3 })
    held:lock("k")
    ngx.timer.at(0.1, function() held:unlock() end)
    local other = lock:new("locks", { step = 0.01, ratio = 1 })
    ngx.say(string.format("%.2f", other:lock("k")))
    ngx.say(other:expire(1))
    local elapsed = lock:new("locks", { step = 0.1, ratio = 1 }):lock("k")
    ngx.say(string.format("%.1f", elapsed))
    ngx.say(other:unlock(), " ", other:unlock())`);
  assert.equal(printed, ["0.10", "true", "1.0", "1 nilunlocked"]);
});

test("the usual time-out may be longer than a lock is held, and shorter than a step", () => {
  const printed = lines(`
    assert(lock:new("locks", { exptime = 1 }):lock("k"))
    ngx.say(string.format("%.1f", lock:new("locks", { exptime = 1, step = 0.25, ratio = 1 }):lock("k")))
    assert(lock:new("locks"):lock("long"))
    local function wait(options)
      local began = ngx.now()
      local ok, err = lock:new("locks", options):lock("long")
      ngx.update_time()
      ngx.say(string.format("%s %.1f", err, ngx.now() - began))
    end
    wait { step = 7 }
    wait { step = 7, timeout = 2 }`);
  assert.equal(printed, ["1.0", "timeout 7.0", "timeout 2.0"]);
});

test("what the dictionary says is handed on", () => {
  const printed = lines(`
    local l = lock:new("locks")
    ngx.say(l:lock(""))
    ngx.say(l:lock(("k"):rep(70000)))
    ngx.say(l:lock())
    ngx.say(lock:new("missing"))`);
  assert.equal(printed, ["nilempty key", "nilkey too long", "nilnil key", "nildictionary not found"]);
});

test.run();
