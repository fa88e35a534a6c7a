/** `run --watch`: runs a script again whenever it, or what it has loaded, changes. Each run is a process of its own. */
import type { ChildProcess } from "node:child_process";
import { statSync, writeSync } from "node:fs";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { builtin } from "../../host/node/builtin.ts";
import { nodeByteText } from "../../host/node/byte-text.ts";
import type { Files } from "../../host/ports.ts";
import { WATCHED } from "./watched.ts";

/** How often files are looked at. One that has changed must stay the same for so long before the script runs again. */
const LOOK_MS = 100;
/** How long a run may take to end before it is killed. */
const GRACE_MS = 1000;
/** How long an interrupt from a terminal, which reaches the run as well, is given to end it. */
const INTERRUPT_GRACE_MS = 300;
/** By which a run tells what it loads. */
const DESCRIPTOR = 3;
const END_OF_PATH = "\0";

/**
 * Starts this process's command line again and again, until a signal ends it.
 * @param files what to watch from the start on, as byte strings
 */
export function watch(files: readonly string[], write: (text: string) => void): void {
  const watched = new WatchedFiles();
  let child: ChildProcess | undefined;
  let runs = 0;
  let ending: NodeJS.Signals | undefined;
  let changed: string | undefined;

  const start = () => {
    runs++;
    watched.clear();
    for (const file of files) watched.add(file);
    const { spawn } = builtin<typeof import("node:child_process")>("node:child_process");
    const run = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      stdio: ["inherit", "inherit", "inherit", "pipe"],
      env: { ...process.env, [WATCHED]: "1" },
    });
    child = run;
    readPaths(run.stdio[DESCRIPTOR] as Readable, (path) => watched.add(path));
    run.on("error", (error) => write(`ngxbox: cannot run it: ${error.message}\n`));
    run.on("close", (status, signal) => {
      child = undefined;
      if (ending !== undefined) leave(ending);
      else if (changed !== undefined) again(changed);
      else write(`ngxbox: ended ${signal ? `by ${signal}` : `with status ${status}`}; watching ${watched.text()}\n`);
    });
  };
  const again = (file: string) => {
    changed = undefined;
    write(`--- ngxbox: ${file} has changed, run ${runs + 1} ---\n`);
    start();
  };
  const end = (signal: NodeJS.Signals, graceMs: number) => {
    const run = child;
    if (run === undefined) return;
    run.kill(signal);
    const kill = setTimeout(() => run.kill("SIGKILL"), graceMs);
    run.once("close", () => clearTimeout(kill));
  };
  setInterval(() => {
    if (changed !== undefined || ending !== undefined) return;
    changed = watched.settledChange();
    if (changed === undefined) return;
    if (child === undefined) again(changed);
    else end("SIGTERM", GRACE_MS);
  }, LOOK_MS);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
    process.on(signal, () => {
      if (child === undefined) leave(signal);
      if (signal !== "SIGINT") end(signal, GRACE_MS);
      else if (ending === undefined) setTimeout(() => end("SIGTERM", GRACE_MS), INTERRUPT_GRACE_MS);
      ending = signal;
    });
  }
  start();
}

/** Files that tell the watching process what is loaded through them. */
export function toldFiles(files: Files): Files {
  return {
    ...files,
    readWhole(path) {
      tell(path);
      return files.readWhole(path);
    },
  };
}

/** Whoever watched may be gone. */
function tell(path: string): void {
  try {
    writeSync(DESCRIPTOR, nodeByteText.toBytes(path + END_OF_PATH));
  } catch {}
}

function leave(signal: NodeJS.Signals): never {
  process.exit(128 + constants.signals[signal]);
}

/** Calls `take` with each path that comes, whatever pieces it comes in. */
function readPaths(stream: Readable, take: (path: string) => void): void {
  let rest = "";
  stream.on("data", (bytes: Buffer) => {
    const paths = (rest + bytes.toString("latin1")).split(END_OF_PATH);
    rest = paths.pop() ?? "";
    for (const path of paths) take(path);
  });
}

class WatchedFiles {
  private readonly seen = new Map<string, string>();
  private unsettled: string | undefined;

  clear(): void {
    this.seen.clear();
    this.unsettled = undefined;
  }

  add(path: string): void {
    if (!this.seen.has(path)) this.seen.set(path, stateOf(path));
  }

  /** A file that has changed, but not since the last call. */
  settledChange(): string | undefined {
    const before = this.unsettled;
    this.unsettled = undefined;
    for (const [path, state] of this.seen) {
      const now = stateOf(path);
      if (now === state) {
        if (path === before) return path;
        continue;
      }
      this.seen.set(path, now);
      this.unsettled = path;
      return undefined;
    }
    return undefined;
  }

  text(): string {
    return this.seen.size === 1 ? [...this.seen.keys()].join() : `${this.seen.size} files`;
  }
}

/** What tells one state of a file from another; a file that is not there has one, too. */
function stateOf(path: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(Buffer.from(path, "latin1"));
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return "absent";
  }
}
