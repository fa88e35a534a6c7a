/** Calls that wait, or let others work, so that the script itself seems to do nothing. */
import type { Attack, Group } from "./attack.ts";

const REAL: Attack["options"] = { time: "real", limits: { cpuMs: 2000, wallMs: 60 } };
const SIMULATED: Attack["options"] = { permissions: { spawn: true }, limits: { cpuMs: 50, wallMs: 2000 } };
const REAL_CHILDREN: Attack["options"] = { ...REAL, permissions: { spawn: true } };

const waits = (options: Attack["options"], code: string): Omit<Attack, "name"> => ({
  code,
  ...(options === undefined ? {} : { options }),
  control: { kind: "time" },
});

export const WAITING: Group = {
  "a long sleep": waits(REAL, "ngx.sleep(1e6)"),
  "a semaphore that nobody posts": waits(REAL, "require('ngx.semaphore').new(0):wait(1e6)"),
  "a thread that sleeps": waits(REAL, "ngx.thread.wait(ngx.thread.spawn(function() ngx.sleep(1e6) end))"),
  "a lock that is held": waits(
    { ...REAL, dicts: { locks: "1m" } },
    `local lock = require("resty.lock") local opts = { timeout = 1e6, exptime = 1e6 }
    lock:new("locks", opts):lock("k") lock:new("locks", opts):lock("k")`,
  ),
  "a child that sleeps": waits(REAL_CHILDREN, "os.execute('sleep 1000')"),
  "reading what a child never says": waits(REAL_CHILDREN, "io.popen('sleep 1000'):read('*a')"),
  "a pipe that stays open": waits(REAL_CHILDREN, "require('ngx.pipe').spawn({ 'sleep', '1000' }):wait()"),
  "a child that never ends": waits(SIMULATED, "os.execute('while :; do :; done')"),
  "a child that prints": waits(SIMULATED, "os.execute('yes > /dev/null')"),
  "reading what a child always says": waits(SIMULATED, "for line in io.popen('yes'):lines() do end"),
  "a child that counts": waits(SIMULATED, "os.execute('seq 1 1000000000000 > /dev/null')"),
  "a function of the shell that calls itself": waits(SIMULATED, "while true do os.execute('f() { f; }; f') end"),
  "a pattern of the shell": waits(
    SIMULATED,
    `local s = ("a"):rep(3000) while true do os.execute("case " .. s .. " in " .. ("*a"):rep(200) .. "*b) ;; esac") end`,
  ),
  "a regular expression of grep": waits(
    SIMULATED,
    `local f = io.open("line", "w") f:write(("a"):rep(40), "!") f:close()
    while true do os.execute("grep -E '^(a+)+$' line") end`,
  ),
  pipelines: waits(
    SIMULATED,
    "while true do os.execute('yes | head -n 1000 | sort | uniq -c | wc -l > /dev/null') end",
  ),
  "children in a loop": waits(SIMULATED, "while true do os.execute('true') end"),
};
