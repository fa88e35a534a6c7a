/** What a Node program imports: sandboxes, and the Lua machine by itself. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { processCells } from "./host/node/cells/process-cells.ts";
import { threadCells } from "./host/node/cells/thread-cells.ts";
import { chosenVariables, otherVariables } from "./host/node/environment.ts";
import { nodeChildren, nodeOutside } from "./host/node/outside.ts";
import { sandboxHost } from "./host/node/sandbox-host.ts";
import type { SandboxHost } from "./sandbox/host.ts";
import { openIsolated } from "./sandbox/isolation/isolated.ts";
import { WarmCells } from "./sandbox/isolation/warm-cells.ts";
import { checkOptions, type SandboxOptions, type Settings } from "./sandbox/options.ts";
import type { Outside } from "./sandbox/outside/outside.ts";
import { PROGRAMS } from "./sandbox/outside/programs.ts";
import { hasRealChildren } from "./sandbox/outside/real-children.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { openSandbox } from "./sandbox/thread-sandbox.ts";

export * from "./sandbox/door.ts";
export type { BudgetOptions } from "./vm/budget.ts";
export { Coroutine } from "./vm/coroutine.ts";
export { Exit, Kill, LuaError } from "./vm/errors.ts";
export { Closure, NativeFunction } from "./vm/functions.ts";
export { Machine, type MachineOptions, type Outcome } from "./vm/machine.ts";
export { Table } from "./vm/table.ts";
export { type Suspension, UNWIND } from "./vm/unwinding.ts";
export { Userdata, type Value } from "./vm/values.ts";

/** The folder of the package: this file lies in dist/, or in src/ where it is not built. */
const home = dirname(dirname(fileURLToPath(import.meta.url)));

const host: SandboxHost = { ...sandboxHost(home), programs: PROGRAMS, outside: outsideFor };

/** What isolated sandboxes run in: the same file as a thread or as a process. */
const cellFile = join(home, "dist/sandbox.cjs");
const threads = new WarmCells(threadCells(cellFile));
const processes = new WarmCells(processCells(cellFile));

/**
 * Makes a sandbox, in which Lua scripts written for OpenResty run on a clock of their own and reach nothing outside but what
 * `permissions` name.
 * @throws TypeError that names the option that is wrong; Error where `init` fails
 */
export async function createSandbox(options?: SandboxOptions): Promise<Sandbox> {
  const settings = withVariables(checkOptions(options, ["worker", "process", "none"]));
  switch (settings.isolation) {
    case "none":
      return openSandbox(settings, host);
    case "worker":
      return openIsolated(settings, threads, outsideFor);
    case "process":
      return openIsolated(settings, processes, outsideFor);
  }
}

/** Variables of the host that scripts may see are as those that the options give, which come before them. */
function withVariables(settings: Settings): Settings {
  const { env, permissions } = settings;
  const hiddenEnv = () => otherVariables(permissions.env).filter((name) => !Object.hasOwn(env, name));
  const all = { ...chosenVariables(permissions.env), ...env };
  return { ...settings, env: all, hiddenEnv, programPath: process.env.PATH ?? "" };
}

function outsideFor(settings: Settings): Outside {
  const { permissions, limits, programPath: path } = settings;
  const { read, write, spawn } = permissions;
  const files = { read, write, roomBytes: limits.fileBytes, mostWholeBytes: limits.memoryMb * 2 ** 20 };
  // scripts are told by their sandbox of what is refused
  const children = () => nodeChildren({ spawn, path, most: limits.children, onDenied() {} }, limits.wallMs);
  return { processes: hasRealChildren(settings) ? children() : undefined, ...nodeOutside(files) };
}
