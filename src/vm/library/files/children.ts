/** `io.popen`: child processes that a script reads from or writes to as files. */
import {
  type ByteText,
  type Child,
  type HostError,
  LONGEST_WORD,
  type Processes,
  type Stdio,
} from "../../../host/ports.ts";
import type { Result } from "../../values.ts";
import { NO_PROCESSES, shellCommand } from "../execute.ts";
import { INVALID_ARGUMENT } from "./channel.ts";
import { fromChild, toChild } from "./child-channel.ts";
import type { FileHandles } from "./file-handles.ts";
import { fileResult } from "./results.ts";

/** What glibc's `popen` answers for a command that Linux does not take. */
const NO_SHELL: HostError = { code: "ENOMEM", errno: 12, message: "Cannot allocate memory" };

interface ChildrenPorts {
  readonly stdio: Stdio;
  readonly processes?: Processes;
}

export class Children {
  private readonly ports: ChildrenPorts;
  private readonly bytes: ByteText;
  private readonly handles: FileHandles;
  private readonly running = new Set<Child>();

  constructor(ports: ChildrenPorts, bytes: ByteText, handles: FileHandles) {
    this.ports = ports;
    this.bytes = bytes;
    this.handles = handles;
  }

  /** A file handle, or nil with the reason. */
  open(command: string, mode: string): Result {
    const direction = directionOf(mode);
    const opened = direction === undefined ? INVALID_ARGUMENT : this.start(command, direction);
    if ("code" in opened) return fileResult(opened, command);
    this.running.add(opened);
    opened.onExit(() => this.running.delete(opened));
    const { stdin, stdout } = opened;
    if (stdout !== undefined) return this.handles.create(fromChild(opened, stdout, this.bytes));
    if (stdin !== undefined) return this.handles.create(toChild(opened, stdin, this.bytes));
    throw new Error("a child without the pipe that was asked for");
  }

  onceEnded(done: () => void): void {
    const [child] = this.running;
    if (child === undefined) done();
    else child.onExit(() => this.onceEnded(done));
  }

  private start(command: string, direction: "r" | "w"): Child | HostError {
    const { processes, stdio } = this.ports;
    if (processes === undefined) return NO_PROCESSES;
    if (command.length > LONGEST_WORD) return NO_SHELL;
    // what was printed before comes first
    stdio.stdout.flush();
    return processes.spawn({
      stdin: direction === "w" ? "pipe" : "inherit",
      stdout: direction === "r" ? "pipe" : "inherit",
      stderr: "inherit",
      ...shellCommand(command),
    });
  }
}

/** The mode as glibc's `popen` reads it: one of r and w, and nothing else but e, which is for programs in C. */
function directionOf(mode: string): "r" | "w" | undefined {
  if (!/^[rwe]*$/.test(mode) || mode.includes("r") === mode.includes("w")) return undefined;
  return mode.includes("r") ? "r" : "w";
}
