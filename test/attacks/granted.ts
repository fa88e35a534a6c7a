/** From what a script was granted to what it was not: other files, addresses, variables, processes. The control is granted that, too. */
import type { SandboxOptions } from "../../src/index.ts";
import type { Attack, Group } from "./attack.ts";
import { markIsThere, SECRET, SECRET_NAME, type World, wasVisited } from "./world.ts";

type Granted = NonNullable<SandboxOptions["permissions"]>;

/** Looks for the secret by a path, from the folder that may be read. */
const reads = (path: (world: World) => string): Omit<Attack, "name"> =>
  finds((world) => `local f = io.open(${lua(path(world))}) text = f and f:read("*a")`);

const finds = (code: (world: World) => string): Omit<Attack, "name"> => ({
  code: (world) => `local text ${code(world)} if text and text:find(${lua(SECRET)}, 1, true) then print("reached") end`,
  options: ({ allowed }) => ({ permissions: { read: [allowed], spawn: true } }),
  control: { kind: "granted", options: ({ folder }) => ({ permissions: { read: [folder, "/proc"], spawn: true } }) },
});

/** Makes a file outside of the folder that may be written. */
const makes = (code: (world: World) => string): Omit<Attack, "name"> => ({
  code,
  witness: markIsThere,
  options: ({ allowed }) => ({ permissions: { read: [allowed], write: [allowed], spawn: true } }),
  control: {
    kind: "granted",
    options: ({ folder }) => ({ permissions: { read: [folder], write: [folder], spawn: true } }),
  },
});

/** Connects to a server, where another port of the same computer is all that may be reached. */
const connects = (address: (world: World) => string, more: readonly string[] = []): Omit<Attack, "name"> => ({
  code: (world) => `local s = ngx.socket.tcp() s:settimeout(1000)
    if s:connect(${address(world)}) then s:receive() end`,
  witness: wasVisited,
  options: ({ port }) => ({ permissions: { net: [`127.0.0.1:${port - 1}`, `localhost:${port - 1}`, ...more] } }),
  control: { kind: "granted", options: { permissions: { net: true } } },
});

const reaches = (code: string, permissions: Granted, granted: Granted): Omit<Attack, "name"> => ({
  code,
  options: { permissions },
  control: { kind: "granted", options: { permissions: { ...permissions, ...granted } } },
});

/** Makes a file by a real program, where another is all that may be started. */
const starts = (code: (world: World) => string): Omit<Attack, "name"> => ({
  code,
  witness: markIsThere,
  options: ({ allowed }) => ({ time: "real", permissions: { spawn: ["echo"], read: [allowed], write: [allowed] } }),
  control: {
    kind: "granted",
    options: ({ allowed }) => ({ time: "real", permissions: { spawn: true, read: [allowed], write: [allowed] } }),
  },
});

const SEES = { spawn: true, env: ["PATH"] } as const;

/** A path through a folder that may be read. */
const inside =
  (path: string) =>
  ({ allowed }: World) =>
    `${allowed}/${path}`;

