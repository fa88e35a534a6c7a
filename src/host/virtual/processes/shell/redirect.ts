/** Redirections of commands. */
import { hostError } from "../../../errno.ts";
import type { HostError } from "../../../ports.ts";
import { toBytes } from "../bytes.ts";
import { APPENDING, open, READING, UPDATING, WRITING } from "../calls.ts";
import { type OpenFile, ReadyFile } from "../open-file.ts";
import type { Steps } from "../process.ts";
import { expandText } from "./expand.ts";
import type { Shell } from "./shell.ts";
import { type Redirect, ShellError } from "./syntax.ts";

/** Descriptors that stand for something else now, and under which others what they stood for is kept, if they did. */
export type Saved = readonly (readonly [descriptor: number, hidden: number | undefined])[];

/** Does what the redirections say. Where one fails, none is done. @throws ShellError */
export function* redirect(shell: Shell, redirects: readonly Redirect[]): Steps<Saved> {
  const saved: [number, number | undefined][] = [];
  try {
    for (const one of redirects) {
      const file = yield* target(shell, one);
      const before = shell.process.files.get(one.descriptor);
      saved.push([one.descriptor, before && shell.process.hide(before)]);
      shell.process.setFile(one.descriptor, file);
    }
  } catch (thrown) {
    restore(shell, saved);
    throw thrown;
  }
  return saved;
}

export function restore(shell: Shell, saved: Saved): void {
  const { process } = shell;
  for (const [descriptor, hidden] of [...saved].reverse()) {
    process.setFile(descriptor, hidden === undefined ? undefined : process.files.get(hidden));
  }
  keep(shell, saved);
}

/** They stay as they are now: `exec` without a command. */
export function keep({ process }: Shell, saved: Saved): void {
  for (const [, hidden] of saved) if (hidden !== undefined) process.setFile(hidden, undefined);
}

/** Undefined: the descriptor is to be closed. */
function* target(shell: Shell, { operator, target: word }: Redirect): Steps<OpenFile | undefined> {
  const text = yield* expandText(shell, word);
  const { process } = shell;
  switch (operator) {
    case "<<":
      return new HereDocument(toBytes(text));
    case "<&":
    case ">&": {
      if (text === "-") return undefined;
      if (!/^\d$/.test(text)) throw new ShellError("Syntax error: Bad fd number");
      const file = process.files.get(Number(text));
      if (file === undefined) throw new ShellError(`${text}: ${hostError("EBADF").message}`);
      return file;
    }
    case "<":
      return opened(open(process, text, READING), text, false);
    case "<>":
      return opened(open(process, text, UPDATING), text, true);
    case ">>":
      return opened(open(process, text, APPENDING), text, true);
    default: {
      const { files } = process.kernel.options;
      if (
        operator === ">" &&
        shell.state.options.has("C") &&
        files.exists(process.pathOf(text)) &&
        !text.startsWith("/dev/")
      ) {
        throw new ShellError(`cannot create ${text}: File exists`);
      }
      return opened(open(process, text, WRITING), text, true);
    }
  }
}

function opened(file: OpenFile | HostError, name: string, creates: boolean): OpenFile {
  if (!("code" in file)) return file;
  const isMissing = file.code === "ENOENT" || file.code === "ENOTDIR";
  const reason = isMissing ? (creates ? "Directory nonexistent" : "No such file") : file.message;
  throw new ShellError(`cannot ${creates ? "create" : "open"} ${name}: ${reason}`);
}

class HereDocument extends ReadyFile {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }

  read(max: number): Uint8Array | null {
    if (this.at === this.bytes.length) return null;
    const read = this.bytes.slice(this.at, this.at + max);
    this.at += read.length;
    return read;
  }

  write(): HostError {
    return hostError("EBADF");
  }
}
