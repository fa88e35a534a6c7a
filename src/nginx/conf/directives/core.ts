/** Directives of nginx itself, outside of http and stream. */
import { type ErrorLog, LOG_LEVELS, type LogLevel } from "../config.ts";
import {
  type Context,
  count,
  type Directive,
  directive,
  flag,
  isDuplicate,
  kept,
  milliseconds,
  refuse,
  type Scope,
  text,
} from "../directive.ts";
import { parseCount } from "../units.ts";

const MAIN: readonly Context[] = ["main"];
const EVENTS: readonly Context[] = ["events"];
const LOGS: readonly Context[] = ["main", "http", "server", "location", "stream", "stream server"];
const MAX_THREAD_QUEUE = 65536;

export const coreDirectives: readonly Directive[] = [
  flag("daemon", MAIN, ({ config }, on) => {
    config.daemon = on;
  }),
  flag("master_process", MAIN, ({ config }, on) => {
    config.masterProcess = on;
  }),
  directive("worker_processes", MAIN, 1, (scope, [word = ""], name) => {
    if (isDuplicate(scope, name)) return "is duplicate";
    const processes = word === "auto" ? word : parseCount(word);
    if (processes === undefined) return "invalid value";
    scope.config.workerProcesses = processes;
    return undefined;
  }),
  text("pid", MAIN, ({ config }, path) => {
    config.pid = path;
  }),
  directive("user", MAIN, [1, 2], (scope, [name = "", group], directiveName) => {
    if (isDuplicate(scope, directiveName)) return "is duplicate";
    scope.config.user = { name, group };
    return undefined;
  }),
  directive("env", MAIN, 1, ({ config }, [text = ""]) => {
    const equals = text.indexOf("=");
    const variable =
      equals < 0 ? { name: text, value: undefined } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
    config.environment.push(variable);
    return undefined;
  }),
  count("worker_rlimit_nofile", MAIN, ({ config }, files) => {
    config.workerRlimitNofile = files;
  }),
  milliseconds("worker_shutdown_timeout", MAIN, ({ config }, limitMs) => {
    config.workerShutdownTimeoutMs = limitMs;
  }),
  directive("thread_pool", MAIN, [2, 3], threadPool),
  directive("error_log", LOGS, [1, Number.POSITIVE_INFINITY], errorLog),
  directive("load_module", MAIN, 1, loadModule),
  kept("worker_cpu_affinity", MAIN, [1, 7]),
  kept("worker_priority", MAIN, 1),
  kept("worker_rlimit_core", MAIN, 1),
  kept("working_directory", MAIN, 1),
  milliseconds("timer_resolution", MAIN, noEffect),
  text("lock_file", MAIN, noEffect),
  flag("pcre_jit", MAIN, noEffect),
  kept("debug_points", MAIN, 1),
  kept("ssl_engine", MAIN, 1),

  directive("events", MAIN, 0, openOnce, "events"),
  directive("http", MAIN, 0, openOnce, "http"),
  directive("stream", MAIN, 0, openOnce, "stream"),

  directive("worker_connections", EVENTS, 1, (scope, [word = ""], name) => {
    if (isDuplicate(scope, name)) return "is duplicate";
    const connections = parseCount(word);
    if (connections === undefined) return refuse(scope, `invalid number "${word}"`);
    scope.config.workerConnections = connections;
    return undefined;
  }),
  flag("multi_accept", EVENTS, noEffect),
  flag("accept_mutex", EVENTS, noEffect),
  milliseconds("accept_mutex_delay", EVENTS, noEffect),
  kept("use", EVENTS, 1),
  kept("debug_connection", EVENTS, 1),
];

/** What it sets belongs to nginx's own work with processes and sockets, which is done another way here. */
function noEffect(): void {}

function openOnce(scope: Scope, _args: readonly string[], name: string): string | undefined {
  return isDuplicate(scope, name) ? "is duplicate" : undefined;
}

function errorLog(scope: Scope, [file = "", ...words]: readonly string[]): undefined {
  let level: LogLevel | undefined;
  for (const word of words) {
    const named = LOG_LEVELS.find((known) => known === word);
    if (named === undefined) return refuse(scope, `invalid log level "${word}"`);
    if (level !== undefined) refuse(scope, `duplicate log level "${word}"`);
    level = named;
  }
  const log: ErrorLog = { file, level: level ?? "error" };
  if (scope.context === "main") scope.config.errorLogs.push(log);
  else scope.block.settings.errorLogs = [...(scope.block.settings.errorLogs ?? []), log];
}

function threadPool(scope: Scope, [name = "", ...options]: readonly string[]): undefined {
  let threads = 0;
  let maxQueue = MAX_THREAD_QUEUE;
  for (const option of options) {
    const [key, value = ""] = option.split("=", 2);
    const number = parseCount(value);
    if (key === "threads") {
      threads = number || refuse(scope, `invalid threads value "${option}"`);
    } else if (key === "max_queue") {
      maxQueue = number ?? refuse(scope, `invalid max_queue value "${option}"`);
    }
  }
  if (threads === 0) refuse(scope, '"thread_pool" must have "threads" parameter');
  if (isDuplicate(scope, `thread_pool ${name}`)) refuse(scope, `duplicate thread pool "${name}"`);
  scope.config.threadPools.push({ name, threads, maxQueue });
}

/** Debian's configurations load ngx_lua as a module; here it is always in. Machine code of any other cannot be loaded. */
function loadModule(scope: Scope, [path = ""]: readonly string[]): undefined {
  if (/(^|\/)(ndk_http|ngx_(http|stream)_lua|ngx_stream)_module\.so$/.test(path)) return;
  refuse(scope, `module "${path}" cannot be loaded: ngxbox takes in no machine code`);
}
