/** Files of the host. As a control the command line runs the same script. */
import type { Attack, Group } from "./attack.ts";
import { markIsThere, SECRET, type World } from "./world.ts";

const reads = (path: (world: World) => string): Omit<Attack, "name"> => ({
  code: (world) => `local f = io.open(${lua(path(world))}) local text = f and f:read("*a")
    if text and #text > 0 then print("reached") end`,
  control: { kind: "command" },
});

const reaches = (code: (world: World) => string): Omit<Attack, "name"> => ({ code, control: { kind: "command" } });

const makes = (code: (mark: string) => string): Omit<Attack, "name"> => ({
  code: ({ mark }) => code(lua(mark)),
  witness: markIsThere,
  control: { kind: "command" },
  options: { permissions: { spawn: true } },
});

export const FILES: Group = {
  "a file by its path": reads(({ secretFile }) => secretFile),
  "a file by ..": reads(({ folder, secretFile }) => `${folder}/../${secretFile.split("/").slice(-2).join("/")}`),
  "a file by many ..": reads(({ secretFile }) => `${"../".repeat(40)}${secretFile.slice(1)}`),
  "a file by a link": reads(({ secretLink }) => secretLink),
  "a path with // and /./": reads(({ secretFile }) => `//.//${secretFile.slice(1)}`),
  "a path that ends in a NUL byte": reads(({ secretFile }) => `${secretFile}\0.lua`),
  "/proc/self/root": reads(({ secretFile }) => `/proc/self/root${secretFile}`),
  "/proc/self/environ": reads(() => "/proc/self/environ"),
  "/proc/self/cmdline": reads(() => "/proc/self/cmdline"),
  "/proc/self/cwd": reads(() => "/proc/self/cwd/secret.txt"),
  "/proc/1/status": reads(() => "/proc/1/status"),
  "/dev/urandom": reaches(() => `local f = io.open("/dev/urandom") if f and f:read(8) then print("reached") end`),
  "/etc/passwd": reads(() => "/etc/passwd"),
  "lines of a file": reaches(
    ({ secretFile }) =>
      `local ok, line = pcall(function() return io.lines(${lua(secretFile)})() end) if ok and line then print("reached") end`,
  ),
  "a file that is loaded": reaches(
    ({ secretFile }) =>
      `local _, why = loadfile(${lua(secretFile)}) if not tostring(why):find("cannot open") then print("reached") end`,
  ),
  "a file that is required": reaches(
    ({ folder }) => `package.path = ${lua(folder)} .. "/?.txt" local _, why = pcall(require, "secret")
    if not why:find("not found") then print("reached") end`,
  ),
  "a file by input redirection": {
    ...reaches(
      ({ secretFile }) =>
        `local p = io.popen("cat < " .. ${lua(secretFile)}) if p and p:read("*a"):find(${lua(SECRET)}) then print("reached") end`,
    ),
    options: { permissions: { spawn: true } },
  },
  "a file by cat": {
    ...reaches(
      ({ secretFile }) =>
        `local p = io.popen("cat " .. ${lua(secretFile)}) if p and p:read("*a"):find(${lua(SECRET)}) then print("reached") end`,
    ),
    options: { permissions: { spawn: true } },
  },
  "a name in the shell's pattern": {
    ...reaches(
      ({ folder }) =>
        `local p = io.popen("ls " .. ${lua(folder)} .. "/s*") if p and p:read("*a"):find("secret.txt") then print("reached") end`,
    ),
    options: { permissions: { spawn: true } },
  },
  "a file that is written": makes((mark) => `local f = io.open(${mark}, "w") if f then f:write("x") f:close() end`),
  "a file that is renamed": makes((mark) => `local name = os.tmpname() os.rename(name, ${mark})`),
  "a file that io.output opens": makes((mark) => `pcall(io.output, ${mark}) io.write("x") io.output():flush()`),
  "a file by output redirection": makes((mark) => `os.execute("echo x > " .. ${mark})`),
  "a file by tee": makes((mark) => `os.execute("echo x | tee " .. ${mark})`),
  "a file by touch": makes((mark) => `os.execute("touch " .. ${mark})`),
  "a program of the host": makes((mark) => `os.execute("/usr/bin/env touch " .. ${mark})`),
  "a program in a path": makes((mark) => `require("ngx.pipe").spawn({ "/bin/sh", "-c", "touch " .. ${mark} }):wait()`),
  "a command of io.popen": makes((mark) => `local p = io.popen("touch " .. ${mark}) if p then p:close() end`),
  "resty.shell": makes((mark) => `require("resty.shell").run("touch " .. ${mark})`),
};

function lua(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replaceAll("\0", "\\0")}"`;
}
