/** What the generated configuration says where no option has added to it: most runs need no parser for it. */
import { type Config, emptyConfig, emptySubsystem, LOG_LEVELS } from "./config.ts";
import type { GenerateOptions } from "./generate.ts";
import { cPathOf, luaPathOf } from "./include-dirs.ts";

/**
 * What reading the text of {@link GenerateOptions} would give, but for its lines, Lua code and statements without effect: a
 * test compares them. Undefined where it must be read.
 * @param nameservers as the text has them
 */
export function plainConfig(options: GenerateOptions, nameservers: readonly string[]): Config | undefined {
  const level = LOG_LEVELS.find((name) => name === options.errlogLevel);
  const { connections, includeDirs } = options;
  if (hasAdditions(options) || level === undefined || !nameservers.every(isAddress)) return undefined;
  if (connections < 2 || connections > MOST_CONNECTIONS) return undefined;
  const subsystem = (name: string) => {
    const made = emptySubsystem([name], 0);
    made.settings.luaSocketLogErrors = false;
    made.settings.resolver = {
      addresses: nameservers,
      validSeconds: undefined,
      ipv4: true,
      ipv6: options.resolveIpv6,
    };
    made.luaRegexCacheMaxEntries = 40_960;
    if (includeDirs.length > 0) {
      made.luaPackagePath = luaPathOf(includeDirs);
      made.luaPackageCpath = cPathOf(includeDirs);
    }
    return made;
  };
  return {
    ...emptyConfig(),
    daemon: false,
    masterProcess: false,
    workerConnections: connections,
    errorLogs: [{ file: "stderr", level }],
    http: subsystem("http"),
    stream: options.noStream ? undefined : subsystem("stream"),
  };
}

/** What needs no quoting, so that it is read as it stands. */
const PLAIN_PATH = /^[\w./+-]+$/;

/** What is refused is not judged here. */
const MOST_CONNECTIONS = 65_535;

function hasAdditions(options: GenerateOptions): boolean {
  const { mainConf, httpConf, streamConf, mainIncludes, httpIncludes, sharedDicts, includeDirs } = options;
  const added = [mainConf, httpConf, streamConf, mainIncludes, httpIncludes, sharedDicts];
  return added.some(({ length }) => length > 0) || !includeDirs.every((folder) => PLAIN_PATH.test(folder));
}

function isAddress(word: string): boolean {
  const octets = word.split(".");
  return octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256);
}
