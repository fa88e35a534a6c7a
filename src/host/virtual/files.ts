/** Files that only exist in memory: a tree of folders with an amount of room. Paths are POSIX's; nothing is a link. */
import { hostError } from "../errno.ts";
import type { FileHandle, FileTree, HostError, OpenMode, Whence } from "../ports.ts";

/** A file's bytes: `bytes` has room for more than there are. */
interface FileNode {
  bytes: Uint8Array;
  length: number;
  /** By how many names and handles it can be had: with the last of them it is gone. */
  uses: number;
}

/** Where scripts put what they make for a while. */
const TEMPORARY = "/tmp";

const FOLDER = "folder";
type Node = FileNode | typeof FOLDER;

export interface VirtualFilesOptions {
  /** The current folder, which relative paths begin in: an absolute path. */
  readonly folder: string;
  /** How many bytes all files may have. */
  readonly room: number;
  /** Files that can be read and not written, asked for by their absolute path, as what is to be found below a folder. */
  readonly library?: { readonly folder: string; readonly read: (path: string) => Uint8Array | undefined };
}

export class VirtualFiles implements FileTree {
  private readonly nodes = new Map<string, Node>([["/", FOLDER]]);
  private readonly folder: string;
  private readonly library: VirtualFilesOptions["library"];
  private readonly room: number;
  private used = 0;
  private temporaries = 0;

  constructor({ folder, room, library }: VirtualFilesOptions) {
    this.folder = folder;
    this.room = room;
    this.library = library;
    this.makeFolders(`${folder}/`);
    this.makeFolders(`${TEMPORARY}/`);
  }

  /** Puts a file there, and the folders that it lies in. @throws RangeError where there is no room, or a file in its way */
  put(path: string, bytes: Uint8Array): void {
    const place = this.absolute(path);
    const before = place === undefined ? undefined : this.nodes.get(place);
    if (place === undefined || before === FOLDER || !this.makeFolders(place)) {
      throw new RangeError(`there can be no file at ${JSON.stringify(path)}`);
    }
    const node: FileNode = before ?? newFile(1);
    this.nodes.set(place, node);
    if (!this.resize(node, bytes.length)) throw new RangeError("the files take more room than there is");
    node.bytes.set(bytes);
  }

  open(path: string, mode: OpenMode): FileHandle | HostError {
    const place = this.absolute(path);
    if (place === undefined) return hostError("ENOENT");
    const shipped = this.shipped(place);
    if (shipped !== undefined) {
      if (mode.write) return hostError("EACCES");
      return new Handle(this, { bytes: shipped, length: shipped.length, uses: 1 }, mode);
    }
    const node = this.nodes.get(place);
    if (node === FOLDER) return hostError("EISDIR");
    if (node === undefined) {
      if (!mode.create) return this.whyMissing(place);
      if (path.endsWith("/")) return hostError("EISDIR");
      if (this.nodes.get(parentOf(place)) !== FOLDER) return this.whyMissing(place);
      const made = newFile(1);
      this.nodes.set(place, made);
      return new Handle(this, made, mode);
    }
    if (path.endsWith("/")) return hostError("ENOTDIR");
    if (mode.create && mode.exclusive) return hostError("EEXIST");
    if (mode.truncate) this.resize(node, 0);
    return new Handle(this, node, mode);
  }

  openTemporary(): FileHandle {
    const mode = { read: true, write: true, append: false, create: true, truncate: false, exclusive: true };
    return new Handle(this, newFile(0), mode);
  }

  temporaryName(): string {
    let path: string;
    do path = `${TEMPORARY}/lua_${String(++this.temporaries).padStart(6, "0")}`;
    while (this.nodes.has(path));
    this.nodes.set(path, newFile(1));
    return path;
  }

