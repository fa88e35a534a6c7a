/** Runs the reference's examples as `ngxbox run example.lua` would, in this process (but for those in a sandbox), on a clock that goes on when all sleep. */
import { fileURLToPath } from "node:url";
import { badConfiguration } from "../../src/cli/options/resty-errors.ts";
import { parseRestyCommandLine, type RestyRun } from "../../src/cli/options/resty-options.ts";
import { packagePaths } from "../../src/cli/run/package-paths.ts";
import { memoryStore } from "../../src/host/memory/shared-store.ts";
import { nodeByteText } from "../../src/host/node/byte-text.ts";
import { nodeEnvironment } from "../../src/host/node/environment.ts";
import { nodeFiles } from "../../src/host/node/files.ts";
import { nodeProcesses } from "../../src/host/node/processes/processes.ts";
import { nodeRandom } from "../../src/host/node/random.ts";
import { nodeSignals } from "../../src/host/node/signals.ts";
import { nodeSockets } from "../../src/host/node/sockets/sockets.ts";
import { nodeSystemTime } from "../../src/host/node/system-time.ts";
import type { Sockets, StandardOutput } from "../../src/host/ports.ts";
import type { Config } from "../../src/nginx/conf/config.ts";
import { generateNginxConf } from "../../src/nginx/conf/generate.ts";
import { readConfig } from "../../src/nginx/conf/read.ts";
import { socketSettings } from "../../src/nginx/conf/socket-settings.ts";
import { ErrorLogBuffer } from "../../src/ngx/error-log/buffer.ts";
import { ErrorLog } from "../../src/ngx/error-log/error-log.ts";
import { installApi, levelNumber } from "../../src/ngx/worker-context.ts";
import { RUN_WITH } from "../../src/reference/entry.ts";
import { VirtualClock } from "../../src/runtime/clock.ts";
import { Worker } from "../../src/runtime/worker.ts";
import { LAUNCHER, LAUNCHER_CHUNK_NAME, printableError } from "../../src/sandbox/processes/launcher.ts";
import { Exit, LuaError } from "../../src/vm/errors.ts";
import { type LuaFunction, NativeFunction } from "../../src/vm/functions.ts";
import { Machine } from "../../src/vm/machine.ts";
import type { Table } from "../../src/vm/table.ts";
import { NOTHING, type Value } from "../../src/vm/values.ts";
import { ngxbox } from "../cli/processes.ts";
import { shellWords } from "../golden/shell-words.ts";
import { pcre2 } from "../ngx/regex/pcre2.ts";

export interface Ran {
  readonly stdout: string;
  /** Standard error, with the error log. */
  readonly stderr: string;
}

/** Where the services listen that examples find at their well-known ports: 7 (echo), 6379 (Redis). */
export type Services = ReadonlyMap<number, number>;

const HOME = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const START_MS = Date.UTC(2026, 10, 23, 18, 20, 31);
/** Far more than any example takes. */
const TIMEOUT_MS = 60_000;
const UTC = { offsetSeconds: 0, isDaylightSaving: false, abbreviation: "UTC" };
const processes = nodeProcesses(nodeEnvironment);

/** Runs `example`, whose first line may say the options: `-- ngxbox run --shdict 'cats 1m'`. */
export async function runExample(example: string, services: Services = new Map()): Promise<Ran> {
  const [first = ""] = example.split("\n", 1);
  const options = first.startsWith(RUN_WITH) ? shellWords(first.slice(RUN_WITH.length)) : [];
  const command = parseRestyCommandLine([...options, "example.lua"]);
  if (command.kind === "exit") return command;
  if (command.sandbox !== undefined) return ngxbox(["run", ...options, "-"], { input: example });
  const conf = generateNginxConf(command, { variables: [], nameservers: ["127.0.0.1"] });
  const read = readConfig(conf, "/tmp/resty/conf/nginx.conf");
  const warnings = read.warnings.map((line) => `${line}\n`).join("");
  if ("error" in read) return { stdout: "", stderr: warnings + badConfiguration(read.error).stderr };
  const ran = await runConfigured(command, read.config, example, services);
  return { ...ran, stderr: warnings + ran.stderr };
}

