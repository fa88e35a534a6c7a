import { type OnOutput, spawnCaptured } from "../confined/captured.ts";
import type { ConfinedProcesses, ProcessRules } from "../confined/processes.ts";
import { confinedProcesses } from "../confined/processes.ts";
import type { Child, ChildExit, ChildOptions, FileTree, Processes, Sockets, SpawnError } from "../ports.ts";
import { AllowedFiles, type AllowedFilesOptions } from "./allowed-files.ts";
import { nodeEnvironment } from "./environment.ts";
import { monotonicMs } from "./monotonic.ts";
import { nodeProcesses } from "./processes/processes.ts";
import { nodeSockets } from "./sockets/sockets.ts";
import { pause } from "./waits.ts";

/**
 * What this computer has for a sandbox.
 * @throws TypeError where a path is not there
 */
export function nodeOutside(options: AllowedFilesOptions): { files: FileTree | undefined; sockets: Sockets } {
  return {
    files: isGranted(options.read) || isGranted(options.write) ? new AllowedFiles(options) : undefined,
    sockets: nodeSockets,
  };
}

/** Children that write to nobody's streams. */
interface CapturedProcesses {
  spawn(options: ChildOptions, onOutput: OnOutput): Child | SpawnError;
  runSync(options: ChildOptions, onOutput: OnOutput): ChildExit | SpawnError;
}

/** Those of one sandbox. @param mostMs how long one may keep this thread standing still */
export function nodeChildren(rules: ProcessRules, mostMs: number): CapturedProcesses {
  children ??= nodeProcesses(nodeEnvironment);
  const confined: ConfinedProcesses = confinedProcesses(children, rules);
  const standing = { pause, monotonicMs, mostMs };
  const spawn: CapturedProcesses["spawn"] = (options, onOutput) => spawnCaptured(confined, options, onOutput, standing);
  return {
    spawn,
    runSync(options, onOutput) {
      const child = spawn(options, onOutput);
      return "code" in child ? child : child.waitSync();
    },
  };
}

/** All of this thread: it keeps pipes in store. */
let children: Processes | undefined;

function isGranted(paths: readonly string[] | true): boolean {
  return paths === true || paths.length > 0;
}
