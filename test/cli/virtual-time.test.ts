import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox } from "./processes.ts";

const virtually = (code: string) => ngxbox(["run", "--virtual-time", "-e", code], { input: "" });

test("an hour of sleeps and timers passes at once, and every clock tells so", async () => {
  const { stdout, exit } = await virtually(`
    local now, time, clock = ngx.now(), os.time(), os.clock()
    local fired = 0
    ngx.timer.every(60, function(premature) if not premature then fired = fired + 1 end end)
    ngx.sleep(3600.5)
    ngx.say(math.floor(ngx.now() - now), " ", os.time() - time >= 3600, " ", math.floor(os.clock() - clock), " ", fired)`);
  assert.equal([stdout, exit], ["3600 true 3600 60\n", 0]);
});

test("time goes at its real pace while a child runs", async () => {
  const { stdout } = await virtually(`
    local pipe = require "ngx.pipe"
    local began = ngx.now()
    local child = assert(pipe.spawn({ "sleep", "0.2" }))
    assert(child:wait())
    local took = ngx.now() - began
    ngx.say(took >= 0.1 and took < 5)
    ngx.sleep(1000)
    ngx.say(ngx.now() - began > 1000)`);
  assert.is(stdout, "true\ntrue\n");
});

test("time goes at its real pace while a command stalls the worker", async () => {
  const { stdout } = await virtually(`local began = ngx.now() os.execute("sleep 0.2") ngx.update_time()
    local took = ngx.now() - began ngx.say(took >= 0.1 and took < 5)`);
  assert.is(stdout, "true\n");
});

test("a time-out of a child that says nothing comes in its time", async () => {
  const { stdout } = await virtually(`
    local child = assert(require("ngx.pipe").spawn({ "sleep", "10" }))
    child:set_timeouts(nil, 100)
    ngx.say(child:stdout_read_line())`);
  assert.is(stdout, "niltimeout\n");
});

test.run();
