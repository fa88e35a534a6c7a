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
