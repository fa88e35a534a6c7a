/**
 * The configuration that stands behind a `run` of the command line, in the order of the one that `resty` writes: what an
 * option adds meets the same directives there, and a refusal names a line of this text (`--dump-nginx-conf` prints it).
 */

import { cPathOf, luaPathOf } from "./include-dirs.ts";

/** What the options of the command line put in. */
export interface GenerateOptions {
  readonly errlogLevel: string;
  readonly connections: number;
  readonly mainConf: readonly string[];
  readonly httpConf: readonly string[];
  readonly streamConf: readonly string[];
  /** Absolute paths. */
  readonly mainIncludes: readonly string[];
  readonly httpIncludes: readonly string[];
  /** `NAME SIZE`. */
  readonly sharedDicts: readonly string[];
  readonly includeDirs: readonly string[];
  readonly resolveIpv6: boolean;
  readonly noStream: boolean;
}

/** What the surroundings put in. */
export interface GenerateEnvironment {
  /** Names of the environment's variables: each is passed on by an `env`. Where all are passed on anyway, their lines may be empty. */
  readonly variables: readonly string[] | { readonly emptyLines: number };
  /** Addresses for `resolver`. */
  readonly nameservers: readonly string[];
}

/** The text of nginx.conf, ending with a newline. */
export function generateNginxConf(options: GenerateOptions, environment: GenerateEnvironment): string {
  const { noStream, streamConf } = options;
  return [
    "daemon off;",
    "master_process off;",
    "worker_processes 1;",
    "pid logs/nginx.pid;",
    "",
    ...environmentLines(environment.variables),
    "",
    "",
    `error_log stderr ${options.errlogLevel};`,
    "",
    "",
    "events {",
    `    worker_connections ${options.connections};`,
    "}",
    "",
    ...indented(options.mainConf),
    "",
    includes(options.mainIncludes),
    ...(noStream ? [] : ["", "stream {", ...common(options, environment), ...indented(streamConf), "", "}"]),
    "",
    "http {",
    ...httpLines(options, environment),
    "}",
    "",
  ].join("\n");
}

function httpLines(options: GenerateOptions, environment: GenerateEnvironment): string[] {
  const { sharedDicts, includeDirs } = options;
  return [
    ...base(environment, options),
    `    ${sharedDicts.map((dict) => `lua_shared_dict ${dict};\n`).join("")}`,
    packagePaths(includeDirs),
    ...indented(options.httpConf),
    "",
    `    ${includes(options.httpIncludes)}`,
    "    init_by_lua_block {",
    "        -- ngx.say, ngx.print and print write to standard output, ngx.exit is os.exit.",
    "    }",
    "",
    "    init_worker_by_lua_block {",
    "        -- The code of -e and then the script run in a timer with a delay of 0.",
    "    }",
  ];
}

function common(options: GenerateOptions, environment: GenerateEnvironment): string[] {
  return [...base(environment, options), packagePaths(options.includeDirs)];
}

function base({ nameservers }: GenerateEnvironment, { resolveIpv6 }: GenerateOptions): string[] {
  return [
    "    access_log off;",
    "    lua_socket_log_errors off;",
    `    resolver ${[...nameservers, ...(resolveIpv6 ? [] : ["ipv6=off"])].join(" ")};`,
    "    lua_regex_cache_max_entries 40960;",
  ];
}

function packagePaths(folders: readonly string[]): string {
  if (folders.length === 0) return "";
  return `\n    lua_package_path ${quoted(luaPathOf(folders))};\n    lua_package_cpath ${quoted(cPathOf(folders))};\n`;
}

function includes(paths: readonly string[]): string {
  return paths.map((path) => `include ${quoted(path)};`).join("");
}

function indented(snippets: readonly string[]): string[] {
  return snippets.map((snippet) => `    ${snippet}`);
}

/** A name that nginx could not read as one word is left out: it would take the whole configuration with it. */
function environmentLines(variables: GenerateEnvironment["variables"]): string[] {
  if ("emptyLines" in variables) return Array<string>(variables.emptyLines).fill("");
  return variables
    .filter((name) => /^[^\s;{}"'\\#=]+$/.test(name))
    .sort()
    .map((name) => `env ${name};`);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
