/** What a configuration says, typed: the result of reading it. Names follow the directives. */

/** Where Lua code of a configuration comes from. */
export type LuaSource =
  | {
      readonly kind: "inline";
      readonly code: string;
      /** As in ngx_lua's error texts: `=init_by_lua(nginx.conf:15)`. */
      readonly chunkName: string;
    }
  | { readonly kind: "file"; readonly path: string };

export type LogLevel = "debug" | "info" | "notice" | "warn" | "error" | "crit" | "alert" | "emerg";

/** nginx's log levels by weight; the stronger comes later. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "notice", "warn", "error", "crit", "alert", "emerg"];

/** One `error_log`: `file` is a path, `stderr`, or a `memory:` or `syslog:` target as written. */
export interface ErrorLog {
  readonly file: string;
  readonly level: LogLevel;
}

/** One `env`: without a value the variable is passed on as the process has it. */
interface EnvironmentVariable {
  readonly name: string;
  readonly value: string | undefined;
}

interface SharedDict {
  readonly name: string;
  readonly bytes: number;
}

interface ThreadPool {
  readonly name: string;
  readonly threads: number;
  readonly maxQueue: number;
}

export interface Resolver {
  /** Addresses as written, with their ports: `8.8.8.8`, `[::1]:53`. */
  readonly addresses: readonly string[];
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** How long answers are kept in place of their own TTL. */
  readonly validSeconds: number | undefined;
}

/** Settings that `http` gives its servers and locations, and these may override. */
export interface LocationSettings {
  luaCodeCache: boolean;
  luaSocketLogErrors: boolean;
  luaSocketConnectTimeoutMs: number;
  luaSocketSendTimeoutMs: number;
  luaSocketReadTimeoutMs: number;
  luaSocketKeepaliveTimeoutMs: number;
  luaSocketSendLowat: number;
  luaSocketBufferSize: number;
  luaSocketPoolSize: number;
  luaCheckClientAbort: boolean;
  luaTransformUnderscoresInResponseHeaders: boolean;
  luaHttp10Buffering: boolean;
  luaNeedRequestBody: boolean;
  luaUseDefaultType: boolean;
  luaSslProtocols: readonly string[];
  luaSslCiphers: string;
  luaSslVerifyDepth: number;
  luaSslTrustedCertificate: string | undefined;
  luaSslCrl: string | undefined;
  luaSslConfCommands: readonly (readonly [string, string])[];
  errorLogs: readonly ErrorLog[] | undefined;
  resolver: Resolver | undefined;
  resolverTimeoutMs: number;
}

/** A server, location, `if` or upstream: what is set here, what it says besides, and the blocks inside. */
export interface ConfigBlock {
  readonly words: readonly string[];
  readonly line: number;
  readonly settings: Partial<LocationSettings>;
  /** Lua code by its phase as nginx writes it, for instance `content_by_lua`. */
  readonly lua: Map<string, LuaSource>;
  /** Statements that are well-formed and have no effect of their own yet, in order. */
  readonly statements: { readonly words: readonly string[]; readonly line: number }[];
  readonly blocks: ConfigBlock[];
}

/** `http { }` or `stream { }`: one Lua machine per worker belongs to each. */
export interface Subsystem extends ConfigBlock {
  luaMaxPendingTimers: number;
  luaMaxRunningTimers: number;
  luaPackagePath: string | undefined;
  luaPackageCpath: string | undefined;
  luaCaptureErrorLogBytes: number | undefined;
  luaRegexCacheMaxEntries: number;
  /** 0: PCRE's own limit. */
  luaRegexMatchLimit: number;
  luaSaRestart: boolean;
  /** Requests between two calls of malloc_trim; 0: never. */
  luaMallocTrim: number;
  luaThreadCacheMaxEntries: number;
  luaWorkerThreadVmPoolSize: number;
  readonly sharedDicts: SharedDict[];
  /** This block's settings over nginx's defaults: what applies where no server or location says otherwise. */
  readonly defaults: LocationSettings;
}

export interface Config {
  daemon: boolean;
  masterProcess: boolean;
  workerProcesses: number | "auto";
  pid: string;
  user: { readonly name: string; readonly group: string | undefined } | undefined;
  workerRlimitNofile: number | undefined;
  /** 0: no limit. */
  workerShutdownTimeoutMs: number;
  workerConnections: number;
  readonly environment: EnvironmentVariable[];
  readonly errorLogs: ErrorLog[];
  readonly threadPools: ThreadPool[];
  http: Subsystem | undefined;
  stream: Subsystem | undefined;
}

/** A configuration in which nothing is said yet: nginx's defaults. */
export function emptyConfig(): Config {
  return {
    daemon: true,
    masterProcess: true,
    workerProcesses: 1,
    pid: "logs/nginx.pid",
    user: undefined,
    workerRlimitNofile: undefined,
    workerShutdownTimeoutMs: 0,
    workerConnections: 512,
    environment: [],
    errorLogs: [],
    threadPools: [],
    http: undefined,
    stream: undefined,
  };
}

export function emptyBlock(words: readonly string[], line: number): ConfigBlock {
  return { words, line, settings: {}, lua: new Map(), statements: [], blocks: [] };
}

/** `http` or `stream` with ngx_lua's defaults. */
export function emptySubsystem(words: readonly string[], line: number): Subsystem {
  const block = emptyBlock(words, line);
  return {
    ...block,
    luaMaxPendingTimers: 1024,
    luaMaxRunningTimers: 256,
    luaPackagePath: undefined,
    luaPackageCpath: undefined,
    luaCaptureErrorLogBytes: undefined,
    luaRegexCacheMaxEntries: 1024,
    luaRegexMatchLimit: 0,
    luaSaRestart: true,
    luaMallocTrim: 1000,
    luaThreadCacheMaxEntries: 1024,
    luaWorkerThreadVmPoolSize: 100,
    sharedDicts: [],
    get defaults() {
      return { ...DEFAULT_SETTINGS, ...block.settings };
    },
  };
}

const DEFAULT_SETTINGS: Readonly<LocationSettings> = Object.freeze({
  luaCodeCache: true,
  luaSocketLogErrors: true,
  luaSocketConnectTimeoutMs: 60_000,
  luaSocketSendTimeoutMs: 60_000,
  luaSocketReadTimeoutMs: 60_000,
  luaSocketKeepaliveTimeoutMs: 60_000,
  luaSocketSendLowat: 0,
  luaSocketBufferSize: 4096,
  luaSocketPoolSize: 30,
  luaCheckClientAbort: false,
  luaTransformUnderscoresInResponseHeaders: true,
  luaHttp10Buffering: true,
  luaNeedRequestBody: false,
  luaUseDefaultType: true,
  luaSslProtocols: ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
  luaSslCiphers: "DEFAULT",
  luaSslVerifyDepth: 1,
  luaSslTrustedCertificate: undefined,
  luaSslCrl: undefined,
  luaSslConfCommands: [],
  errorLogs: undefined,
  resolver: undefined,
  resolverTimeoutMs: 30_000,
});
