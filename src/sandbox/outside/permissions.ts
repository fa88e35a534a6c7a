/** What scripts may do beyond their own files and memory: the option `permissions`, and `--allow-…` of the command line. */
import { type NetRule, parseNetRule } from "../../host/confined/net-rules.ts";
import { shownValue } from "../shown-value.ts";

/** Nothing is allowed that is not named here. `true` stands for all. */
export interface Permissions {
  /**
   * Programs that may be started, by their names. A command given as one text needs "sh". On virtual time they are simulated,
   * and nothing of the host is started. With `time: "real"`, in Node, they are the host's programs, with all that these can do
   * whatever the other permissions say: who may start a shell may do what the host's user may.
   */
  readonly spawn?: readonly string[] | true;
  /**
   * Where real sockets may lead to besides `peers`: "127.0.0.1:6379", "[::1]:80", "redis.example:6379", "10.0.0.5:*",
   * "unix:/run/redis.sock". What counts is the address that is dialled. A name stands for the addresses that the host resolves
   * it to, but not for the host itself: that has to be named by its address, or as "localhost". In Node.
   */
  readonly net?: readonly string[] | true;
  /** Folders and files of the host that scripts may read, by absolute paths, at which they also see them. In Node, on Linux. */
  readonly read?: readonly string[] | true;
  /** Folders and files of the host that scripts may make, change and remove. To read them needs `read`. In Node, on Linux. */
  readonly write?: readonly string[] | true;
  /** Variables of the host's environment that `os.getenv` sees besides those of the option `env`. In Node. */
  readonly env?: readonly string[] | true;
  /**
   * Whether scripts may send signals to other processes: the master, other workers. A process may always signal itself and
   * what it has started. Default: only those of the privileged agent, which has the master's rights.
   */
  readonly signal?: boolean;
}

/** Checked; lists are of one's own. */
export type CheckedPermissions = Required<Omit<Permissions, "signal">> & {
  readonly signal: boolean | "privileged agent";
};

/** All but `signal`. */
export type ListPermission = Exclude<keyof Permissions, "signal">;

export const LIST_PERMISSIONS: readonly ListPermission[] = ["spawn", "net", "read", "write", "env"];

/** Those that only a host with files, sockets and variables can grant. */
const OF_A_HOST: readonly ListPermission[] = ["net", "read", "write", "env"];

interface ListCheck {
  readonly takes: string;
  readonly isRight: (entry: string) => boolean;
}

const LISTS: Readonly<Record<ListPermission, ListCheck>> = {
  spawn: { takes: "names of programs", isRight: (name) => /^[^/\0]+$/.test(name) },
  net: {
    takes: 'addresses, such as "127.0.0.1:6379", "[::1]:80", "name:*" and "unix:/path"',
    isRight: (address) => parseNetRule(address) !== undefined,
  },
  read: { takes: "absolute paths", isRight: isPath },
  write: { takes: "absolute paths", isRight: isPath },
  env: { takes: "names of variables", isRight: (name) => /^[^=\0]+$/.test(name) },
};

function isPath(path: string): boolean {
  return path.startsWith("/") && !path.includes("\0");
}

/** @returns what an entry should be, where it is wrong */
export function wrongEntry(permission: ListPermission, entry: string): string | undefined {
  const { isRight, takes } = LISTS[permission];
  return isRight(entry) ? undefined : takes;
}

/**
 * @param hasHost whether there is a host with files, sockets and variables: Node, not a page
 * @throws TypeError without the name of who asks
 */
export function checkPermissions(value: object, hasHost: boolean): CheckedPermissions {
  const given = value as Readonly<Record<string, unknown>>;
  const names: readonly string[] = [...LIST_PERMISSIONS, "signal"].sort();
  for (const name of Object.keys(given)) {
    if (!names.includes(name))
      throw new TypeError(`there is no permissions.${name}; the permissions are ${names.join(", ")}`);
  }
  const list = (name: ListPermission): readonly string[] | true => {
    const entries = given[name] ?? [];
    const isGranted = entries === true || !Array.isArray(entries) || entries.length > 0;
    if (!hasHost && OF_A_HOST.includes(name) && isGranted) {
      throw new TypeError(`permissions.${name}: a page has none to give; it works in Node`);
    }
    if (entries === true) return true;
    const { takes, isRight } = LISTS[name];
    if (!Array.isArray(entries)) throw new TypeError(`permissions.${name}: takes a list of ${takes}, or true`);
    for (const entry of entries) {
      if (typeof entry !== "string" || !isRight(entry)) {
        throw new TypeError(`permissions.${name}: takes a list of ${takes}, or true; ${shownValue(entry)} is none`);
      }
    }
    return [...entries] as string[];
  };
  const { signal } = given;
  if (signal !== undefined && typeof signal !== "boolean")
    throw new TypeError(`permissions.signal: takes true or false, not ${shownValue(signal)}`);
  return {
    spawn: list("spawn"),
    net: list("net"),
    read: list("read"),
    write: list("write"),
    env: list("env"),
    signal: (signal as boolean | undefined) ?? "privileged agent",
  };
}

/** The rules of entries that were checked. */
export function netRulesOf(net: readonly string[] | true): readonly NetRule[] | true {
  return net === true || net.map(parseNetRule).filter((rule) => rule !== undefined);
}
