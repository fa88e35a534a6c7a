import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
} from "node:fs";
import { posix } from "node:path";
import { hostError } from "../errno.ts";
import type { FileHandle, FileTree, HostError, OpenMode, Whence } from "../ports.ts";
import { byteString } from "./arguments.ts";
import { nodeFiles } from "./files.ts";
import { asHostError } from "./strerror.ts";

/** Which files of this computer may be read and written. */
export interface AllowedFilesOptions {
  /** Folders and files, by absolute paths; true: all but what {@link SYSTEM} says. */
  readonly read: readonly string[] | true;
  readonly write: readonly string[] | true;
  /** How many bytes may be written. */
  readonly roomBytes: number;
  /** How large a file may be that is read whole. */
  readonly mostWholeBytes: number;
  /** Told of what was refused, as the errors tell as well. */
  readonly onDenied?: (permission: FilePermission, path: string) => void;
}

export type FilePermission = "read" | "write";

/** Where a process sees what it has open (Linux): a name for the very file, whatever becomes of its path. */
const OPENED = "/proc/self/fd";

/** open(2): a handle for the place in the tree alone. Nothing is read and nobody waited for, be it a pipe or a device. */
const O_PATH = 0o10_000_000;

/** What lies there is no file. It is there only for who names it, and the folders of processes for nobody. */
const SYSTEM = ["/proc", "/sys", "/dev"];
const OF_A_PROCESS = /^\/proc\/[0-9]+(\/|$)/;

/** How often a file may appear or vanish between two looks. */
const TRIES = 3;
const MOST_LISTED = 100_000;

/**
 * Some of the files of this computer. A path is first opened without being used; then the system tells where that has led,
 * through links and "..", and only what lies in an allowed place is used, by the handle that it was looked at with: so nobody
 * can put something else there in between. What is new is made through the handle of its folder, never through a link.
 */
export class AllowedFiles implements FileTree {
  private readonly roots: Readonly<Record<FilePermission, readonly string[]>>;
  private readonly options: AllowedFilesOptions;
  private readonly room: { bytes: number };

  /** @throws TypeError where a path is not there, or the system cannot tell where a handle has led */
  constructor(options: AllowedFilesOptions) {
    this.options = options;
    this.roots = { read: rootsOf("read", options.read), write: rootsOf("write", options.write) };
    this.room = { bytes: options.roomBytes };
  }

  open(path: string, mode: OpenMode): FileHandle | HostError {
    const needed: FilePermission[] = [
      ...(mode.read ? (["read"] as const) : []),
      ...(mode.write ? (["write"] as const) : []),
    ];
    for (let tries = 0; tries < TRIES; tries++) {
      const found = this.at(path, needed, ({ descriptor, kind }) => {
        if (mode.create && mode.exclusive) return hostError("EEXIST");
        if (kind === "folder" && mode.write) return hostError("EISDIR");
        return nodeFiles.open(`${OPENED}/${descriptor}`, { ...mode, create: false, exclusive: false });
      });
      const opened =
        !isMissing(found) || !mode.create
          ? found
          : path.endsWith("/")
            ? hostError("EISDIR")
            : this.inFolder(path, needed, (place) => nodeFiles.open(place, { ...mode, exclusive: true }));
      // somebody else has made it meanwhile; or it is a link that leads to nothing, through which nothing is made
      if (isError(opened) && opened.code === "EEXIST" && !mode.exclusive) continue;
      return isError(opened) ? opened : new CountedHandle(opened, this.room);
    }
    return this.deny(needed.at(-1) ?? "read", path);
  }

  /** In the folder where the system has its own. */
  openTemporary(): FileHandle | HostError {
    const denied = this.deniedTemporary();
    if (denied !== undefined) return denied;
    const opened = nodeFiles.openTemporary();
    return isError(opened) ? opened : new CountedHandle(opened, this.room);
  }

  temporaryName(): string | HostError {
    return this.deniedTemporary() ?? nodeFiles.temporaryName();
  }

