/** Whether the file that `run` is given is a project. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { isProjectText } from "../../sandbox/project/recognise.ts";
import { STANDARD_INPUT } from "../options/resty-options.ts";
import { failed, type Outcome } from "../outcome.ts";

/** A project's text has less; how much it may be in the end is said where it is read (sandbox/project). */
const MOST_BYTES = 256 * 1024 ** 2;
/** White space that may stand in front. */
const HEAD_BYTES = 256;
const BYTE_ORDER_MARK = "\xef\xbb\xbf";

export interface ProjectAt {
  /** As the command line names it, a byte string. */
  readonly path: string;
  readonly text: string;
}

/**
 * Known by its content, whatever its name; what is named so may be damaged.
 * @param path a byte string
 * @returns undefined where it is a script; the outcome where it is a project that cannot be read
 */
export function projectAt(path: string | undefined): ProjectAt | Outcome | undefined {
  if (path === undefined || path === STANDARD_INPUT) return undefined;
  const file = Buffer.from(path, "latin1");
  if (!beginsWithBrace(file)) return undefined;
  const isNamedSo = /\.(?:ngxbox|json)$/i.test(path);
  const bytes = readFileSync(file);
  if (!isNamedSo && !isProjectText(new TextDecoder().decode(bytes))) return undefined;
  try {
    return { path, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return notRun(path, "this is no project: it is no UTF-8");
  }
}

/** @param why in one line */
export function notRun(path: string, why: string): Outcome {
  return failed(1, `ngxbox: ${path}: ${why}\n`);
}

/** Only of a regular file: what a pipe gives can be read but once. */
function beginsWithBrace(file: Buffer): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return false;
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() || status.size > MOST_BYTES) return false;
    const head = Buffer.alloc(HEAD_BYTES);
    const text = head.toString("latin1", 0, readSync(descriptor, head));
    return /^\s*\{/.test(text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text);
  } catch {
    return false;
  } finally {
    closeSync(descriptor);
  }
}
