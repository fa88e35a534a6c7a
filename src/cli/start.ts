import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";

/** What the build tells of a bundle (.ci/build.js). */
interface Bundle {
  /** Of its files; it carries a hash of their content, because V8 compares only lengths. */
  readonly name: string;
  /** Where each part begins in the file of parts, and how long it is. */
  readonly parts: Readonly<Record<string, readonly [from: number, length: number]>>;
}

/** What the start needs of a bundle's core. */
interface Core {
  main(argv: string[], home: string, leaveCache?: () => void): void;
  /** What parts need of it. */
  core(): object;
  /** Where it may change V8's flags: acts under those of the start. */
  underStartFlags?<Result>(act: () => Result): Result;
}

type LoadPart = (name?: string) => object;

/**
 * Runs the command line from its bundle, with V8's code cache so that nothing is compiled twice. All that the executables
 * in dist/ do: start-up time is what a user of `ngxbox run` feels first, and the cache is most of what can be saved.
 *
 * A cache fits one Node version on one kind of processor. The build leaves one beside the bundle; where another Node runs,
 * the first run leaves its own. A cache that is missing, refused or cannot be written costs milliseconds and nothing else.
 *
 * @param folder where the bundle lies
 */
export function start(folder: string, bundle: Bundle, argv: string[]): void {
  const { core, leaveCaches } = load(folder, bundle, "");
  // Written at the end, when the functions a run needs have been compiled. Of the core only by `run`: what it needs is what must
  // be fast. Never under flags of Node's: many of them make V8 refuse a cache, and the usual start has none.
  const plain = process.execArgv.length === 0 && process.env.NODE_OPTIONS === undefined;
  if (plain) process.once("exit", () => leaveCaches(argv[0] === "run"));
  core.main?.(argv, dirname(folder));
}

/**
 * Runs the entry of a sandbox's own thread or process in the same way. Its flags are few, and each set of them has its own
 * cache; it says by itself when it has compiled what it needs, because it does not live to see its end.
 */
export function startCell(folder: string, bundle: Bundle): void {
  const { core, leaveCaches } = load(folder, bundle, process.execArgv.join(""));
  core.main?.([], dirname(folder), () => leaveCaches(true));
}

/**
 * Runs a bundle, which loads parts of itself later (.ci/parts.js), each with a cache of its own.
 * @param flags of Node's, under which V8 takes no cache of others
 */
function load(
  folder: string,
  { name, parts }: Bundle,
  flags: string,
): { core: Partial<Core>; leaveCaches: (ofCore: boolean) => void } {
  const base = join(folder, name);
  // A part may be needed when no file can be opened any more, or another version has been installed: this one stays open.
  const archive = openSync(`${base}.parts`, "r");
  const loaded = new Map<string, Loaded>();
  let ofCore: object | undefined;
  const loadPart: LoadPart = (part) => {
    if (part === undefined) return (ofCore ??= core.exports.core?.() ?? {});
    let known = loaded.get(part);
    if (known === undefined) {
      known = underStartFlags(() => evaluate(`${base}-${part}.js`, readAt(archive, parts[part]), flags, loadPart));
      loaded.set(part, known);
    }
    return known.exports;
  };
  const underStartFlags = <Result>(act: () => Result): Result => {
    const { underStartFlags: byCore } = core.exports;
    return byCore === undefined ? act() : byCore(act);
  };
  const file = `${base}.js`;
  // it is ASCII, which latin1 reads without looking at each byte
  const core: Loaded<Partial<Core>> = evaluate(file, readFileSync(file, "latin1"), flags, loadPart);
  return {
    core: core.exports,
    leaveCaches(ofCore) {
      underStartFlags(() => {
        if (ofCore) core.leaveCache();
        for (const { leaveCache } of loaded.values()) leaveCache();
      });
    },
  };
}

function readAt(archive: number, [from, length]: readonly [from: number, length: number] = [0, 0]): string {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const count = readSync(archive, bytes, read, length - read, from + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.toString("latin1", 0, read);
}

interface Loaded<Exports = object> {
  readonly exports: Exports;
  readonly leaveCache: () => void;
}

function evaluate(filename: string, text: string, flags: string, loadPart: LoadPart): Loaded {
  const places = cachePlaces(filename, flags);
  const cachedData = firstReadable(places);
  const script = new Script(text, { filename, ...(cachedData === undefined ? {} : { cachedData }) });
  const fits = cachedData !== undefined && !script.cachedDataRejected;
  const module = { exports: {} };
  const define: (exports: object, require: NodeJS.Require, module: object, loadPart: LoadPart) => void =
    script.runInThisContext();
  define(module.exports, require, module, loadPart);
  return { exports: module.exports, leaveCache: () => (fits ? undefined : writeFirst(places, script)) };
}

/** Beside the file, as a compiler's output is; else, where the package is not ours to write, the user's own cache folder. */
function cachePlaces(file: string, flags: string): string[] {
  const name = `${process.version}-${process.arch}${flags}.cache`;
  const { XDG_CACHE_HOME, HOME } = process.env;
  const caches = XDG_CACHE_HOME?.startsWith("/")
    ? XDG_CACHE_HOME
    : HOME?.startsWith("/")
      ? join(HOME, ".cache")
      : undefined;
  const beside = `${file}-${name}`;
  return caches === undefined ? [beside] : [beside, join(caches, "ngxbox", basename(beside))];
}

function firstReadable([beside, own]: string[]): Buffer | undefined {
  if (beside !== undefined) {
    try {
      return readFileSync(beside);
    } catch {}
  }
  return own === undefined ? undefined : ownFile(own);
}

/** A code cache is code. With sudo, HOME can be another user's folder: a file that others may have written is not run. */
function ownFile(path: string): Buffer | undefined {
  try {
    const fd = openSync(path, "r");
    try {
      const { uid, mode } = fstatSync(fd);
      return uid === process.getuid?.() && (mode & 0o022) === 0 ? readFileSync(fd) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function writeFirst(places: string[], script: Script): void {
  const data = script.createCachedData();
  for (const place of places) {
    const unfinished = `${place}.${process.pid}`;
    try {
      mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
      writeFileSync(unfinished, data, { mode: 0o644, flag: "wx" });
      renameSync(unfinished, place); // another process never reads half a cache
      return;
    } catch {
      discard(unfinished);
    }
  }
}

function discard(file: string): void {
  try {
    rmSync(file);
  } catch {}
}
