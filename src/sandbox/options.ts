/** What `createSandbox` takes, and what it refuses. */
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { CrossingError, Toll } from "./membrane/crossing.ts";
import { type CrossedRecord, fromHost } from "./membrane/from-host.ts";
import { isPeer, isPeerAddress, type Peer } from "./outside/peers.ts";
import { type CheckedPermissions, checkPermissions, type Permissions } from "./outside/permissions.ts";
import { shownValue } from "./shown-value.ts";

export interface SandboxOptions {
  /** What `require`, `io.open` and `dofile` see, by path: relative ones lie in `prefix`. Text is kept as UTF-8. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The script's arguments: `arg[1]` and following. */
  readonly args?: readonly string[];
  /** What `os.getenv` knows. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** nginx's prefix, and the current folder. Default: "/work". */
  readonly prefix?: string;
  /** Shared dictionaries (`lua_shared_dict`): their sizes by name, in bytes or as nginx writes them ("1m"). */
  readonly dicts?: Readonly<Record<string, string | number>>;
  /** "virtual": time passes only while the script of a call waits, and when `clock` is told to let it. Default. */
  readonly time?: "virtual" | "real";
  /** The time of day at the beginning. Default: 2026-01-01T00:00:00Z; with real time it is now. */
  readonly start?: Date;
  /** What everything random follows from. Default: 1. */
  readonly seed?: number;
  /** How many workers a master has. Default: no master, and one process that is its own (`process.type()` is "single"). */
  readonly workers?: number;
  /** Whether the master has a privileged agent, too. `init` may ask for it as well. Needs `workers`. */
  readonly privilegedAgent?: boolean;
  /** Lua that the master runs before there are workers, and at each reload: `init_by_lua`. */
  readonly init?: string;
  /** Lua that each process runs when it begins: `init_worker_by_lua`. */
  readonly initWorker?: string;
  /**
   * Values and functions of the host, as globals of the scripts. Data is copied, now; a function is called with copies, and
   * what it returns is copied. One that returns a promise lets the light thread wait that calls it.
   */
  readonly globals?: Readonly<Record<string, unknown>>;
  /**
   * Simulated peers, by where scripts reach them: "redis:6379", "127.0.0.1:80", "[::1]:80", "unix:/run/redis.sock". Other names
   * do not resolve, and other addresses answer "permission denied", unless `permissions.net` lets scripts reach them.
   */
  readonly peers?: Readonly<Record<string, Peer>>;
  /** What scripts may do beyond their own files and memory. Default: nothing. What is refused is told in `denied`. */
  readonly permissions?: Permissions;
  readonly limits?: Partial<Limits>;
  /** Whether each result lists what happened (`events`). Default: no. */
  readonly record?: boolean;
  /**
   * Where scripts run. "worker", the default: in a thread of their own, which is ended where a script does not stop in time;
   * "process": in a process of their own, for hostile code; "none": in this thread, which makes and calls it fastest. In a
   * page: "none".
   */
  readonly isolation?: Isolation;
  /** With isolation: whether a thread or process is kept ready for the next sandbox, one of each kind. Default: yes. */
  readonly spare?: boolean;
}

export type Isolation = "worker" | "process" | "none";

/** The options with their defaults, checked. */
export interface Settings {
  readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables that the host has, and scripts may not see. */
  readonly hiddenEnv: () => readonly string[];
  /** Where the host looks for programs: its PATH. */
  readonly programPath: string;
  readonly stdin: Uint8Array;
  readonly prefix: string;
  readonly dicts: readonly { readonly name: string; readonly bytes: number }[];
  readonly startMs: number;
  readonly isVirtual: boolean;
  readonly seed: number;
  /** 0: a single process. */
  readonly workers: number;
  readonly privilegedAgent: boolean;
  readonly init: string | undefined;
  readonly initWorker: string | undefined;
  readonly globals: CrossedRecord["entries"];
  readonly peers: readonly (readonly [address: string, peer: Peer])[];
  readonly permissions: CheckedPermissions;
  readonly limits: Limits;
  readonly record: boolean;
  readonly isolation: Isolation;
  readonly spare: boolean;
}

/**
 * @param isolations those that there are, the default first
 * @param hasHost whether there are files, sockets and variables that could be granted
 * @throws TypeError that names the option and says what it takes
 */
