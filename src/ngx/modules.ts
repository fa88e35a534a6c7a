/** Every module of the API, in the order in which they are installed: the one list of what exists. */
import { Table } from "../vm/table.ts";
import { base64, base64url } from "./base64.ts";
import { cancellableTimer } from "./cancellable-timer.ts";
import { config } from "./config.ts";
import type { NgxContext } from "./context.ts";
import { Api, type Libraries } from "./declaration/install.ts";
import { later, type ModuleDeclaration } from "./declare.ts";
import { hash } from "./hash.ts";
import { loadCjson } from "./load-cjson.ts";
import { loadLibraries } from "./load-libraries.ts";
import { loadPipe } from "./load-pipe.ts";
import { loadRegexes } from "./load-regexes.ts";
import { loadRestyString } from "./load-resty-string.ts";
import { loadSockets } from "./load-sockets.ts";
import { loadSsl } from "./load-ssl.ts";
import { location } from "./location.ts";
import { log, print } from "./log.ts";
import { ndk } from "./ndk.ts";
import { phase } from "./phase.ts";
import { quoteSqlStr } from "./quote-sql-str.ts";
import { re } from "./re.ts";
import { req, reqLibrary } from "./req.ts";
import { constants, request } from "./request.ts";
import { arg, header, variables } from "./request-fields.ts";
import { resp, respLibrary } from "./resp.ts";
import { response } from "./response.ts";
import { RESTY_CLI } from "./resty-cli.ts";
import { restyCore, restyCoreParts } from "./resty-core.ts";
import { runWorkerThread } from "./run-worker-thread.ts";
import { loadDictMethods } from "./shared-dict/load-methods.ts";
import { sharedTable } from "./shared-dict/table.ts";
import { sleep } from "./sleep.ts";
import { socket } from "./socket.ts";
import { thread } from "./thread.ts";
import { time } from "./time.ts";
import { timer } from "./timer.ts";
import { uri } from "./uri.ts";
import { worker } from "./worker.ts";

const sharedDict = later("ngx.shared.DICT", "methods", () => loadDictMethods());
const semaphore = later("ngx.semaphore", "library", () => loadLibraries().semaphore);
const process = later("ngx.process", "library", () => loadLibraries().process);
const errlog = later("ngx.errlog", "library", () => loadLibraries().errlog);
const balancer = later("ngx.balancer", "library", () => loadLibraries().balancer);
const restySignal = later("resty.signal", "library", () => loadLibraries().restySignal);
const restyCoreBase = later("resty.core.base", "library", () => loadLibraries().restyCoreBase);
const restyCoreUtils = later("resty.core.utils", "library", () => loadLibraries().restyCoreUtils);
const pipe = later("ngx.pipe", "library", () => loadPipe().pipe);
const proc = later("proc", "methods", () => loadPipe().proc);
const tcpsock = later("tcpsock", "methods", () => loadSockets().tcpsock);
const udpsock = later("udpsock", "methods", () => loadSockets().udpsock);
const reLibrary = later("ngx.re", "library", () => loadRegexes().reLibrary);
const ssl = later("ngx.ssl", "library", () => loadSsl().ssl);
const sslSession = later("ngx.ssl.session", "library", () => loadSsl().sslSession);
const sslClientHello = later("ngx.ssl.clienthello", "library", () => loadSsl().sslClientHello);
const ocsp = later("ngx.ocsp", "library", () => loadSsl().ocsp);
const cjson = later("cjson", "library", () => loadCjson().cjson);
const cjsonSafe = later("cjson.safe", "library", () => loadCjson().cjsonSafe);
const restyString = [
  later("resty.string", "library", () => loadRestyString().restyString),
  later("resty.md5", "library", () => loadRestyString().restyMd5),
  later("resty.sha", "library", () => loadRestyString().restySha),
  ...["sha1", "sha224", "sha256", "sha384", "sha512"].map((name, at) =>
    later(`resty.${name}`, "library", () => loadRestyString().restyShas[at] as ModuleDeclaration),
  ),
  later("resty.random", "library", () => loadRestyString().restyRandom),
  later("resty.aes", "library", () => loadRestyString().restyAes),
];

export const MODULES: readonly ModuleDeclaration[] = [
  request,
  constants,
  log,
  print,
  time,
  uri,
  base64,
  hash,
  quoteSqlStr,
  phase,
  response,
  location,
  req,
  resp,
  variables,
  header,
  arg,
  config,
  worker,
  timer,
  cancellableTimer,
  sleep,
  thread,
  runWorkerThread,
  semaphore,
  sharedDict,
  ndk,
  process,
  pipe,
  proc,
  socket,
  tcpsock,
  udpsock,
  errlog,
  base64url,
  reqLibrary,
  respLibrary,
  re,
  reLibrary,
  balancer,
  ssl,
  sslSession,
  sslClientHello,
  ocsp,
  restySignal,
  cjson,
  cjsonSafe,
  ...restyString,
  restyCore,
  restyCoreBase,
  restyCoreUtils,
  ...restyCoreParts,
];

/** What there is of it on a thread that `ngx.run_worker_thread` starts. */
const THREAD_MODULES: readonly ModuleDeclaration[] = [
  time,
  uri,
  base64,
  hash,
  quoteSqlStr,
  phase,
  config,
  sharedDict,
  base64url,
  re,
  reLibrary,
  cjson,
  cjsonSafe,
  semaphore,
  process,
  balancer,
  ssl,
  sslSession,
  sslClientHello,
  ocsp,
  ...restyString,
];

const API = new Api(MODULES);
const COMMAND_LINE_API = new Api([...MODULES, ...RESTY_CLI]);
const THREAD_API = new Api(THREAD_MODULES);

/** What those modules have that the reference's threads have not. */
const NOT_ON_THREADS = ["escape_uri", "unescape_uri"];

/**
 * Installs the API into the machine, with `ngx`, `ndk` and what is required by itself in `package.loaded`.
 * @returns the libraries, for `require` to find
 */
export function installNgx(context: NgxContext): Libraries {
  const libraries = installApi(context.commandLine === undefined ? API : COMMAND_LINE_API, context);
  const { globals, registry } = context.state;
  const loaded = registry.getHash("_LOADED");
  if (!(loaded instanceof Table)) return libraries;
  for (const name of ["ngx", "ndk"]) loaded.setHash(name, globals.getHash(name));
  loaded.setHash(restyCore.name, libraries.get(restyCore.name));
  return libraries;
}

/** As {@link installNgx}, for a machine of `ngx.run_worker_thread`. */
export function installThreadNgx(context: NgxContext): Libraries {
  const libraries = installApi(THREAD_API, context);
  const ngx = context.state.globals.getHash("ngx");
  if (ngx instanceof Table) for (const name of NOT_ON_THREADS) ngx.set(name, undefined);
  return libraries;
}

function installApi(api: Api, context: NgxContext): Libraries {
  const libraries = api.install(context);
  const { globals } = context.state;
  const ngx = globals.getHash("ngx");
  const methods = context.shared.size === 0 ? new Table() : libraries.get(sharedDict.name);
  if (ngx instanceof Table && methods !== undefined) ngx.setHash("shared", sharedTable(context.shared, methods));
  if (ngx instanceof Table && context.commandLine !== undefined) globals.setHash("print", ngx.getHash("say"));
  return libraries;
}
