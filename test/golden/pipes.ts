import { execFile } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Both ends of a pipe, as file descriptors. */
export interface Pipe {
  readonly read: number;
  readonly write: number;
}

/**
 * Opens real pipes, which the recordings were made with. What Node calls a pipe between processes is a socket, and a program
 * tells the difference: a socket cannot be opened as /dev/stdout.
 */
export async function openPipes(count: number): Promise<Pipe[]> {
  const folder = await mkdtemp(join(tmpdir(), "pipes_"));
  try {
    const paths = Array.from({ length: count }, (_, index) => join(folder, String(index)));
    await promisify(execFile)("mkfifo", paths);
    return paths.map(openBothEnds);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function openBothEnds(path: string): Pipe {
  const both = openSync(path, constants.O_RDWR); // to open one end alone would wait for the other
  const pipe = { read: openSync(path, constants.O_RDONLY), write: openSync(path, constants.O_WRONLY) };
  closeSync(both);
  return pipe;
}