  rename(from: string, to: string): HostError | undefined {
    const [source, target] = [this.absolute(from), this.absolute(to)];
    const node = source === undefined ? undefined : this.nodes.get(source);
    if (source === undefined || target === undefined || node === undefined) return hostError("ENOENT");
    if (this.nodes.get(parentOf(target)) !== FOLDER) return this.whyMissing(target);
    if (source === target) return undefined;
    const before = this.nodes.get(target);
    if (node !== FOLDER) {
      if (before === FOLDER) return hostError("EISDIR");
      if (before !== undefined) this.release(before);
      this.nodes.delete(source);
      this.nodes.set(target, node);
      return undefined;
    }
    if (before !== undefined && before !== FOLDER) return hostError("ENOTDIR");
    if (target.startsWith(`${source}/`)) return hostError("EINVAL");
    if (before === FOLDER && this.inside(target).length > 0) return hostError("ENOTEMPTY");
    for (const path of [source, ...this.inside(source)]) {
      const moved = this.nodes.get(path) as Node;
      this.nodes.delete(path);
      this.nodes.set(target + path.slice(source.length), moved);
    }
    return undefined;
  }

  remove(path: string): HostError | undefined {
    const place = this.absolute(path);
    const node = place === undefined ? undefined : this.nodes.get(place);
    if (place === undefined || node === undefined) return hostError("ENOENT");
    if (node === FOLDER && (place === "/" || this.inside(place).length > 0)) return hostError("ENOTEMPTY");
    this.nodes.delete(place);
    if (node !== FOLDER) this.release(node);
    return undefined;
  }

  exists(path: string): boolean {
    const place = this.absolute(path);
    return place !== undefined && (this.nodes.has(place) || this.shipped(place) !== undefined);
  }

  isDirectory(path: string): boolean {
    const place = this.absolute(path);
    return place !== undefined && this.nodes.get(place) === FOLDER;
  }

  /** The names in a folder, in no order. */
  list(path: string): string[] | HostError {
    const place = this.absolute(path);
    const node = place === undefined ? undefined : this.nodes.get(place);
    if (place === undefined || node === undefined) return hostError("ENOENT");
    if (node !== FOLDER) return hostError("ENOTDIR");
    const begin = place === "/" ? 1 : place.length + 1;
    return [...this.nodes.keys()]
      .filter(
        (one) => one.length > begin && one.startsWith(place) && one[begin - 1] === "/" && !one.includes("/", begin),
      )
      .map((one) => one.slice(begin));
  }

  makeFolder(path: string): HostError | undefined {
    const place = this.absolute(path);
    if (place === undefined) return hostError("ENOENT");
    if (this.nodes.has(place)) return hostError("EEXIST");
    if (this.nodes.get(parentOf(place)) !== FOLDER) return this.whyMissing(place);
    this.nodes.set(place, FOLDER);
    return undefined;
  }

  readWhole(path: string): Uint8Array | HostError {
    const place = this.absolute(path);
    if (place === undefined) return hostError("ENOENT");
    const shipped = this.shipped(place);
    if (shipped !== undefined) return shipped;
    const node = this.nodes.get(place);
    if (node === FOLDER) return hostError("EISDIR");
    return node === undefined ? this.whyMissing(place) : node.bytes.slice(0, node.length);
  }

  /** A name or a handle of a file is gone. */
  release(node: FileNode): void {
    if (--node.uses === 0) this.resize(node, 0);
  }

  /** Gives a file another length. @returns false where there is no room */
  resize(node: FileNode, length: number): boolean {
    const used = this.used + length - node.length;
    if (length > node.length && used > this.room) return false;
    if (length > node.bytes.length) {
      const larger = new Uint8Array(Math.max(length, Math.min(node.bytes.length * 2, this.room)));
      larger.set(node.bytes.subarray(0, node.length));
      node.bytes = larger;
    }
    if (length > node.length) node.bytes.fill(0, node.length, length);
    else if (length === 0) node.bytes = new Uint8Array();
    node.length = length;
    this.used = used;
    return true;
  }

