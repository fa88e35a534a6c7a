/** Real Lua interpreters beside ours, where they are installed. */
import { spawnSync } from "node:child_process";
import { skip } from "../skip.ts";

/** Whether `command` can be run; where it cannot, the calling test is counted as skipped. */
export function installed(command: "luajit" | "lua5.1"): boolean {
  if (spawnSync(command, ["-e", ""]).status === 0) return true;
  skip(`${command} is not installed`);
  return false;
}

/** What a script prints in LuaJIT, run in a coroutine as scripts.ts runs one; an error is the last line. */
export function runInLuaJit(source: string): string {
  const script = `local chunk, message = loadstring(io.read("*a"), "@t.lua")
    if not chunk then io.write("failed: ", message, "\\n") return end
    local co = coroutine.create(chunk)
    local ok, message = coroutine.resume(co)
    if not ok then io.write("failed: ", tostring(message), "\\n")
    elseif coroutine.status(co) == "suspended" then io.write("yielded\\n") end`;
  const { stdout, stderr } = spawnSync("luajit", ["-joff", "-e", script], {
    input: Buffer.from(source, "latin1"),
    encoding: "latin1",
    maxBuffer: 1 << 28,
  });
  return stdout + stderr;
}

/** What luajit prints for each text, loaded as `f`, or nil and the `problem`: one process for all of them. */
export function luajitOfEach(script: string, texts: readonly string[]): string[] {
  const program = `
    local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
    for line in io.lines() do
      local text = line:gsub("..", function(h) return string.char(tonumber(h, 16)) end)
      local f, problem = loadstring(text, "=s")
      ${script}
    end`;
  const input = texts.map((text) => `${Buffer.from(text, "latin1").toString("hex")}\n`).join("");
  const { stdout, status, stderr } = spawnSync("luajit", ["-e", program], { input, encoding: "latin1" });
  if (status !== 0) throw new Error(stderr);
  return stdout.split("\n");
}
