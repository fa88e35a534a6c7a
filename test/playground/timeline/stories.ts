/** Events of real sandboxes, for the timeline to show. */
import {
  createSandbox,
  type ProcessInfo,
  type Progress,
  type SandboxOptions,
  type TracedEvent,
} from "../../../src/index.ts";

export interface Story {
  readonly events: readonly TracedEvent[];
  readonly processes: readonly ProcessInfo[];
  readonly timers: Progress["timers"];
}

/** @param afterMs how long time goes on after the script */
export async function story(lua: string | undefined, options: SandboxOptions = {}, afterMs = 0): Promise<Story> {
  const box = await createSandbox({
    isolation: "none",
    record: true,
    permissions: { spawn: true },
    limits: { cpuMs: 60_000, wallMs: 60_000 },
    ...options,
  });
  const all: TracedEvent[] = [];
  const keep = ({ events = [] }: Progress) => all.push(...events);
  if (lua !== undefined) {
    const result = await box.run(lua);
    if (result.error !== undefined) throw new Error(result.error.message);
    keep(result);
  }
  const last = await box.clock.advance(afterMs);
  keep(last);
  const { processes } = box.cluster;
  const { timers } = last;
  await box.close();
  return { events: all, processes, timers };
}

/** A master, two workers and a privileged agent that reloads them every five seconds. */
export const RELOADING: SandboxOptions = {
  workers: 2,
  privilegedAgent: true,
  initWorker: `
    local process = require("ngx.process")
    if process.type() == "privileged agent" then
      local file = io.open(ngx.config.prefix() .. "logs/nginx.pid")
      local pid = file:read("*a")
      file:close()
      ngx.timer.every(5, function(premature)
        if not premature then os.execute("kill -HUP " .. pid) end
      end)
      return
    end
    ngx.timer.every(1, function(premature)
      if premature then ngx.log(ngx.WARN, "worker ", ngx.worker.id(), " ends") return end
      ngx.sleep(0.2)
    end)`,
};

/** `os.execute` against `resty.shell`, beside a timer that would like to run all the time. */
export const STALL_OR_WAIT = `
local shell = require("resty.shell")
ngx.timer.every(0.25, function() ngx.sleep(0.1) end)
local threads = {}
for i = 1, 3 do
  threads[i] = ngx.thread.spawn(function()
    ngx.sleep(0.4 * i)
  end)
end
for i = 1, 3 do ngx.thread.wait(threads[i]) end
shell.run("sleep 2; echo done", nil, 5000)
ngx.log(ngx.WARN, "the timer went on meanwhile")
os.execute("sleep 2")
ngx.log(ngx.ERR, "the timer stood still")
ngx.timer.at(1, function() error("oops") end)
require("ngxbox.timer").every(7, function() end)
ngx.timer.at(60, function() end)
ngx.sleep(1.5)`;
