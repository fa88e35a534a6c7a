/** Real Lua interpreters beside ours, where they are installed. */
import { spawnSync } from "node:child_process";
import { skip } from "../skip.ts";

/** Whether `command` can be run; where it cannot, the calling test is counted as skipped. */
export function installed(command: "luajit" | "lua5.1"): boolean {
  if (spawnSync(command, ["-e", ""]).status === 0) return true;
  skip(`${command} is not installed`);
  return false;
}
