/** The network of the host, its environment, its processes and its streams. As a control the command line runs the script. */
import type { Attack, Group } from "./attack.ts";
import { SECRET, SECRET_NAME, type World, wasVisited } from "./world.ts";

const connects = (address: (world: World) => string): Omit<Attack, "name"> => ({
  code: (world) => `local s = ngx.socket.tcp() s:settimeout(1000)
    if s:connect(${address(world)}) then s:receive() end`,
  witness: wasVisited,
  control: { kind: "command" },
});

const calls = (code: (world: World) => string): Omit<Attack, "name"> => ({
  code,
  witness: wasVisited,
  control: { kind: "command" },
});

const reaches = (code: string, options: Attack["options"] = {}): Omit<Attack, "name"> => ({
  code,
  options,
  control: { kind: "command" },
});

export const HOST: Group = {
  "an address": connects(({ port }) => `"127.0.0.1", ${port}`),
  "a name": connects(({ port }) => `"localhost", ${port}`),
  "a Unix domain socket": connects(({ socketPath }) => `"unix:${socketPath}"`),
  "a Unix domain socket by ..": connects(({ socketPath }) => `"unix:/tmp/../${socketPath}"`),
  "a connection of ngx.socket.connect": calls(({ port }) => `ngx.socket.connect("127.0.0.1", ${port})`),
  "a connection of ngx.socket.stream": calls(
    ({ port }) => `local s = ngx.socket.stream() s:connect("127.0.0.1", ${port})`,
  ),
  "a connection in a timer": calls(
    ({ port }) => `ngx.timer.at(0, function() ngx.socket.connect("127.0.0.1", ${port}) end) ngx.sleep(0.05)`,
  ),
  "a connection of a library": calls(({ port }) => `require("resty.redis"):new():connect("127.0.0.1", ${port})`),
  "a connection of a light thread": calls(
    ({ port }) => `ngx.thread.wait(ngx.thread.spawn(ngx.socket.connect, "127.0.0.1", ${port}))`,
  ),
  "a variable of the environment": reaches(`if os.getenv("${SECRET_NAME}") then print("reached") end`),
  "the folder of the user": reaches(`if os.getenv("HOME") or os.getenv("PATH") then print("reached") end`),
  "the environment of a child": reaches(
    `local p = io.popen("env") if p and p:read("*a"):find("${SECRET}") then print("reached") end`,
    { permissions: { spawn: true } },
  ),
  "a variable in a shell": reaches(
    `local p = io.popen("echo $${SECRET_NAME}") if p and p:read("*a"):find("${SECRET}") then print("reached") end`,
    { permissions: { spawn: true } },
  ),
  "a process of the host": reaches(`if require("resty.signal").kill(${process.pid}, 0) then print("reached") end`),
  "a process of the host, by a child": reaches(
    `local ok = os.execute("kill -0 ${process.pid}") if ok == true or ok == 0 then print("reached") end`,
    {
      permissions: { spawn: true },
    },
  ),
  "the host's process number": reaches(
    `local p = io.popen("readlink /proc/self/exe") if p and p:read("*a"):find("/") then print("reached") end`,
    { permissions: { spawn: true } },
  ),
  "the host's time": {
    code: "if os.time() > 1767225600 + 86400 then print('reached') end",
    control: { kind: "command" },
  },
  "output without end": {
    code: "for i = 1, 1000 do ngx.print(('x'):rep(1000)) end print('reached')",
    control: { kind: "granted", options: { limits: { outputBytes: 1e7, cpuMs: 5000 } } },
  },
  "output of io.write": {
    code: "for i = 1, 1000 do io.write(('x'):rep(1000)) end print('reached')",
    control: { kind: "granted", options: { limits: { outputBytes: 1e7, cpuMs: 5000 } } },
  },
  "output of io.stderr": {
    code: "for i = 1, 1000 do io.stderr:write(('x'):rep(1000)) end print('reached')",
    control: { kind: "granted", options: { limits: { outputBytes: 1e7, cpuMs: 5000 } } },
  },
  "a log without end": {
    code: "for i = 1, 1000 do ngx.log(ngx.ERR, ('x'):rep(1000)) end print('reached')",
    control: { kind: "granted", options: { limits: { outputBytes: 1e7, cpuMs: 5000 } } },
  },
  "output of children": {
    code: "os.execute('yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | head -n 30000') print('reached')",
    options: { permissions: { spawn: true } },
    control: { kind: "granted", options: { limits: { outputBytes: 1e7, cpuMs: 9000 } } },
  },
  "timers without end": {
    code: "for i = 1, 5000 do if not ngx.timer.at(1, print) then return end end print('reached')",
    control: { kind: "granted", options: { limits: { pendingTimers: 10_000, cpuMs: 9000 } } },
  },
  "children without end": {
    code: "for i = 1, 100 do if not require('ngx.pipe').spawn({ 'sleep', '1' }) then return end end print('reached')",
    options: { permissions: { spawn: true } },
    control: { kind: "granted", options: { limits: { children: 200, cpuMs: 9000 } } },
  },
  "a shell that breeds": {
    code: "local ok = os.execute('for i in 1 2 3 4 5 6 7 8 9; do sleep 1 & sleep 1 & sleep 1 & done; wait') if ok == true or ok == 0 then print('reached') end",
    options: { permissions: { spawn: true } },
    control: { kind: "granted", options: { limits: { children: 200, cpuMs: 9000 } } },
  },
  "a match that goes on": {
    code: `local _, _, why = ngx.re.find(("a"):rep(14) .. "!", "(a+)+$") print(why or "reached")`,
    options: { limits: { regexSteps: 1000 } },
    control: { kind: "granted", options: { limits: { regexSteps: 1e9, cpuMs: 20_000, wallMs: 20_000 } } },
  },
};