async function runConfigured(command: RestyRun, config: Config, example: string, services: Services): Promise<Ran> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const thrown: unknown[] = [];
  let hasEnded = false;
  const { http } = config;
  const clock = new VirtualClock(START_MS);
  const machine = new Machine({
    ports: {
      files: nodeFiles,
      stdio: {
        stdin: { isTTY: false, mayBlock: false, readSync: () => null, read: () => () => {} },
        stdout: collecting(stdout),
        stderr: collecting(stderr),
      },
      environment: {
        ...nodeEnvironment,
        get: (name) => config.environment.find((given) => given.name === name)?.value ?? nodeEnvironment.get(name),
      },
      time: { ...nodeSystemTime, nowMs: () => clock.epochMs(), zoneAt: () => UTC },
      processes,
      bytes: nodeByteText,
    },
    paths: packagePaths(http?.luaPackagePath, http?.luaPackageCpath, HOME, command.noBundled),
  });
  const captured =
    http?.luaCaptureErrorLogBytes === undefined ? undefined : new ErrorLogBuffer(http.luaCaptureErrorLogBytes);
  const level = config.errorLogs.at(-1)?.level ?? "error";
  const log = new ErrorLog({
    level: levelNumber(level),
    process: { pid: 7 },
    clock: { nowMs: () => clock.epochMs(), zone: "host" },
    ...(captured === undefined ? {} : { captured }),
    write: (line) => stderr.push(line),
  });
  const worker = new Worker({
    machine,
    clock,
    pid: () => 1,
    timerLimits: {
      maxPending: http?.luaMaxPendingTimers ?? 1024,
      maxRunning: http?.luaMaxRunningTimers ?? 256,
      connections: config.workerConnections,
    },
    writeLog: (name, message, request) => log.log(levelNumber(name), message, request),
    onExit: () => {
      hasEnded = true;
    },
    onThrow: (what) => {
      if (!(what instanceof Exit)) thrown.push(what);
      hasEnded = true;
    },
  });
  installApi(
    worker,
    {
      role: { type: "single", id: 0, pid: process.pid },
      count: 1,
      masterPid: process.pid,
      prefix: "/tmp/resty/",
      logLevel: level,
      shared: memoryStore(http?.sharedDicts ?? []) ?? new Map(),
      signals: nodeSignals,
      processes,
      bytes: nodeByteText,
      random: nodeRandom,
      ...(http && { sockets: { port: servedBy(services), settings: socketSettings(http.defaults, []) } }),
      regex: {
        pcre2,
        ...(http && { cacheEntries: http.luaRegexCacheMaxEntries, matchLimit: http.luaRegexMatchLimit }),
      },
      ...(captured === undefined ? {} : { captured }),
    },
    {
      write: (text) => machine.io.writeToStdout(text),
      flush: () => true,
      exit: (machine.globals.get("os") as Table).get("exit") as NativeFunction,
    },
  );
  try {
    worker.timers.addMain(mainOf(worker, example, (text) => stderr.push(`ERROR: ${text}\n`)));
    worker.start();
  } catch (failure) {
    if (!(failure instanceof LuaError)) throw failure;
    stderr.push(`ERROR: ${failure.value}\n`);
    hasEnded = true;
  }
  const deadline = performance.now() + TIMEOUT_MS;
  while (!hasEnded) {
    if (!clock.isHeld && clock.next()) continue;
    // a script that stalls the worker waits for a child
    if (!clock.isHeld && !worker.scheduler.isStalled) break;
    if (performance.now() > deadline) throw new Error(`this takes longer than ${TIMEOUT_MS} ms:\n${example}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  machine.io.closeAll();
  if (thrown.length > 0) throw thrown[0];
  return { stdout: stdout.join(""), stderr: stderr.join("") };
}

/** What runs the script as src/cli/launch.ts does. */
function mainOf(worker: Worker, example: string, fail: (text: string) => void): LuaFunction {
  const { machine } = worker;
  const exitFailed = new NativeFunction("exit", (error: Value) => {
    fail(String(printableError(error)));
    throw new Exit(1);
  });
  const finish = new NativeFunction("finish", () => {
    worker.quit();
    return NOTHING;
  });
  const traceback = (machine.globals.getHash("debug") as Table).getHash("traceback");
  const launcher = machine.load(LAUNCHER, LAUNCHER_CHUNK_NAME);
  const script = machine.load(example, "@example.lua");
  return machine.call(launcher, undefined, script, traceback, exitFailed, finish)[0] as LuaFunction;
}

/** The network of this computer, where some ports are others. */
function servedBy(services: Services): Sockets {
  const moved = <Peer extends object>(to: Peer): Peer => {
    const port = "port" in to ? services.get(Number(to.port)) : undefined;
    return port === undefined ? to : { ...to, port };
  };
  return {
    ...nodeSockets,
    connect: (to, localIp, done) => nodeSockets.connect(moved(to), localIp, done),
    datagrams: (to, localIp) => nodeSockets.datagrams(moved(to), localIp),
  };
}

function collecting(pieces: string[]): StandardOutput {
  return {
    isTTY: false,
    write(bytes) {
      pieces.push(nodeByteText.toText(bytes));
      return undefined;
    },
    flush: () => undefined,
  };
}
