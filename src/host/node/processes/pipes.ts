import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { hostError } from "../../errno.ts";
import type { HostError } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { asHostError, codeOf } from "../strerror.ts";

/** The two ends of a pipe: ours does not wait. */
export interface Pipe {
  readonly ours: number;
  readonly childs: number;
}

/** How many are made with the first one, and with each later one that is missing. */
const FIRST_BATCH = 24;
const BATCH = 192;

/**
 * Makes pipes. Node gives children sockets, with which `echo > /dev/stderr` and the like fail, and has no call for pipes: so
 * `mkfifo` makes some at a time, with names, which they lose when they are opened.
 */
export class Pipes {
  private folder: string | undefined;
  private made = 0;
  private names: string[] = [];

  /** For what a child writes. */
  fromChild(): Pipe | HostError {
    return this.open((name) => {
      const ours = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
      return { ours, childs: orClose(ours, () => openSync(name, constants.O_WRONLY)) };
    });
  }

  /** For what a child reads. */
  toChild(): Pipe | HostError {
    return this.open((name) => {
      // neither end can be opened first without waiting, but by one that reads and does not wait
      const opener = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        const ours = openSync(name, constants.O_WRONLY | constants.O_NONBLOCK);
        return { ours, childs: orClose(ours, () => openSync(name, constants.O_RDONLY)) };
      } finally {
        closeSync(opener);
      }
    });
  }

  /** What stands in the way of starting a process: Node takes two descriptors for it, and is at a loss without them. */
  shortage(): HostError | undefined {
    try {
      const first = openSync("/dev/null", constants.O_RDONLY);
      const second = orClose(first, () => openSync("/dev/null", constants.O_RDONLY));
      closeSync(first);
      closeSync(second);
      return undefined;
    } catch (thrown) {
      return asHostError(thrown);
    }
  }

  /** Removes the pipes that nobody has used. */
  dispose(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
    this.names = [];
  }

  private open(openEnds: (name: string) => Pipe): Pipe | HostError {
    try {
      const name = this.next();
      if (typeof name !== "string") return name;
      try {
        return openEnds(name);
      } finally {
        unlinkSync(name);
      }
    } catch (thrown) {
      return asHostError(thrown);
    }
  }

  private next(): string | HostError {
    const name = this.names.pop();
    if (name !== undefined && existsSync(name)) return name;
    // somebody who tidies up has removed them, maybe with their folder
    if (this.folder !== undefined && !existsSync(this.folder)) this.folder = undefined;
    return this.makeSome();
  }

  /** Answers the name of one, and keeps the others'. */
  private makeSome(): string | HostError {
    this.folder ??= makeFolder();
    const { folder } = this;
    const count = this.made === 0 ? FIRST_BATCH : BATCH;
    const names = Array.from({ length: count }, () => join(folder, String(this.made++)));
    const { spawnSync } = builtin<typeof import("node:child_process")>("node:child_process");
    // found also where a script's own programs lie elsewhere
    const env = { ...process.env, PATH: [process.env.PATH, "/usr/bin", "/bin"].filter(Boolean).join(":") };
    const { status, error } = spawnSync("mkfifo", ["-m", "600", ...names], { stdio: "ignore", env });
    if (error !== undefined) return hostError(codeOf(error));
    const last = names.pop();
    if (status !== 0 || last === undefined) return hostError("ENOSPC");
    this.names = names;
    return last;
  }
}

/** Where files cannot be written there may be memory that can. */
function makeFolder(): string {
  const { tmpdir } = builtin<typeof import("node:os")>("node:os");
  try {
    return mkdtempSync(join(tmpdir(), NAME));
  } catch (thrown) {
    try {
      return mkdtempSync(join("/dev/shm", NAME));
    } catch {
      throw thrown;
    }
  }
}

const NAME = "ngxbox_pipes_";

function orClose(descriptor: number, open: () => number): number {
  try {
    return open();
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
  }
}
