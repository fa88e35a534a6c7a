/** The worker in which `ngxbox run` runs a script: a machine, the ports of this computer, and what ends it. */
import { nodeByteText } from "../../host/node/byte-text.ts";
import { nodeCertificates } from "../../host/node/certificates.ts";
import { nodeCollector } from "../../host/node/collector.ts";
import { optimiseSmall, optimiseSoon } from "../../host/node/engine-flags.ts";
import { coarseMonotonicMs, monotonicMs } from "../../host/node/monotonic.ts";
import { pcre2At } from "../../host/node/pcre2.ts";
import { nodeRandom } from "../../host/node/random.ts";
import { nodeSignals } from "../../host/node/signals.ts";
import { loadNodeSockets } from "../../host/node/sockets/load-sockets.ts";
import { nodeStdio } from "../../host/node/stdio.ts";
import { nodeSystemTime } from "../../host/node/system-time.ts";
import type { SharedStore } from "../../host/ports.ts";
import type { Config } from "../../nginx/conf/config.ts";
import { socketSettings } from "../../nginx/conf/socket-settings.ts";
import { WORKER_START_FAILED, workerStartError } from "../../nginx/conf/worker-start.ts";
import { ErrorLogBuffer } from "../../ngx/error-log/buffer.ts";
import { ErrorLog } from "../../ngx/error-log/error-log.ts";
import { installApi, levelNumber } from "../../ngx/worker-context.ts";
import { RealClock, systemTimeBy } from "../../runtime/clock.ts";
import { observedProcesses } from "../../runtime/observed-processes.ts";
import { Slices } from "../../runtime/slices.ts";
import { Worker } from "../../runtime/worker.ts";
import { Exit, Kill } from "../../vm/errors.ts";
import type { NativeFunction } from "../../vm/functions.ts";
import { Machine } from "../../vm/machine.ts";
import type { Table } from "../../vm/table.ts";
import { loadCommands } from "../load-commands.ts";
import { loadLessons } from "../load-lessons.ts";
import type { RestyRun } from "../options/resty-options.ts";
import { defectReporter } from "./defect.ts";
import { environmentChanges, environmentWith } from "./environment.ts";
import { tierOptions } from "./execution.ts";
import { launch } from "./launch.ts";
import { LeapingClock } from "./leaping-clock.ts";
import { loadObservers } from "./load-observers.ts";
import { loadWatch } from "./load-watch.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { PacedClock } from "./paced-clock.ts";
import { packagePaths } from "./package-paths.ts";
import { RunSignals } from "./signals.ts";
import type { Surroundings } from "./surroundings.ts";
import { workerThreads } from "./threads.ts";

export interface WorkerStart {
  readonly command: RestyRun;
  readonly config: Config;
  readonly shared: SharedStore;
  /** nginx's prefix, with a slash at its end. */
  readonly prefix: string;
  /** The folder of the package. */
  readonly home: string;
  /** What nginx says about the configuration before it starts. */
  readonly warnings: string;
  readonly surroundings: Surroundings;
  /** Another process waits for what this one loads to change. */
  readonly watched: boolean;
}

/** How long a run that a signal ends waits for who should read what it printed. */
const LAST_WORDS_MS = 500;