  rename(from: string, to: string): HostError | undefined {
    return this.inFolder(from, ["write"], (source) =>
      this.inFolder(to, ["write"], (target) => nodeFiles.rename(source, target)),
    );
  }

  remove(path: string): HostError | undefined {
    return this.inFolder(path, ["write"], (place) => nodeFiles.remove(place));
  }

  exists(path: string): boolean {
    return this.kindOf(path) !== undefined;
  }

  isDirectory(path: string): boolean {
    return this.kindOf(path) === "folder";
  }

  readWhole(path: string): Uint8Array | HostError {
    return this.at(path, ["read"], ({ descriptor, kind, size }) => {
      if (kind === "folder") return hostError("EISDIR");
      if (size > this.options.mostWholeBytes) return hostError("EFBIG");
      return nodeFiles.readWhole(`${OPENED}/${descriptor}`);
    });
  }

  list(path: string): readonly string[] | HostError {
    return this.at(path, ["read"], ({ descriptor, kind }) => {
      if (kind !== "folder") return hostError("ENOTDIR");
      return attempt(() => readdirSync(`${OPENED}/${descriptor}`, "latin1").slice(0, MOST_LISTED));
    });
  }

  makeFolder(path: string): HostError | undefined {
    return this.inFolder(path, ["write"], (place) =>
      attempt(() => {
        mkdirSync(Buffer.from(place, "latin1"));
        return undefined;
      }),
    );
  }

  /** Uses what is at `path`, if it is a file or a folder in a place that is allowed. */
  private at<Answer>(
    path: string,
    needed: readonly FilePermission[],
    use: (pinned: Pinned) => Answer | HostError,
  ): Answer | HostError {
    const pinned = pin(path);
    if (isError(pinned)) {
      // whether there is something, only who may see it is told
      const refused = needed.find((permission) => !this.isAllowed(permission, whereItWouldBe(path)));
      return refused === undefined ? pinned : this.deny(refused, path);
    }
    try {
      const refused = needed.find((permission) => !this.isAllowed(permission, pinned.real));
      if (refused !== undefined) return this.deny(refused, path);
      if (pinned.kind === "other") return this.deny(needed[0] ?? "read", path);
      return use(pinned);
    } finally {
      closeSync(pinned.descriptor);
    }
  }

  /** Uses a name in a folder that is there, whatever has that name: `place` goes through no link. */
  private inFolder<Answer>(
    path: string,
    needed: readonly FilePermission[],
    use: (place: string) => Answer | HostError,
  ): Answer | HostError {
    const whole = absolute(path).replace(/\/+$/, "");
    const slash = whole.lastIndexOf("/");
    const name = whole.slice(slash + 1);
    if (name === "" || name === "." || name === "..") return hostError("EISDIR");
    const folder = pin(whole.slice(0, slash) || "/");
    if (isError(folder)) {
      const refused = needed.find((permission) => !this.isAllowed(permission, whereItWouldBe(path)));
      return refused === undefined ? folder : this.deny(refused, path);
    }
    try {
      const real = posix.join(folder.real, name);
      const refused = needed.find((permission) => !this.isAllowed(permission, real));
      if (refused !== undefined) return this.deny(refused, path);
      return use(`${OPENED}/${folder.descriptor}/${name}`);
    } finally {
      closeSync(folder.descriptor);
    }
  }

  private kindOf(path: string): "file" | "folder" | undefined {
    const pinned = pin(path);
    if (isError(pinned)) return undefined;
    closeSync(pinned.descriptor);
    const isSeen = this.isAllowed("read", pinned.real) || this.isAllowed("write", pinned.real);
    if (!isSeen) this.deny("read", path);
    return isSeen && pinned.kind !== "other" ? pinned.kind : undefined;
  }

  private isAllowed(permission: FilePermission, real: string): boolean {
    if (OF_A_PROCESS.test(real)) return false;
    const system = SYSTEM.find((folder) => isWithin(real, folder));
    return this.roots[permission].some(
      (root) => isWithin(real, root) && (system === undefined || isWithin(root, system)),
    );
  }

