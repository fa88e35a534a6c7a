/** `ngxbox run`: a script in place of `resty`. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { nodeByteText } from "../host/node/byte-text.ts";
import { nodeCollector } from "../host/node/collector.ts";
import { nodeEnvironment } from "../host/node/environment.ts";
import { nodeFiles } from "../host/node/files.ts";
import { nodeStdio } from "../host/node/stdio.ts";
import { nodeSystemTime } from "../host/node/system-time.ts";
import type { Environment } from "../host/ports.ts";
import type { Config } from "../nginx/conf/config.ts";
import { generateNginxConf } from "../nginx/conf/generate.ts";
import { systemNameservers } from "../nginx/conf/nameservers.ts";
import { readConfig } from "../nginx/conf/read.ts";
import { WORKER_START_FAILED, workerStartError } from "../nginx/conf/worker-start.ts";
import { ErrorLogBuffer } from "../ngx/error-log/buffer.ts";
import { ErrorLog } from "../ngx/error-log/error-log.ts";
import { installApi, levelNumber } from "../ngx/worker-context.ts";
import { RealClock } from "../runtime/clock.ts";
import { Worker } from "../runtime/worker.ts";
import { Exit, Kill } from "../vm/errors.ts";
import { NativeFunction } from "../vm/functions.ts";
import { Machine } from "../vm/machine.ts";
import { Table } from "../vm/table.ts";
import { NOTHING, type Value } from "../vm/values.ts";
import { reportDefect } from "./defect.ts";
import { LAUNCHER, LAUNCHER_CHUNK_NAME } from "./launcher.ts";
import { teach } from "./lessons.ts";
import { failed, type Outcome } from "./outcome.ts";
import { badConfiguration, includeNotFound, scriptNotFound } from "./resty-errors.ts";
import { parseRestyCommandLine, type RestyRun } from "./resty-options.ts";
import { endOnSignals } from "./signals.ts";
import { TimerReport } from "./timer-report.ts";

/** A script that runs long lets the host have a turn this often, so that signals are answered. */
const TURN_MS = 50;

/**
 * Runs what the command line says. Answers when there is nothing (left) to wait for; else the process ends by itself when
 * the script does.
 * @param argv the words behind `run`, as byte strings
 * @param home the folder of the package, where its Lua libraries lie in `lua`
 */
export function run(argv: readonly string[], program: string, home: string): Outcome | undefined {
  const command = parseRestyCommandLine(argv, program);
  if (command.kind === "exit") return command;
  const missing = missingFile(command);
  if (missing !== undefined) return missing;
  const conf = generateNginxConf(
    { ...command, mainIncludes: absolute(command.mainIncludes), httpIncludes: absolute(command.httpIncludes) },
    {
      variables: nodeEnvironment.names().filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)),
      nameservers: command.nameservers.length > 0 ? command.nameservers : systemNameservers(resolvConf()),
    },
  );
  if (command.dumpNginxConf) return { status: 0, stdout: conf, stderr: "" };
  const prefix = prefixFolder();
  const read = readConfig(conf, `${prefix}conf/nginx.conf`, {
    read: readInclude,
    glob: (pattern) => [pattern],
  });
  const warnings = read.warnings.map((line) => `${line}\n`).join("");
  if ("error" in read) return failed(1, warnings + badConfiguration(read.error).stderr);
  startWorker(command, read.config, prefix, home, warnings);
  return undefined;
}