export const GRANTED: Group = {
  "a file beside the folder": reads(({ secretFile }) => secretFile),
  "a file by ..": reads(inside("../secret.txt")),
  "a file by .. through a folder that is not there": reads(inside("none/../../secret.txt")),
  "a file by .. from the sandbox's own": reads(({ secretFile }) => `/work/..${secretFile}`),
  "a file by a link": reads(inside("link")),
  "a file by a link to a folder": reads(inside("up/secret.txt")),
  "a file by a link and ..": reads(inside("up/allowed/../secret.txt")),
  "a file by a link to /proc/self/root": {
    ...reads(({ allowed, secretFile }) => `${allowed}/root${secretFile}`),
  },
  "a file by /proc/self/root": reads(({ secretFile }) => `/proc/self/root${secretFile}`),
  "a file by a NUL byte": reads(inside("../secret.txt\0/own.txt")),
  "a file whose name begins as the folder's": {
    ...finds(({ allowed }) => `local f = io.open(${lua(`${allowed}/../secret.txt`)}) text = f and f:read("*a")`),
    options: ({ folder }) => ({ permissions: { read: [`${folder}/allowed/own.txt`, `${folder}/allowed`] } }),
  },
  "a file by io.lines": finds(
    ({ allowed }) => `local ok, read = pcall(io.lines, ${lua(`${allowed}/link`)}) text = ok and read()`,
  ),
  "a file by io.input": finds(
    ({ allowed }) => `if pcall(io.input, ${lua(`${allowed}/link`)}) then text = io.read() end`,
  ),
  "a file by loadfile": finds(
    ({ allowed }) =>
      `local _, why = loadfile(${lua(`${allowed}/link`)}) text = tostring(why):find("near") and ${lua(SECRET)}`,
  ),
  "a file by require": finds(
    ({ allowed }) => `package.path = ${lua(`${allowed}/up/?.txt`)} local _, why = pcall(require, "secret")
      text = not tostring(why):find("not found") and ${lua(SECRET)}`,
  ),
  "a file by cat": finds(({ allowed }) => `text = io.popen(${lua(`cat ${allowed}/link`)}):read("*a")`),
  "a file by cp": finds(
    ({ allowed }) => `os.execute(${lua(`cp ${allowed}/up/secret.txt /work/copy`)})
      local f = io.open("copy") text = f and f:read("*a")`,
  ),
  "a file by redirection": finds(({ allowed }) => `text = io.popen(${lua(`cat < ${allowed}/link`)}):read("*a")`),
  "the names in a folder": finds(
    ({ allowed }) =>
      `text = io.popen(${lua(`ls ${allowed}/up; echo ${allowed}/up/sec*`)}):read("*a"):find("secret.txt") and ${lua(SECRET)}`,
  ),
  "a file that becomes a link while it is opened": {
    ...finds(
      ({ allowed }) => `for n = 1, 300 do
        local f = io.open(${lua(`${allowed}/flip`)}) text = f and f:read("*a")
        if f then f:close() end if text and text ~= "own" then break end
      end`,
    ),
    isLong: true,
  },
  "the host's environment in /proc": {
    ...finds(() => `local f = io.open("/proc/self/environ") text = f and f:read(1) and ${lua(SECRET)}`),
    options: { permissions: { read: ["/proc"] } },
    control: { kind: "command" },
  },
  "the host's environment, with all files": {
    ...finds(() => `local f = io.open("/proc/self/environ") text = f and f:read(1) and ${lua(SECRET)}`),
    options: { permissions: { read: true } },
    control: { kind: "command" },
  },
  "a device, with all files": {
    code: `local f = io.open("/dev/zero") if f and f:read(1) then print("reached") end`,
    options: { permissions: { read: true } },
    control: { kind: "command" },
  },
  "writing what may only be read": {
    ...makes(({ folder }) => `local f = io.open(${lua(`${folder}/mark`)}, "w") if f then f:write("x") f:close() end`),
    options: ({ folder }) => ({ permissions: { read: [folder] } }),
  },
  "a file that is made by ..": makes(({ allowed }) => `io.open(${lua(`${allowed}/../mark`)}, "w")`),
  "a file that is made through a link to a folder": makes(
    ({ allowed }) => `io.open(${lua(`${allowed}/up/mark`)}, "w")`,
  ),
  "a file that is made through a link that leads to nothing": {
    ...makes(({ allowed }) => `io.open(${lua(`${allowed}/dangling`)}, "w")`),
    // a link that is followed, whoever makes the file
    control: { kind: "command" },
  },
  "a file that is moved out": makes(
    ({ allowed }) => `local f = io.open(${lua(`${allowed}/mine`)}, "w") if f then f:close() end
      os.rename(${lua(`${allowed}/mine`)}, ${lua(`${allowed}/../mark`)}) os.remove(${lua(`${allowed}/mine`)})`,
  ),
  "a file that is moved out through a link": makes(
    ({ allowed }) => `local f = io.open(${lua(`${allowed}/mine`)}, "w") if f then f:close() end
      os.rename(${lua(`${allowed}/mine`)}, ${lua(`${allowed}/up/mark`)}) os.remove(${lua(`${allowed}/mine`)})`,
  ),
  "a file by output redirection": makes(({ allowed }) => `os.execute(${lua(`echo x > ${allowed}/up/mark`)})`),
  "a file by tee": makes(({ allowed }) => `os.execute(${lua(`echo x | tee ${allowed}/../mark`)})`),
  "a folder": makes(({ allowed }) => `os.execute(${lua(`mkdir ${allowed}/up/mark`)})`),
  "more than its files may take": {
    code: ({ allowed }) => `local f = io.open(${lua(`${allowed}/large`)}, "w") f:setvbuf("no")
      for n = 1, 100 do if not f:write(("x"):rep(10000)) then break end end
      if f:seek("end") > 500000 then print("reached") end f:close() os.remove(${lua(`${allowed}/large`)})`,
    options: ({ allowed }) => ({ permissions: { write: [allowed] } }),
    control: { kind: "granted", options: { limits: { fileBytes: 1e7, cpuMs: 3000 } } },
  },
  "another port": connects(({ port }) => `"127.0.0.1", ${port}`),
  "an address in IPv6": connects(({ port }) => `"[::ffff:127.0.0.1]", ${port}`),
  "an address in IPv6, in hexadecimal": connects(({ port }) => `"[::FFFF:7f00:1]", ${port}`),
  "an address in IPv6, in full": connects(({ port }) => `"[0:0:0:0:0:ffff:127.0.0.1]", ${port}`),
  "the address of all": connects(({ port }) => `"0.0.0.0", ${port}`),
  "an address with its own port": connects(({ port }) => `"127.0.0.1:${port}", ${port - 1}`),
  "a name that resolves inside": connects(({ port }) => `"localhost", ${port}`),
  "a Unix domain socket": connects(({ socketPath }) => `"unix:${socketPath}"`, ["unix:/run/other.sock"]),
  "a Unix domain socket by ..": connects(
    ({ folder }) => `"unix:${folder}/allowed/../socket"`,
    ["unix:/run/other.sock"],
  ),
  "a real shell": starts(({ mark }) => `os.execute(${lua(`touch ${mark}`)})`),
  "a real shell of io.popen": starts(
    ({ mark }) => `local p = io.popen(${lua(`touch ${mark}`)}) if p then p:close() end`,
  ),
  "a real shell of resty.shell": starts(({ mark }) => `require("resty.shell").run(${lua(`touch ${mark}`)})`),
  "another real program": starts(({ mark }) => `require("ngx.pipe").spawn({ "touch", ${lua(mark)} }):wait()`),
  "another real program by its path": starts(
    ({ mark }) => `require("ngx.pipe").spawn({ "/usr/bin/touch", ${lua(mark)} }):wait()`,
  ),
  "a real program of the same name": starts(
    ({ allowed, mark }) => `require("ngx.pipe").spawn({ ${lua(`${allowed}/bin/echo`)}, ${lua(mark)} }):wait()`,
  ),
  "a real program of the same name by ..": starts(
    ({ allowed, mark }) =>
      `require("ngx.pipe").spawn({ ${lua(`/usr/bin/../..${allowed}/bin/echo`)}, ${lua(mark)} }):wait()`,
  ),
  "a real program where no one can wait": starts(
    ({ mark }) => `table.sort({ 2, 1 }, function(a, b) os.execute(${lua(`touch ${mark}`)}) return a < b end)`,
  ),
  "a variable": reaches(`if os.getenv("${SECRET_NAME}") then print("reached") end`, SEES, { env: true }),
  "a variable of a child": reaches(
    `local p = io.popen("env") if p and p:read("*a"):find("${SECRET}") then print("reached") end`,
    SEES,
    { env: true },
  ),
  "a variable in a shell": reaches(
    `local p = io.popen("echo $${SECRET_NAME}") if p and p:read("*a"):find("${SECRET}") then print("reached") end`,
    SEES,
    { env: true },
  ),
  "a signal to the master": {
    code: `local ok = require("resty.signal").kill(ngx.worker.pid() - 1, "NONE") if ok then print("reached") end`,
    options: { workers: 1, permissions: { signal: false } },
    control: { kind: "granted", options: { workers: 1, permissions: { signal: true } } },
  },
  "a signal to the master, by a child": {
    code: `local ok = os.execute("kill -HUP " .. ngx.worker.pid() - 1) if ok == true then print("reached") end`,
    options: { workers: 1, permissions: { spawn: true } },
    control: { kind: "granted", options: { workers: 1, permissions: { spawn: true, signal: true } } },
  },
  "light threads without end": {
    code: "for i = 1, 12000 do if not pcall(ngx.thread.spawn, function() ngx.sleep(1) end) then return end end print('reached')",
    options: { limits: { threads: 100, memoryMb: 256 } },
    control: { kind: "granted", options: { limits: { threads: 20_000, memoryMb: 256, cpuMs: 9000, wallMs: 19_000 } } },
  },
};

function lua(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replaceAll("\0", "\\0")}"`;
}