  /**
   * Whether a place, from "/" on, is in a folder that there is, or below one (but not of "/" and "/tmp", which every system has):
   * what is not there is then known not to be there.
   */
  knows(place: string): boolean {
    const { library } = this;
    if (library !== undefined && place.startsWith(`${library.folder}/`)) return true;
    if (this.nodes.has(parentOf(place))) return true;
    for (let folder = parentOf(place); folder !== "/"; folder = parentOf(folder)) {
      if (folder !== TEMPORARY && this.nodes.has(folder)) return true;
    }
    return false;
  }

  private absolute(path: string): string | undefined {
    return absolutePath(path, this.folder);
  }

  /** Makes those that `place` lies in. @returns false where a file is in the way */
  private makeFolders(place: string): boolean {
    for (let end = place.indexOf("/", 1); end > 0; end = place.indexOf("/", end + 1)) {
      const folder = place.slice(0, end);
      const node = this.nodes.get(folder);
      if (node === undefined) this.nodes.set(folder, FOLDER);
      else if (node !== FOLDER) return false;
    }
    return true;
  }

  private whyMissing(place: string): HostError {
    for (let folder = parentOf(place); folder !== "/"; folder = parentOf(folder)) {
      const node = this.nodes.get(folder);
      if (node !== undefined && node !== FOLDER) return hostError("ENOTDIR");
    }
    return hostError("ENOENT");
  }

  private inside(folder: string): string[] {
    return [...this.nodes.keys()].filter((path) => path.startsWith(`${folder}/`));
  }

  private shipped(place: string): Uint8Array | undefined {
    const { library } = this;
    if (library === undefined || !place.startsWith(`${library.folder}/`)) return undefined;
    return library.read(place.slice(library.folder.length + 1));
  }
}

/** The path from "/" on, without "." and ".."; undefined for one that no file can have. @param folder the current one */
export function absolutePath(path: string, folder: string): string | undefined {
  const [named] = path.split("\0", 1);
  if (named === undefined || named === "") return undefined;
  const parts: string[] = [];
  for (const part of (named.startsWith("/") ? named : `${folder}/${named}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

class Handle implements FileHandle {
  readonly isTTY = false;
  private readonly files: VirtualFiles;
  private readonly node: FileNode;
  private readonly mode: OpenMode;
  private at = 0;
  private isClosed = false;

  constructor(files: VirtualFiles, node: FileNode, mode: OpenMode) {
    this.files = files;
    this.node = node;
    this.mode = mode;
    node.uses++;
  }

  read(length: number): Uint8Array | HostError {
    if (!this.mode.read) return hostError("EBADF");
    const { bytes, length: size } = this.node;
    const end = Math.min(this.at + length, size);
    if (end <= this.at) return new Uint8Array();
    const read = bytes.slice(this.at, end);
    this.at = end;
    return read;
  }

  write(bytes: Uint8Array): HostError | undefined {
    if (!this.mode.write) return hostError("EBADF");
    const { node } = this;
    if (this.mode.append) this.at = node.length;
    const end = this.at + bytes.length;
    if (end > node.length && !this.files.resize(node, end)) return hostError("ENOSPC");
    node.bytes.set(bytes, this.at);
    this.at = end;
    return undefined;
  }

  seek(whence: Whence, offset: number): number | HostError {
    const from = whence === "set" ? 0 : whence === "cur" ? this.at : this.node.length;
    const to = from + offset;
    if (!Number.isSafeInteger(to) || to < 0) return hostError("EINVAL");
    this.at = to;
    return to;
  }

  flush(): undefined {
    return undefined;
  }

  close(): undefined {
    if (!this.isClosed) this.files.release(this.node);
    this.isClosed = true;
    return undefined;
  }
}

function newFile(uses: number): FileNode {
  return { bytes: new Uint8Array(), length: 0, uses };
}

function parentOf(place: string): string {
  return place.slice(0, place.lastIndexOf("/")) || "/";
}
