/** The files that scripts see: those in memory, and of the host's those that they were allowed. */
import { hostError } from "../../host/errno.ts";
import type { FileHandle, FileTree, HostError, OpenMode } from "../../host/ports.ts";
import { absolutePath, type VirtualFiles } from "../../host/virtual/files.ts";

export interface SandboxFilesOptions {
  readonly memory: VirtualFiles;
  /** The current folder. */
  readonly folder: string;
  /** Files of the host, which checks each path again, after links. Undefined: none are allowed. */
  readonly host: FileTree | undefined;
  /** The places in which they lie, as paths; true: everywhere. Byte strings. */
  readonly read: readonly string[] | true;
  readonly write: readonly string[] | true;
  /** Told of what was refused, by the path from "/" on. */
  readonly onDenied: (what: "read" | "write", path: string) => void;
}

/**
 * What is in memory comes first. A place that neither the memory nor the permissions know is refused, whether there is something
 * or not: who may not look learns nothing.
 */
export class SandboxFiles implements FileTree {
  private readonly options: SandboxFilesOptions;

  constructor(options: SandboxFilesOptions) {
    this.options = options;
  }

  open(path: string, mode: OpenMode): FileHandle | HostError {
    const needed = mode.write ? (mode.read ? (["read", "write"] as const) : (["write"] as const)) : (["read"] as const);
    return this.use(path, needed, mode.create, (files, place) => files.open(place, mode));
  }

  openTemporary(): FileHandle {
    return this.options.memory.openTemporary();
  }

  temporaryName(): string {
    return this.options.memory.temporaryName();
  }

  rename(from: string, to: string): HostError | undefined {
    return this.use(from, ["write"], false, (source, place) =>
      this.use(to, ["write"], true, (target, newPlace) =>
        source === target ? source.rename(place, newPlace) : hostError("EXDEV"),
      ),
    );
  }

  remove(path: string): HostError | undefined {
    return this.use(path, ["write"], false, (files, place) => files.remove(place));
  }

  exists(path: string): boolean {
    const { memory } = this.options;
    return memory.exists(path) || this.ofHost(path, (host, place) => host.exists(place));
  }

  isDirectory(path: string): boolean {
    const { memory } = this.options;
    return memory.isDirectory(path) || this.ofHost(path, (host, place) => host.isDirectory(place));
  }

  readWhole(path: string): Uint8Array | HostError {
    return this.use(path, ["read"], false, (files, place) => files.readWhole(place));
  }

  list(path: string): readonly string[] | HostError {
    const { memory, folder } = this.options;
    const listed = memory.list(path);
    if ("code" in listed) return this.use(path, ["read"], false, (files, place) => files.list(place));
    const place = absolutePath(path, folder) ?? "/";
    const others = this.isIn("read", place) ? this.options.host?.list(place) : undefined;
    return others === undefined || "code" in others ? listed : [...new Set([...listed, ...others])];
  }

  makeFolder(path: string): HostError | undefined {
    return this.use(path, ["write"], true, (files, place) => files.makeFolder(place));
  }

  /** @param makes whether it is enough that there could be something of that name */
  private use<Answer>(
    path: string,
    needed: readonly ("read" | "write")[],
    makes: boolean,
    use: (files: FileTree, place: string) => Answer,
  ): Answer | HostError {
    const { memory, host, folder, onDenied } = this.options;
    const place = absolutePath(path, folder);
    // it knows what to say to a path that is none
    if (place === undefined || memory.exists(place)) return use(memory, path);
    const missing = needed.find((permission) => !this.isIn(permission, place));
    if (missing === undefined && host !== undefined) {
      const answer = use(host, path.endsWith("/") ? `${place}/` : place);
      if (lacksPermission(answer)) onDenied(answer.lacks, place);
      return answer;
    }
    const isOfHost = this.isIn("read", place) || this.isIn("write", place);
    // what there could be in a folder of the memory, may be made there
    if (makes && memory.isDirectory(parentOf(place))) return use(memory, path);
    if (!isOfHost && memory.knows(place)) return use(memory, path);
    const refused = missing ?? "read";
    onDenied(refused, place);
    return hostError("EACCES");
  }

  private ofHost(path: string, asks: (host: FileTree, place: string) => boolean): boolean {
    const { host, folder } = this.options;
    const place = absolutePath(path, folder);
    if (place === undefined || host === undefined) return false;
    return (this.isIn("read", place) || this.isIn("write", place)) && asks(host, place);
  }

  private isIn(permission: "read" | "write", place: string): boolean {
    const places = this.options[permission];
    if (this.options.host === undefined) return false;
    return places === true || places.some((root) => isWithin(place, root));
  }
}

/** The host has looked where the path leads. */
function lacksPermission(answer: unknown): answer is { readonly lacks: "read" | "write" } {
  return typeof answer === "object" && answer !== null && "lacks" in answer;
}

function isWithin(place: string, root: string): boolean {
  return place === root || place.startsWith(root === "/" ? root : `${root}/`);
}

function parentOf(place: string): string {
  return place.slice(0, place.lastIndexOf("/")) || "/";
}