/** Starts the script. The process ends with it. */
export function startWorker(start: WorkerStart): void {
  const { command, config, shared, prefix, home, warnings, watched, surroundings } = start;
  const { limits } = surroundings;
  const ending = {
    quit: () => worker.quit(),
    exit: (status: number) => {
      stdio.stdout.hurry(LAST_WORDS_MS);
      worker.exit(status);
      // it may have exited before, and wait for children
      process.exit(signals.exitStatus(status));
    },
    die: (signal: number) => {
      stdio.stdout.forget();
      process.exit(signal);
    },
    flush: () => void stdio.stdout.flush(),
    complain: (text: string) => worker.log("crit", text),
  };
  const signals = new RunSignals(ending, nodeSignals);
  const stdio = nodeStdio({ onBrokenPipe: () => worker.exit(0), waits: signals });
  const writeError = (text: string) => void stdio.stderr.write(nodeByteText.toBytes(text));
  let advice: ((errorText: string) => string | undefined) | undefined;
  const lessons = (text: string) => {
    if (!stdio.stderr.isTTY) return "";
    advice ??= loadCommands().adviceFor(command);
    return loadLessons().taught(text, advice(text));
  };
  const fail = (text: string) => {
    writeError(`ERROR: ${text}\n${lessons(text)}`);
    surroundings.uncaught(text);
  };
  if (warnings !== "") writeError(warnings);

  const coarseMs = coarseMonotonicMs();
  const slices = new Slices(coarseMs, {
    begin: () => signals.begin(),
    end: () => signals.end(),
    goOn: () => ending.flush(),
  });
  const memory = new MemoryWatch(() => surroundings.heap());
  const { http } = config;
  const ofHost = environmentWith(environmentChanges(config));
  const processes = observedProcesses(surroundings.children(ofHost, signals), () => worker);
  const files = surroundings.files(signals);
  const time = command.virtualTime ? new LeapingClock(Date.now()) : new RealClock(monotonicMs);
  const machine: Machine = new Machine({
    ...tierOptions(command.vm),
    ports: {
      random: nodeRandom,
      files: watched ? loadWatch().toldFiles(files) : files,
      stdio: {
        stdin: stdio.stdin,
        stdout: surroundings.output(stdio.stdout),
        stderr: surroundings.output(stdio.stderr),
      },
      environment: surroundings.environment(ofHost),
      time: command.virtualTime ? systemTimeBy(time, nodeSystemTime.zoneAt) : nodeSystemTime,
      collector: nodeCollector(),
      processes,
      bytes: nodeByteText,
    },
    paths: packagePaths(http?.luaPackagePath, http?.luaPackageCpath, home, command.noBundled),
    budget: {
      ...(limits.instructions === undefined ? {} : { steps: limits.instructions }),
      ...(limits.memoryMb === undefined ? {} : { stringBytes: limits.memoryMb * 2 ** 20 }),
      shouldYield() {
        surroundings.checkTime();
        const isOver = slices.shouldYield(machine.budget);
        if (isOver || memory.isDue(coarseMs())) memory.look(coarseMs());
        return isOver;
      },
    },
  });
  slices.begin(machine.budget);
  const { state } = machine;
  state.finalizerFailed = (message) => writeError(`ERROR in finalizer: ${message}\n`);
  const reportDefect = defectReporter(writeError, state);
  state.reportDefect = reportDefect;
  state.compilerStarts = optimiseSmall;

  const level = config.errorLogs.at(-1)?.level ?? "error";
  const captured =
    http?.luaCaptureErrorLogBytes === undefined ? undefined : new ErrorLogBuffer(http.luaCaptureErrorLogBytes);
  const { backlog } = stdio.stdout;
  const paced = new PacedClock(time, backlog, () => {
    const now = coarseMs();
    slices.turnBegins(now);
    // A script of many short turns takes few steps in each, and may fill the memory with what it reads.
    if (memory.isDue(now)) state.steps = 0;
  });
  const clock = surroundings.clock(paced);
  backlog.onBehind = () => {
    slices.turnShouldEnd();
    state.steps = 0;
  };
  const logOutput = surroundings.output(stdio.stderr);
  const log = new ErrorLog({
    level: levelNumber(level),
    process,
    clock: { nowMs: () => worker.scheduler.epochMs, zone: "host" },
    ...(captured === undefined ? {} : { captured }),
    write: (line) => {
      logOutput.write(nodeByteText.toBytes(line));
      const lesson = lessons(line);
      if (lesson !== "") writeError(lesson);
    },
  });
  const report = command.reportTimers ? new (loadObservers().TimerReport)() : undefined;
  const trace = command.traceFile === undefined ? undefined : new (loadObservers().TraceFile)(command.traceFile);
  const onThrow = (thrown: unknown) => {
    if (thrown instanceof Exit) worker.exit(thrown.status);
    let status = 1;
    if (thrown instanceof Kill) {
      const ofLimit = surroundings.stopped(thrown);
      if (ofLimit === undefined) writeError(`ngxbox: the script was stopped: ${thrown.reason}\n`);
      else status = ofLimit;
    } else reportDefect(thrown);
    worker.exit(status);
  };
  const worker: Worker = new Worker({
    machine,
    clock,
    pid: () => process.pid,
    ...(limits.threads === undefined ? {} : { mostThreads: limits.threads }),
    timerLimits: {
      maxPending: atMost(http?.luaMaxPendingTimers ?? 1024, limits.pendingTimers),
      maxRunning: atMost(http?.luaMaxRunningTimers ?? 256, limits.runningTimers),
      connections: config.workerConnections,
    },
    writeLog: (name, message, request) => log.log(levelNumber(name), message, request),
    onExit: (status, how) => {
      const leave = () => process.exit(signals.exitStatus(surroundings.exitStatus(status)));
      const close = () => {
        machine.io.closeAll();
        if (report !== undefined) stdio.stderr.write(new TextEncoder().encode(report.text()));
        if (trace !== undefined) {
          worker.events.emit({ type: "process ended", how, status });
          writeError(trace.write());
        }
        if (how === "gracefully") machine.io.onceChildrenEnded(() => signals.settle(leave));
        else leave();
      };
      if (how === "gracefully" && threads !== undefined) threads.onceIdle(close);
      else close();
    },
    onThrow,
    onPause: () => {
      stdio.stdout.flush();
      slices.turnOver();
    },
  });
  process.on("uncaughtException", onThrow);
  process.once("beforeExit", () => {
    writeError("ngxbox: the script waits for what can never happen; resty would wait for ever.\n");
    worker.exit(1);
  });
  const threads = surroundings.hasThreads
    ? workerThreads(worker, {
        config,
        shared,
        prefix,
        home,
        noBundled: command.noBundled,
        vm: command.vm,
        waits: signals,
        flush: ending.flush,
        exit: ending.exit,
      })
    : undefined;
  const startError = workerStartError(config);
  if (startError !== undefined) {
    worker.log("emerg", startError);
    worker.exit(WORKER_START_FAILED);
  }
  if (report !== undefined) worker.events.listen(report.observe);
  if (trace !== undefined) {
    worker.events.listen(trace.record);
    worker.events.emit({ type: "process began", role: "single", title: `nginx -p ${prefix} -c conf/nginx.conf` });
  }
  installApi(
    worker,
    {
      role: { type: "single", id: 0, pid: process.pid },
      count: 1,
      masterPid: process.pid,
      prefix,
      logLevel: level,
      shared,
      signals: surroundings.signals(signals.forScripts()),
      processes,
      bytes: nodeByteText,
      random: nodeRandom,
      certificates: nodeCertificates,
      ...(threads === undefined ? {} : { threads }),
      ...(http === undefined
        ? {}
        : {
            sockets: {
              get port() {
                optimiseSoon();
                return surroundings.sockets(loadNodeSockets());
              },
              settings: socketSettings(http.defaults, command.nameservers),
            },
          }),
      regex: {
        pcre2: pcre2At(home),
        ...(http === undefined
          ? {}
          : {
              cacheEntries: http.luaRegexCacheMaxEntries,
              matchLimit: regexLimit(http.luaRegexMatchLimit, limits.regexSteps),
            }),
      },
      ...(captured === undefined ? {} : { captured }),
    },
    {
      write: (text) => machine.io.writeToStdout(text),
      flush: () => {
        stdio.stdout.flush();
        return true;
      },
      exit: (state.globals.get("os") as Table).get("exit") as NativeFunction,
    },
  );
  surroundings.onceTooLong(onThrow);
  for (const name of command.noBundled) machine.undefineModule(name);
  try {
    if (!surroundings.running(() => launch(worker, command, prefix, fail))) worker.exit(1);
  } catch (thrown) {
    onThrow(thrown);
  }
  worker.start();
}

/** What a sandbox allows at most. */
function atMost(configured: number, limit = Number.POSITIVE_INFINITY): number {
  return Math.min(configured, limit);
}

/** As `lua_regex_match_limit` has it, where 0 means PCRE2's own. */
function regexLimit(configured: number, limit: number | undefined): number {
  return limit === undefined ? configured : configured === 0 ? limit : Math.min(configured, limit);
}
