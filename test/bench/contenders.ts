import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A file of this folder. */
export function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** `ngxbox run`, as a user starts it. */
export const ngxboxRun: readonly string[] = [process.execPath, here("../../dist/ngxbox.cjs"), "run"];

/** The same where nothing may be compiled to JavaScript. */
const ngxboxInterpreting: readonly string[] = [
  process.execPath,
  "--disallow-code-generation-from-strings",
  ...ngxboxRun.slice(1),
];

/** Options that timers.lua and many-timers.lua ask for. */
export const manyTimers = "lua_max_pending_timers 400000; lua_max_running_timers 4096;";

/** What runs a Lua program: its name, and the command in front of the program's path. */
export interface LuaCommand {
  readonly name: string;
  readonly command: readonly string[];
}

/** ngxbox, also its interpreter alone, and every other machine for Lua that is installed. */
export function luaMachines(): LuaCommand[] {
  const native = [
    { name: "lua5.1", command: ["lua5.1"] },
    { name: "luajit -joff", command: ["luajit", "-joff"] },
    { name: "luajit", command: ["luajit"] },
  ].filter(({ command: [program] }) => isInstalled(program ?? ""));
  return [
    { name: "ngxbox", command: ngxboxRun },
    { name: "interpreter", command: ngxboxInterpreting },
    { name: "fengari", command: [process.execPath, here("stock-fengari.js")] },
    { name: "wasmoon", command: [process.execPath, here("wasmoon.js")] },
    ...native,
  ];
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ["-v"], { stdio: "ignore" }).error === undefined;
}
