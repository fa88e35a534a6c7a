/** Files of the host, for a sandbox in a thread or process of its own: the host opens them, and it asks and stands still. */
import { hostError } from "../../host/errno.ts";
import type { FileHandle, FileTree, HostError, OpenMode, Whence } from "../../host/ports.ts";

/** A member of the files, or of one that was opened, by the number that it got. */
export interface FileQuestion {
  readonly kind: "file";
  readonly handle: number | undefined;
  readonly member: TreeMember | HandleMember;
  readonly args: readonly unknown[];
}

type TreeMember = Exclude<keyof FileTree, "openTemporary" | "temporaryName">;
type HandleMember = Exclude<keyof FileHandle, "isTTY">;

/** How much goes at once: the host does nothing else meanwhile. */
const PIECE_BYTES = 262_144;
/** How many may be open, as of a process. */
const MOST_OPEN = 1024;

/** In the host: answers what a sandbox asks, which may be anything. */
export class FileServer {
  private readonly files: FileTree;
  private readonly open = new Map<number, FileHandle>();
  private lastHandle = 0;

  constructor(files: FileTree) {
    this.files = files;
  }

  answer({ handle, member, args }: FileQuestion): unknown {
    const asked = args as readonly unknown[];
    return handle === undefined ? this.ofTree(member, asked) : this.ofHandle(handle, member, asked);
  }

  closeAll(): void {
    for (const handle of this.open.values()) handle.close();
    this.open.clear();
  }

  private ofTree(member: string, [first, second]: readonly unknown[]): unknown {
    const { files } = this;
    if (typeof first !== "string") return INVALID;
    switch (member) {
      case "open":
        return isMode(second) ? this.opened(first, second) : INVALID;
      case "rename":
        return typeof second === "string" ? files.rename(first, second) : INVALID;
      case "remove":
      case "exists":
      case "isDirectory":
      case "readWhole":
      case "list":
      case "makeFolder":
        return files[member](first);
      default:
        return INVALID;
    }
  }

  private opened(path: string, mode: OpenMode): number | HostError {
    if (this.open.size >= MOST_OPEN) return hostError("EMFILE");
    const opened = this.files.open(path, mode);
    if ("errno" in opened) return opened;
    this.open.set(++this.lastHandle, opened);
    return this.lastHandle;
  }

  private ofHandle(number: number, member: string, [first, second]: readonly unknown[]): unknown {
    const handle = this.open.get(number);
    if (handle === undefined) return hostError("EBADF");
    switch (member) {
      case "read":
        return typeof first === "number" && first >= 1 ? handle.read(Math.min(first, PIECE_BYTES)) : INVALID;
      case "write":
        return first instanceof Uint8Array ? handle.write(first) : INVALID;
      case "seek":
        return isWhence(first) && typeof second === "number" ? handle.seek(first, second) : INVALID;
      case "flush":
        return handle.flush();
      case "close":
        this.open.delete(number);
        return handle.close();
      default:
        return INVALID;
    }
  }
}

const INVALID = hostError("EINVAL");

function isMode(value: unknown): value is OpenMode {
  return typeof value === "object" && value !== null && Object.values(value).every((flag) => typeof flag === "boolean");
}

function isWhence(value: unknown): value is Whence {
  return value === "set" || value === "cur" || value === "end";
}

/** In the sandbox. Temporary files are those of its memory. */
export class RemoteFiles implements FileTree {
  private readonly askHost: (question: FileQuestion) => unknown;

  /** @param ask stands still until the host has answered */
  constructor(ask: (question: FileQuestion) => unknown) {
    this.askHost = ask;
  }

  open(path: string, mode: OpenMode): FileHandle | HostError {
    const opened = this.ask<number | HostError>("open", path, mode);
    return typeof opened === "number" ? new RemoteHandle(opened, this.askHost) : opened;
  }

  openTemporary(): HostError {
    return hostError("EACCES");
  }

  temporaryName(): HostError {
    return hostError("EACCES");
  }

  rename(from: string, to: string): HostError | undefined {
    return this.ask("rename", from, to);
  }

  remove(path: string): HostError | undefined {
    return this.ask("remove", path);
  }

  exists(path: string): boolean {
    return this.ask("exists", path);
  }

  isDirectory(path: string): boolean {
    return this.ask("isDirectory", path);
  }

  readWhole(path: string): Uint8Array | HostError {
    return this.ask("readWhole", path);
  }

  list(path: string): readonly string[] | HostError {
    return this.ask("list", path);
  }

  makeFolder(path: string): HostError | undefined {
    return this.ask("makeFolder", path);
  }

  private ask<Answer>(member: TreeMember, ...args: readonly unknown[]): Answer {
    return this.askHost({ kind: "file", handle: undefined, member, args }) as Answer;
  }
}

class RemoteHandle implements FileHandle {
  readonly isTTY = false;
  private readonly number: number;
  private readonly askHost: (question: FileQuestion) => unknown;

  constructor(number: number, ask: (question: FileQuestion) => unknown) {
    this.number = number;
    this.askHost = ask;
  }

  read(length: number): Uint8Array | HostError {
    return this.ask("read", length);
  }

  write(bytes: Uint8Array): HostError | undefined {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const error = this.ask<HostError | undefined>("write", bytes.slice(at, at + PIECE_BYTES));
      if (error !== undefined) return error;
    }
    return undefined;
  }

  seek(whence: Whence, offset: number): number | HostError {
    return this.ask("seek", whence, offset);
  }

  flush(): HostError | undefined {
    return this.ask("flush");
  }

  close(): HostError | undefined {
    return this.ask("close");
  }

  private ask<Answer>(member: HandleMember, ...args: readonly unknown[]): Answer {
    return this.askHost({ kind: "file", handle: this.number, member, args }) as Answer;
  }
}
