/** What of its host a sandbox reaches, as far as its permissions go. */
import { NetRules } from "../../host/confined/net-rules.ts";
import type { Environment, FileTree, Sockets } from "../../host/ports.ts";
import { absolutePath, type VirtualFiles } from "../../host/virtual/files.ts";
import type { Beyond } from "../../host/virtual/sockets/network.ts";
import type { Settings } from "../options.ts";
import { bytesOfText } from "../processes/process.ts";
import { SandboxFiles } from "./files.ts";
import { netRulesOf } from "./permissions.ts";
import type { OutsideProcesses } from "./real-children.ts";

/** What the program around has to give. It looks at the permissions again, where that can only be done with the real thing. */
export interface Outside {
  /** Undefined where no file is allowed. */
  readonly files: FileTree | undefined;
  readonly sockets: Sockets;
  /** Real children. Undefined where there may be none ({@link hasRealChildren}). */
  readonly processes: OutsideProcesses | undefined;
}

/** @throws TypeError where a path of the permissions is not there */
export type OpenOutside = (settings: Settings) => Outside;

/** Files as one process sees them. */
export function filesOf(
  { permissions: { read, write }, prefix }: Settings,
  memory: VirtualFiles,
  host: FileTree | undefined,
  onDenied: (what: string) => void,
): FileTree {
  const folder = prefix === "" ? "/" : prefix;
  const places = (paths: readonly string[] | true) =>
    paths === true || paths.flatMap((path) => absolutePath(bytesOfText(path), folder) ?? []);
  return new SandboxFiles({
    memory,
    folder,
    host,
    read: places(read),
    write: places(write),
    onDenied: (permission, path) => onDenied(`${permission}: ${path}`),
  });
}

/** Variables as one process sees them: asking for one of the host's that is not allowed is told of. */
export function environmentOf({ env, hiddenEnv, prefix }: Settings, onDenied: (what: string) => void): Environment {
  const variables = new Map(Object.entries(env).map(([name, value]) => [bytesOfText(name), bytesOfText(value)]));
  // most scripts ask for none
  let hidden: ReadonlySet<string> | undefined;
  return {
    get: (name) => {
      hidden ??= new Set(hiddenEnv().map(bytesOfText));
      if (hidden.has(name)) onDenied(`env: ${name}`);
      return variables.get(name);
    },
    names: () => [...variables.keys()],
    currentDirectory: () => prefix,
  };
}

/** Real sockets, where any are allowed. */
export function beyondPeers(
  { permissions: { net } }: Settings,
  outside: Outside | undefined,
  waits: Pick<Beyond, "waitForHost" | "opened">,
): { readonly beyond?: Beyond } {
  if (outside === undefined || (net !== true && net.length === 0)) return {};
  return { beyond: { sockets: outside.sockets, rules: new NetRules(netRulesOf(net)), ...waits } };
}