export function checkOptions(
  options: unknown,
  isolations: readonly [Isolation, ...Isolation[]],
  hasHost = true,
): Settings {
  const given = record(options === undefined ? {} : options, "options") as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(CHECKS, name)) {
      fail(`there is no option ${name}; the options are ${[...OPTIONS].sort().join(", ")}`);
    }
  }
  const checked: Partial<Record<keyof Checked, unknown>> = {};
  for (const name of OPTIONS) checked[name] = CHECKS[name](given[name]);
  const settings = checked as Checked;
  if (settings.privilegedAgent && settings.workers === 0) fail("privilegedAgent: there is none without workers");
  const isolation = isolations.find((name) => name === (given.isolation ?? isolations[0]));
  if (isolation === undefined) fail(`isolation: takes ${choice(isolations)}, not ${shownValue(given.isolation)}`);
  if (!settings.time.isVirtual && given.start !== undefined) fail("start: only virtual time can begin at another time");
  return {
    files: settings.files,
    args: settings.args,
    env: settings.env,
    hiddenEnv: () => [],
    programPath: "",
    stdin: settings.stdin,
    prefix: settings.prefix,
    dicts: settings.dicts,
    startMs: settings.start,
    isVirtual: settings.time.isVirtual,
    seed: settings.seed,
    workers: settings.workers,
    privilegedAgent: settings.privilegedAgent,
    init: settings.init,
    initWorker: settings.initWorker,
    globals: settings.globals,
    peers: settings.peers,
    permissions: refusing(() => checkPermissions(settings.permissions, hasHost)),
    limits: settings.limits,
    record: settings.record,
    isolation: isolation as Isolation,
    spare: settings.spare,
  };
}

const DEFAULT_START_MS = Date.UTC(2026, 0, 1);

const CHECKS = {
  files: (value: unknown) =>
    Object.entries(record(value ?? {}, "files")).map(([path, content]) => {
      if (path === "" || path.includes("\0")) fail(`files: ${JSON.stringify(path)} is no path`);
      return [path, bytesOf(content, `files[${JSON.stringify(path)}]`)] as const;
    }),
  args: (value: unknown = []) => {
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
      fail("args: takes a list of strings");
    return value as string[];
  },
  env: (value: unknown) => {
    const env = record(value ?? {}, "env");
    for (const [name, content] of Object.entries(env)) {
      if (typeof content !== "string") fail(`env.${name}: takes a string, not ${shownValue(content)}`);
    }
    return env as Record<string, string>;
  },
  stdin: (value: unknown = "") => bytesOf(value, "stdin"),
  prefix: (value: unknown = "/work") => {
    if (typeof value !== "string" || !value.startsWith("/") || value.includes("\0"))
      fail("prefix: takes an absolute path");
    return (value as string).replace(/\/+$/, "");
  },
  dicts: (value: unknown) =>
    Object.entries(record(value ?? {}, "dicts")).map(([name, size]) => ({
      name,
      bytes: sizeOf(size, `dicts.${name}`),
    })),
  time: (value: unknown = "virtual") => {
    if (value !== "virtual" && value !== "real") fail(`time: takes "virtual" or "real", not ${shownValue(value)}`);
    return { isVirtual: value === "virtual" };
  },
  start: (value: unknown) => {
    if (value === undefined) return DEFAULT_START_MS;
    if (!(value instanceof Date) || Number.isNaN(value.getTime()) || value.getTime() < 0) {
      fail("start: takes a valid Date, from 1970 on");
    }
    return (value as Date).getTime();
  },
  seed: (value: unknown = 1) => {
    if (!Number.isSafeInteger(value)) fail(`seed: takes a whole number, not ${shownValue(value)}`);
    return value as number;
  },
  workers: (value: unknown = 0) => {
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > MOST_WORKERS) {
      fail(`workers: takes a whole number up to ${MOST_WORKERS}, not ${shownValue(value)}`);
    }
    return value as number;
  },
  privilegedAgent: (value: unknown = false) => flag(value, "privilegedAgent"),
  init: (value: unknown) => code(value, "init"),
  initWorker: (value: unknown) => code(value, "initWorker"),
  globals: (value: unknown) => {
    const given = record(value ?? {}, "globals");
    const crossed = crossing(() => fromHost(given, "globals", new Toll(MOST_GLOBAL_BYTES)));
    return (crossed as CrossedRecord).entries;
  },
  peers: (value: unknown) =>
    Object.entries(record(value ?? {}, "peers")).map(([address, peer]) => {
      if (!isPeerAddress(address)) {
        fail(`peers: ${JSON.stringify(address)} is no address; takes "name:port", "ip:port" or "unix:/path"`);
      }
      if (!isPeer(peer))
        fail(`peers[${JSON.stringify(address)}]: takes a peer, as echoPeer() makes it, not ${shownValue(peer)}`);
      return [address, peer as Peer] as const;
    }),
  permissions: (value: unknown) => record(value ?? {}, "permissions"),
  limits: (value: unknown): Limits => {
    const given = record(value ?? {}, "limits");
    for (const [name, most] of Object.entries(given)) {
      if (!Object.hasOwn(DEFAULT_LIMITS, name)) {
        fail(`there is no limits.${name}; the limits are ${Object.keys(DEFAULT_LIMITS).sort().join(", ")}`);
      }
      if (most !== undefined && !(typeof most === "number" && most > 0)) {
        fail(`limits.${name}: takes a number above 0, not ${shownValue(most)}`);
      }
    }
    const set = Object.fromEntries(Object.entries(given).filter(([, most]) => most !== undefined));
    return { ...DEFAULT_LIMITS, ...set };
  },
  record: (value: unknown = false) => flag(value, "record"),
  isolation: (value: unknown) => value,
  spare: (value: unknown = true) => flag(value, "spare"),
} satisfies Record<keyof SandboxOptions, (value: unknown) => unknown>;

