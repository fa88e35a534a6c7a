/** `ngxbox run`: a script in place of `resty`. Here: from the words of the command line to a configuration. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { memoryStore } from "../../host/memory/shared-store.ts";
import { nodeByteText } from "../../host/node/byte-text.ts";
import { nodeEnvironment } from "../../host/node/environment.ts";
import { nodeFiles } from "../../host/node/files.ts";
import { monotonicMs } from "../../host/node/monotonic.ts";
import { nodeStdio } from "../../host/node/stdio.ts";
import { asHostError } from "../../host/node/strerror.ts";
import type { GenerateEnvironment } from "../../nginx/conf/generate.ts";
import { loadConf } from "../../nginx/conf/load-conf.ts";
import { systemNameservers } from "../../nginx/conf/nameservers.ts";
import { plainConfig } from "../../nginx/conf/plain.ts";
import type { ReadResult } from "../../nginx/conf/read.ts";
import { badConfiguration, includeNotFound, scriptNotFound, sharedDictTooSmall } from "../options/resty-errors.ts";
import { parseRestyCommandLine, type RestyRun, STANDARD_INPUT } from "../options/resty-options.ts";
import type { RunSandbox } from "../options/sandbox-options.ts";
import { failed, type Outcome, printed } from "../outcome.ts";
import { loadProject } from "../project/load-project.ts";
import { projectAt } from "../project/project-file.ts";
import { loadConfinement } from "./load-confinement.ts";
import { loadWatch } from "./load-watch.ts";
import { startWorker } from "./run-worker.ts";
import { Surroundings } from "./surroundings.ts";
import { isWatched } from "./watched.ts";

/**
 * Runs what the command line says. Answers when there is nothing (left) to wait for; else the process ends by itself when
 * the script does.
 * @param argv the words behind `run`, as byte strings
 * @param home the folder of the package, where its Lua libraries lie in `lua`
 */
export function run(argv: readonly string[], program: string, home: string): Outcome | undefined {
  const command = parseRestyCommandLine(argv, program);
  if (command.kind === "exit") return command;
  const watched = command.watch && isWatched();
  const missing = missingFile(command);
  if (missing !== undefined) return missing;
  if (command.watch && !watched && !command.dumpNginxConf) return startWatching(command);
  const project = program === "resty-box" ? undefined : projectAt(command.script);
  if (project !== undefined) return "text" in project ? loadProject()(project, command, home) : project;
  if (command.dumpNginxConf) return printed(nginxConf(command, passedOn()));
  const prefix = prefixFolder();
  const read = readConf(command, prefix);
  const warnings = read.warnings.map((line) => `${line}\n`).join("");
  if ("error" in read) return failed(1, warnings + badConfiguration(read.error).stderr);
  const shared = memoryStore(read.config.http?.sharedDicts ?? []);
  if (shared === undefined) return failed(1, warnings + sharedDictTooSmall().stderr);
  const surroundings = command.sandbox === undefined ? new Surroundings() : confined(command.sandbox, home);
  if (typeof surroundings === "string") return failed(1, `${warnings}ERROR: ${surroundings}\n`);
  startWorker({ command, config: read.config, shared, prefix, home, warnings, watched, surroundings });
  return undefined;
}

/** @returns why there is no sandbox */
function confined(sandbox: RunSandbox, home: string): Surroundings | string {
  const { stderr } = nodeStdio();
  try {
    return new (loadConfinement())(sandbox, home, monotonicMs, (text) => {
      stderr.write(new TextEncoder().encode(`ngxbox: ${text}\n`));
    });
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    return thrown.message.replace(/^permissions\.(\w+)/, "--allow-$1");
  }
}

function startWatching({ script, mainIncludes, httpIncludes }: RestyRun): Outcome | undefined {
  if (script === STANDARD_INPUT) return failed(1, "ngxbox: --watch: standard input cannot be run again\n");
  const { stderr } = nodeStdio();
  loadWatch().watch(
    [...(script === undefined ? [] : [script]), ...mainIncludes, ...httpIncludes],
    (text) => void stderr.write(nodeByteText.toBytes(text)),
  );
  return undefined;
}

/** In resty's order, and with its tests: the script may be anything that there is, such as a pipe. */
function missingFile({ script, mainIncludes, httpIncludes }: RestyRun): Outcome | undefined {
  if (script !== undefined && script !== STANDARD_INPUT && !existsSync(native(script))) {
    return scriptNotFound(script, errnoOf(script));
  }
  const main = mainIncludes.find((path) => !isFile(path));
  if (main !== undefined) return includeNotFound("main", main);
  const http = httpIncludes.find((path) => !isFile(path));
  if (http !== undefined) return includeNotFound("http", http);
  return undefined;
}

function readConf(command: RestyRun, prefix: string): ReadResult {
  const plain = plainConfig(command, nameserversOf(command));
  if (plain !== undefined) return { config: plain, warnings: [] };
  // each variable has its line, but reading them takes time that nothing is gained by
  const conf = nginxConf(command, { emptyLines: passedOn().length });
  return loadConf().readConfig(conf, `${prefix}conf/nginx.conf`, { read: readInclude, glob: (pattern) => [pattern] });
}

/** The variables that the configuration can name. */
function passedOn(): readonly string[] {
  return nodeEnvironment.names().filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
}

function nginxConf(command: RestyRun, variables: GenerateEnvironment["variables"]): string {
  return loadConf().generateNginxConf(
    { ...command, mainIncludes: absolute(command.mainIncludes), httpIncludes: absolute(command.httpIncludes) },
    { variables, nameservers: nameserversOf(command) },
  );
}

function nameserversOf({ nameservers }: RestyRun): readonly string[] {
  return nameservers.length > 0 ? nameservers : systemNameservers(resolvConf());
}

/** Why there is no such file, as the system's number. */
function errnoOf(path: string): number | undefined {
  try {
    statSync(native(path));
    return undefined;
  } catch (thrown) {
    return asHostError(thrown).errno;
  }
}

function isFile(path: string): boolean {
  return existsSync(native(path)) && statSync(native(path)).isFile();
}

function native(path: string): Buffer {
  return Buffer.from(path, "latin1");
}

function absolute(paths: readonly string[]): readonly string[] {
  return paths.map((path) => resolve(path));
}

function readInclude(path: string): string | { errno: number; reason: string } {
  const read = nodeFiles.readWhole(path);
  return "message" in read ? { errno: read.errno, reason: read.message } : nodeByteText.toText(read);
}

function resolvConf(): string {
  try {
    return readFileSync("/etc/resolv.conf", "latin1");
  } catch {
    return "";
  }
}

/** resty works in a temporary folder; ours only has its name, as nothing is written there. */
function prefixFolder(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let name = "";
  for (let count = 0; count < 10; count++) name += letters[Math.floor(Math.random() * letters.length)];
  return `/tmp/resty_${name}/`;
}