function startWorker(command: RestyRun, config: Config, prefix: string, home: string, warnings: string): void {
  const stdio = nodeStdio({ onBrokenPipe: () => process.exit(0) });
  const bytes = (text: string) => nodeByteText.toBytes(text);
  const writeError = (text: string) => void stdio.stderr.write(bytes(text));
  if (warnings !== "") writeError(warnings);
  const http = config.http;
  const level = config.errorLogs.at(-1)?.level ?? "error";
  const environment = environmentOf(config);
  let turnEnd = performance.now() + TURN_MS;
  const machine = new Machine({
    ports: {
      files: nodeFiles,
      stdio,
      environment,
      time: nodeSystemTime,
      collector: nodeCollector(),
      bytes: nodeByteText,
    },
    paths: packagePaths(http?.luaPackagePath, http?.luaPackageCpath, home),
    budget: { shouldYield: () => performance.now() > turnEnd },
  });
  const { state } = machine;
  state.finalizerFailed = (message) => writeError(`ERROR in finalizer: ${message}\n`);
  const lessons = (text: string): string =>
    stdio.stderr.isTTY
      ? teach(text)
          .map((line) => `  ${line}\n`)
          .join("")
      : "";
  const captured =
    http?.luaCaptureErrorLogBytes === undefined ? undefined : new ErrorLogBuffer(http.luaCaptureErrorLogBytes);
  const clock = new RealClock();
  const log = new ErrorLog({
    level: levelNumber(level),
    pid: process.pid,
    clock: { nowMs: () => worker.scheduler.epochMs },
    ...(captured === undefined ? {} : { captured }),
    write: (line) => writeError(line + lessons(line)),
  });
  const report = command.reportTimers ? new TimerReport() : undefined;
  const end = (status: number): never => {
    machine.io.closeAll();
    if (report !== undefined) writeError(report.text());
    process.exit(status);
  };
  const worker: Worker = new Worker({
    machine,
    clock,
    timerLimits: {
      maxPending: http?.luaMaxPendingTimers ?? 1024,
      maxRunning: http?.luaMaxRunningTimers ?? 256,
      connections: config.workerConnections,
    },
    writeLog: (name, message, request) => log.log(levelNumber(name), message, request),
    onExit: end,
    onThrow: (thrown) => {
      if (thrown instanceof Kill) writeError(`ngxbox: the script was stopped: ${thrown.reason}\n`);
      else reportDefect(thrown, state, writeError);
      end(1);
    },
    onPause: () => {
      stdio.stdout.flush();
      turnEnd = performance.now() + TURN_MS;
    },
  });
  const startError = workerStartError(config);
  if (startError !== undefined) {
    worker.log("emerg", startError);
    end(WORKER_START_FAILED);
  }
  if (report !== undefined) worker.events.listen(report.observe);
  const exit = (state.globals.get("os") as Table).get("exit") as NativeFunction;
  installApi(
    worker,
    {
      id: 0,
      count: 1,
      pid: process.pid,
      masterPid: process.pid,
      processType: "single",
      prefix,
      logLevel: level,
      ...(captured === undefined ? {} : { captured }),
    },
    {
      write: (text) => machine.io.writeToStdout(text),
      flush: () => {
        stdio.stdout.flush();
        return true;
      },
      exit,
    },
  );
  endOnSignals(worker);
  const fail = (text: string) => writeError(`ERROR: ${text}\n${lessons(text)}`);
  launch(worker, command, prefix, exit, fail);
  worker.start();
}

/** Loads the script, and makes the timer in which it runs. */
function launch(
  worker: Worker,
  command: RestyRun,
  prefix: string,
  exit: NativeFunction,
  fail: (text: string) => void,
): void {
  const { machine } = worker;
  try {
    machine.globals.setHash("arg", argTable(command, prefix));
    const [main] = machine.call(
      machine.load(LAUNCHER, LAUNCHER_CHUNK_NAME),
      command.inline,
      command.script === undefined ? undefined : readScript(command.script),
      command.script === undefined ? undefined : `@${command.script === "-" ? "stdin" : command.script}`,
      exit,
      new NativeFunction("write", (text) => {
        fail(String(text));
        return NOTHING;
      }),
      new NativeFunction("finish", () => {
        worker.quit();
        return NOTHING;
      }),
    );
    worker.timers.addMain(main as NativeFunction);
  } catch (thrown) {
    if (thrown instanceof Exit) worker.exit(thrown.status);
    else {
      fail(String(machine.errorValue(thrown)));
      worker.exit(1);
    }
  }
}

/** `arg` as resty makes it: the script, or the file that it writes -e's code to, at 0; the arguments from 1. */
function argTable({ script, args }: RestyRun, prefix: string): Value {
  const table = Table.fromArray([...args]);
  table.set(0, script ?? `${prefix}conf/a.lua`);
  return table;
}

function readScript(path: string): string {
  return path === "-" ? readFileSync(0, "latin1") : readFileSync(Buffer.from(path, "latin1"), "latin1");
}

function missingFile({ script, mainIncludes, httpIncludes }: RestyRun): Outcome | undefined {
  const main = mainIncludes.find((path) => !isFile(path));
  if (main !== undefined) return includeNotFound("main", main);
  const http = httpIncludes.find((path) => !isFile(path));
  if (http !== undefined) return includeNotFound("http", http);
  if (script !== undefined && script !== "-" && !isFile(script)) return scriptNotFound(script);
  return undefined;
}

function isFile(path: string): boolean {
  return statSync(Buffer.from(path, "latin1"), { throwIfNoEntry: false })?.isFile() ?? false;
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

/** `env` lets variables in and sets some; the generated configuration lets all of this process in. */
function environmentOf(config: Config): Environment {
  const given = new Map<string, string>();
  for (const { name, value } of config.environment) if (value !== undefined) given.set(name, value);
  return { ...nodeEnvironment, get: (name) => given.get(name) ?? nodeEnvironment.get(name) };
}

/** `;;` in a path stands for the default one. */
function packagePaths(path: string | undefined, cpath: string | undefined, home: string) {
  const lua = `${home}/lua`;
  const defaultPath = `${lua}/?.lua;${lua}/?/init.lua;./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua`;
  const defaultCpath = "./?.so;/usr/local/lib/lua/5.1/?.so";
  return {
    path: path === undefined ? defaultPath : path.replace(/;;+/, `;${defaultPath};`).replace(/^;|;$/g, ""),
    cpath: cpath === undefined ? defaultCpath : cpath.replace(/;;+/, `;${defaultCpath};`).replace(/^;|;$/g, ""),
  };
}