  private deniedTemporary(): HostError | undefined {
    const folder = "/tmp";
    return this.isAllowed("write", realpathSync(folder)) ? undefined : this.deny("write", folder);
  }

  private deny(permission: FilePermission, path: string): HostError {
    this.options.onDenied?.(permission, path);
    return { ...hostError("EACCES"), lacks: permission };
  }
}

/** Where a path has led, held by a descriptor. */
interface Pinned {
  readonly descriptor: number;
  /** The path of what is held, without links. */
  readonly real: string;
  readonly kind: "file" | "folder" | "other";
  readonly size: number;
}

function pin(path: string): Pinned | HostError {
  if (path === "" || path.startsWith("\0")) return hostError("ENOENT");
  return attempt(() => {
    const descriptor = openSync(Buffer.from(absolute(path), "latin1"), O_PATH | constants.O_RDONLY);
    try {
      const real = readlinkSync(`${OPENED}/${descriptor}`, "latin1");
      const status = fstatSync(descriptor);
      // what has no name any more, or never had one, lies nowhere: it can be reached by /proc/self/fd only
      const isNamed = status.nlink > 0;
      const kind = status.isFile() && isNamed ? "file" : status.isDirectory() && isNamed ? "folder" : "other";
      return { descriptor, real, kind, size: status.size };
    } catch (thrown) {
      closeSync(descriptor);
      throw thrown;
    }
  });
}

/** What C sees of a path, from "/" on. The system follows "..". */
function absolute(path: string): string {
  const [seen = ""] = path.split("\0", 1);
  return seen.startsWith("/") ? seen : `${byteString(process.cwd())}/${seen}`;
}

/** The place of what is not there: below the first folder on the way up that is. */
function whereItWouldBe(path: string): string {
  const whole = absolute(path).replace(/\/+$/, "");
  for (let end = whole.lastIndexOf("/"); end > 0; end = whole.lastIndexOf("/", end - 1)) {
    const folder = pin(whole.slice(0, end));
    if (isError(folder)) continue;
    closeSync(folder.descriptor);
    return posix.join(folder.real, whole.slice(end));
  }
  return whole;
}

function rootsOf(permission: FilePermission, paths: readonly string[] | true): readonly string[] {
  if (paths !== true && paths.length === 0) return [];
  if (!existsSync(OPENED)) throw new TypeError(`permissions.${permission}: needs Linux's ${OPENED}`);
  return (paths === true ? ["/"] : paths).map((path) => {
    try {
      return byteString(realpathSync(path));
    } catch {
      // what is to be made
      const folder = posix.dirname(path);
      if (permission === "read" || !existsSync(folder)) {
        throw new TypeError(`permissions.${permission}: there is no ${path}`);
      }
      return byteString(posix.join(realpathSync(folder), posix.basename(path)));
    }
  });
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);
}

function isError(outcome: unknown): outcome is HostError {
  return typeof outcome === "object" && outcome !== null && "errno" in outcome;
}

function isMissing(outcome: unknown): boolean {
  return isError(outcome) && outcome.code === "ENOENT";
}

function attempt<Answer>(act: () => Answer): Answer | HostError {
  try {
    return act();
  } catch (thrown) {
    return asHostError(thrown);
  }
}

/** A handle that writes as long as there is room. */
class CountedHandle implements FileHandle {
  readonly isTTY = false;
  private readonly handle: FileHandle;
  private readonly room: { bytes: number };

  constructor(handle: FileHandle, room: { bytes: number }) {
    this.handle = handle;
    this.room = room;
  }

  read(length: number): Uint8Array | HostError {
    return this.handle.read(length);
  }

  write(bytes: Uint8Array): HostError | undefined {
    if (bytes.length > this.room.bytes) return hostError("ENOSPC");
    const error = this.handle.write(bytes);
    if (error === undefined) this.room.bytes -= bytes.length;
    return error;
  }

  seek(whence: Whence, offset: number): number | HostError {
    return this.handle.seek(whence, offset);
  }

  flush(): HostError | undefined {
    return this.handle.flush();
  }

  close(): HostError | undefined {
    return this.handle.close();
  }
}
