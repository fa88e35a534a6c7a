import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";

/** What the start needs of a bundle. */
interface Core {
  main(argv: string[], home: string, leaveCache?: () => void): void;
  /** What parts need of it. */
  core(): object;
}

type LoadPart = (name?: string) => object;

/**
 * Runs the command line from its bundle, with V8's code cache so that nothing is compiled twice. All that the executables
 * in dist/ do: start-up time is what a user of `ngxbox run` feels first, and the cache is most of what can be saved.
 *
 * A cache fits one Node version on one kind of processor. The build leaves one beside the bundle; where another Node runs,
 * the first run leaves its own. A cache that is missing, refused or cannot be written costs milliseconds and nothing else.
 *
 * @param bundle absolute path of the bundle; its name carries a hash of its content, because V8 itself compares only lengths
 */
export function start(bundle: string, argv: string[]): void {
  const { core, leaveCaches } = load(bundle, "");
  // Written at the end, when the functions a run needs have been compiled. Of the core only by `run`: what it needs is what must
  // be fast. Never under flags of Node's: many of them make V8 refuse a cache, and the usual start has none.
  const plain = process.execArgv.length === 0 && process.env.NODE_OPTIONS === undefined;
  if (plain) process.once("exit", () => leaveCaches(argv[0] === "run"));
  core.main?.(argv, dirname(dirname(bundle)));
}

/**
 * Runs the entry of a sandbox's own thread or process in the same way. Its flags are few, and each set of them has its own
 * cache; it says by itself when it has compiled what it needs, because it does not live to see its end.
 */
export function startCell(bundle: string): void {
  const { core, leaveCaches } = load(bundle, process.execArgv.join(""));
  core.main?.([], dirname(dirname(bundle)), () => leaveCaches(true));
}

/**
 * Runs a bundle, which may load parts of itself later (.ci/parts.js): files beside it, each with a cache of its own.
 * @param flags of Node's, under which V8 takes no cache of others
 */
function load(bundle: string, flags: string): { core: Partial<Core>; leaveCaches: (ofCore: boolean) => void } {
  const parts = new Map<string, Loaded>();
  let ofCore: object | undefined;
  const loadPart: LoadPart = (name) => {
    if (name === undefined) return (ofCore ??= core.exports.core?.() ?? {});
    let part = parts.get(name);
    if (part === undefined) {
      part = loadFile(bundle.replace(/\.js$/, `-${name}.js`), flags, loadPart);
      parts.set(name, part);
    }
    return part.exports;
  };
  const core: Loaded<Partial<Core>> = loadFile(bundle, flags, loadPart);
  return {
    core: core.exports,
    leaveCaches(ofCore) {
      if (ofCore) core.leaveCache();
      for (const { leaveCache } of parts.values()) leaveCache();
    },
  };
}

interface Loaded<Exports = object> {
  readonly exports: Exports;
  readonly leaveCache: () => void;
}

function loadFile(file: string, flags: string, loadPart: LoadPart): Loaded {
  const places = cachePlaces(file, flags);
  const cachedData = firstReadable(places);
  // the file is ASCII, which latin1 reads without looking at each byte
  const script = new Script(readFileSync(file, "latin1"), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
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
