/** `os.execute`: a command for the shell, which the worker waits for. */
import { type ChildOptions, type HostError, LONGEST_WORD, type Processes, type Stdio } from "../../host/ports.ts";
import type { State } from "../state.ts";
import type { Result } from "../values.ts";
import { exitResults, fileResult } from "./files/results.ts";
import { onceEnded } from "./files/waiting.ts";
import { canStall } from "./stalling.ts";

/** What is answered where no process can be started: ENOSYS. */
export const NO_PROCESSES: HostError = { code: "ENOSYS", errno: 38, message: "Function not implemented" };

/** What `system` answers where it cannot start the shell. */
const SHELL_NOT_STARTED = 127;

/** How C's `system` starts a shell. */
export function shellCommand(command: string): Pick<ChildOptions, "file" | "argv" | "group" | "ignoresBrokenPipes"> {
  return { file: "/bin/sh", argv: ["sh", "-c", command], group: false, ignoresBrokenPipes: true };
}

/** @returns how the command ended, or nil with the reason where it could not be started */
export function execute(state: State, { processes, stdio }: ExecutePorts, command: string): Result {
  if (processes === undefined) return fileResult(NO_PROCESSES);
  if (command.length > LONGEST_WORD) return exitResults("exit", SHELL_NOT_STARTED);
  // what was printed before comes first
  stdio.stdout.flush();
  const options = { stdin: "inherit", stdout: "inherit", stderr: "inherit", ...shellCommand(command) } as const;
  if (!canStall(state)) {
    const ended = processes.runSync(options);
    return "code" in ended ? fileResult(ended) : exitResults(ended.reason, ended.status);
  }
  const child = processes.spawn(options);
  return "code" in child ? fileResult(child) : onceEnded(state, child, "os.execute");
}

interface ExecutePorts {
  readonly processes?: Processes;
  readonly stdio: Stdio;
}
