import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
} from "node:fs";
import type { FileHandle, Files, HostError, OpenMode } from "../ports.ts";
import { openHandle } from "./file-handle.ts";
import { asHostError, codeOf } from "./strerror.ts";
import { during, unheard, type Waits } from "./waits.ts";

/** As {@link nodeFiles}; `waits` is told where opening, reading or writing waits for another process. */
export function filesWith(waits: Waits): Files {
  return { ...nodeFiles, open: (path, mode) => open(path, mode, waits) };
}

/** The files of this computer. */
export const nodeFiles: Files = {
  open: (path, mode) => open(path, mode, unheard),

  openTemporary: () =>
    attempt((): FileHandle => {
      const { path, descriptor } = createTemporary();
      unlinkSync(path);
      return openHandle(descriptor, false);
    }),

  temporaryName: () =>
    attempt(() => {
      const { path, descriptor } = createTemporary();
      closeSync(descriptor);
      return path;
    }),

  rename: (from, to) =>
    attempt(() => {
      renameSync(native(from), native(to));
      return undefined;
    }),

  remove: (path) =>
    attempt(() => {
      try {
        unlinkSync(native(path));
      } catch (thrown) {
        // EPERM is what systems other than Linux say to unlinking a folder
        if (codeOf(thrown) !== "EISDIR" && !(codeOf(thrown) === "EPERM" && isDirectory(path))) throw thrown;
        rmdirSync(native(path));
      }
      return undefined;
    }),

  exists: (path) => existsSync(native(path)),
  isDirectory,
  readWhole: (path) => attempt(() => readFileSync(native(path))),
};

function open(path: string, mode: OpenMode, waits: Waits): FileHandle | HostError {
  return attempt(() => {
    const name = native(path);
    // opening a pipe waits for who opens its other end
    const mayWait = waits !== unheard && statSync(name, { throwIfNoEntry: false })?.isFIFO() === true;
    const descriptor = during(mayWait ? waits : unheard, () => openSync(name, flagsOf(mode), 0o666));
    return openHandle(descriptor, mode.append, waits);
  });
}

function isDirectory(path: string): boolean {
  return attempt(() => statSync(native(path)).isDirectory()) === true;
}

/** A path as the bytes that it is, not as the UTF-8 of its characters. */
function native(path: string): Buffer {
  return Buffer.from(path, "latin1");
}

function flagsOf(mode: OpenMode): number {
  return (
    (mode.read && mode.write ? constants.O_RDWR : mode.write ? constants.O_WRONLY : constants.O_RDONLY) |
    (mode.append ? constants.O_APPEND : 0) |
    (mode.create ? constants.O_CREAT : 0) |
    (mode.truncate ? constants.O_TRUNC : 0) |
    (mode.exclusive ? constants.O_EXCL : 0)
  );
}

/** Names as `os.tmpname` gives them. That the file must be new keeps links, and guesses, out of the way. */
function createTemporary(): { path: string; descriptor: number } {
  for (let attempts = 1; ; attempts++) {
    const path = `/tmp/lua_${randomName()}`;
    try {
      return { path, descriptor: openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600) };
    } catch (thrown) {
      if (codeOf(thrown) !== "EEXIST" || attempts === 100) throw thrown;
    }
  }
}

/** Six letters and digits, as mkstemp's. */
function randomName(): string {
  return Array.from({ length: 6 }, () => LETTERS.charAt(Math.floor(Math.random() * LETTERS.length))).join("");
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function attempt<Answer>(act: () => Answer): Answer | HostError {
  try {
    return act();
  } catch (thrown) {
    return asHostError(thrown);
  }
}