const OPTIONS = Object.keys(CHECKS) as (keyof Checked)[];

type Checked = { [Name in keyof typeof CHECKS]: ReturnType<(typeof CHECKS)[Name]> };

const MOST_WORKERS = 64;
const MOST_GLOBAL_BYTES = 64 * 1024 ** 2;

/** What does not cross to scripts is a mistake in the options. */
function crossing<Result>(cross: () => Result): Result {
  try {
    return cross();
  } catch (thrown) {
    if (thrown instanceof CrossingError) fail(thrown.message);
    throw thrown;
  }
}

/** What is wrong is told with who asks for it. */
function refusing<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (thrown) {
    if (thrown instanceof TypeError) fail(thrown.message);
    throw thrown;
  }
}

/** "a", "b" or "c" */
function choice(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  return [...(quoted.length > 1 ? [quoted.slice(0, -1).join(", ")] : []), ...quoted.slice(-1)].join(" or ");
}

function flag(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") fail(`${name}: takes true or false, not ${shownValue(value)}`);
  return value as boolean;
}

function code(value: unknown, name: string): string | undefined {
  if (value !== undefined && typeof value !== "string") fail(`${name}: takes Lua code, not ${shownValue(value)}`);
  return value as string | undefined;
}

function record(value: unknown, name: string): object {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    fail(`${name}: takes an object, not ${shownValue(value)}`);
  // its entries are no properties, and would be lost
  if (value instanceof Map || value instanceof Set) fail(`${name}: takes an object, not a Map or Set`);
  return value as object;
}

function bytesOf(value: unknown, name: string): Uint8Array {
  if (typeof value === "string") return new TextEncoder().encode(value);
  if (value instanceof Uint8Array) return value.slice();
  return fail(`${name}: takes a string or a Uint8Array, not ${shownValue(value)}`);
}

/** nginx's sizes: "12k", "1m", or bytes. */
function sizeOf(value: unknown, name: string): number {
  const [, digits, unit] = /^(\d+)([kKmM]?)$/.exec(String(value)) ?? [];
  const bytes =
    Number(digits) * (unit === undefined || unit === "" ? 1 : unit.toLowerCase() === "k" ? 1024 : 1024 ** 2);
  const isSize = typeof value === "string" || typeof value === "number";
  if (!isSize || !(bytes >= LEAST_DICT_BYTES && bytes <= MOST_DICT_BYTES)) {
    fail(`${name}: takes a size from "8k" to "1024m", not ${shownValue(value)}`);
  }
  return bytes;
}

/** nginx's least: eight pages would be too much for a test, and two are none for nginx. */
const LEAST_DICT_BYTES = 8192;
const MOST_DICT_BYTES = 1024 ** 3;

function fail(message: string): never {
  throw new TypeError(`createSandbox: ${message}`);
}
