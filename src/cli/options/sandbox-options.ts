/** `run --sandbox`, with what it allows and limits. */
import { resolve } from "node:path";
import { DEFAULT_LIMITS, type Limits } from "../../sandbox/limits.ts";
import { type CheckedPermissions, type ListPermission, wrongEntry } from "../../sandbox/outside/permissions.ts";
import { portableByteText } from "../../vm/byte-text.ts";
import { failed, type Outcome } from "../outcome.ts";

/** What a run in a sandbox may do, and use up. */
export interface RunSandbox {
  readonly permissions: CheckedPermissions;
  readonly limits: Limits;
}

/** What the command line has said of it. */
export interface GivenSandbox {
  isWanted: boolean;
  /** The first option that means nothing without a sandbox. */
  needsOne: string | undefined;
  readonly allowed: Map<ListPermission, string[] | true>;
  allowsSignals: boolean;
  readonly limits: string[];
}

export function noSandbox(): GivenSandbox {
  return { isWanted: false, needsOne: undefined, allowed: new Map(), allowsSignals: false, limits: [] };
}

/** `--allow-read=/data,/etc/hosts`; without a value all; given again, more. @param value undefined: it has none */
export function allow(given: GivenSandbox, permission: ListPermission, value: string | undefined): void {
  given.needsOne ??= `--allow-${permission}`;
  const before = given.allowed.get(permission) ?? [];
  const isAll = before === true || value === undefined;
  given.allowed.set(permission, isAll ? true : [...before, ...value.split(",").map(textOf)]);
}

export function allowSignals(given: GivenSandbox): void {
  given.needsOne ??= "--allow-signal";
  given.allowsSignals = true;
}

/** `--limit cpuMs=1000`; several with commas between. */
export function limit(given: GivenSandbox, value: string): void {
  given.needsOne ??= "--limit";
  given.limits.push(...value.split(","));
}

/** @returns the sandbox; undefined where none was asked for; or what is wrong */
export function readSandbox(given: GivenSandbox): RunSandbox | Outcome | undefined {
  if (!given.isWanted) return given.needsOne === undefined ? undefined : wrong(`${given.needsOne} needs --sandbox`);
  const limits: { -readonly [Name in keyof Limits]: number } = { ...DEFAULT_LIMITS };
  for (const text of given.limits) {
    const [name = "", value = ""] = text.split("=", 2);
    if (!isLimit(name)) {
      const names = Object.keys(DEFAULT_LIMITS).sort().join(", ");
      return wrong(`--limit: there is no limit ${JSON.stringify(name)}; the limits are\n  ${names}`);
    }
    const most = /^\d+(\.\d+)?(e\d+)?$/i.test(value) ? Number(value) : Number.NaN;
    if (!(most > 0)) return wrong(`--limit ${name}: takes a number above 0, as in --limit ${name}=${limits[name]}`);
    limits[name] = most;
  }
  for (const [permission, entries] of given.allowed) {
    const bad = entries === true ? undefined : entries.find((entry) => wrongIn(permission, entry) !== undefined);
    if (bad !== undefined)
      return wrong(`--allow-${permission}: takes ${wrongIn(permission, bad)}, not ${JSON.stringify(bad)}`);
  }
  const list = (permission: ListPermission) => given.allowed.get(permission) ?? [];
  const paths = (permission: "read" | "write") => {
    const given = list(permission);
    return given === true || given.map((path) => resolve(path));
  };
  return {
    permissions: {
      spawn: list("spawn"),
      net: list("net"),
      read: paths("read"),
      write: paths("write"),
      env: list("env"),
      signal: given.allowsSignals,
    },
    limits,
  };
}

/** Relative paths are right here. */
function wrongIn(permission: ListPermission, entry: string): string | undefined {
  if (entry === "") return wrongEntry(permission, "");
  const isPath = permission === "read" || permission === "write";
  const takes = wrongEntry(permission, isPath ? resolve(entry) : entry);
  return isPath && takes !== undefined ? "paths" : takes;
}

function isLimit(name: string): name is keyof Limits {
  return Object.hasOwn(DEFAULT_LIMITS, name);
}

function wrong(message: string): Outcome {
  return failed(1, `ERROR: ${message}\n`);
}

/** A byte string of the command line as the text that it is. */
function textOf(bytes: string): string {
  return new TextDecoder().decode(portableByteText.toBytes(bytes));
}
