/** Every module of the API, in the order in which they are installed: the one list of what exists. */
import { Table } from "../vm/table.ts";
import { balancer } from "./balancer.ts";
import { base64, base64url } from "./base64.ts";
import { cancellableTimer } from "./cancellable-timer.ts";
import { cjson, cjsonSafe } from "./cjson.ts";
import { config } from "./config.ts";
import type { NgxContext } from "./context.ts";
import { Api, type Libraries } from "./declaration/install.ts";
import type { ModuleDeclaration } from "./declare.ts";
import { errlog } from "./errlog.ts";
import { hash } from "./hash.ts";
import { location } from "./location.ts";
import { log, print } from "./log.ts";
import { ndk } from "./ndk.ts";
import { ocsp } from "./ocsp.ts";
import { phase } from "./phase.ts";
import { proc } from "./pipe/proc.ts";
import { pipe } from "./pipe.ts";
import { process } from "./process.ts";
import { quoteSqlStr } from "./quote-sql-str.ts";
import { re } from "./re.ts";
import { reLibrary } from "./re-library.ts";
import { req, reqLibrary } from "./req.ts";
import { request } from "./request.ts";
import { arg, header, variables } from "./request-fields.ts";
import { resp, respLibrary } from "./resp.ts";
import { response } from "./response.ts";
import { RESTY_CLI } from "./resty-cli.ts";
import { restyCore } from "./resty-core.ts";
import { restySignal } from "./resty-signal.ts";
import { restyAes } from "./resty-string/aes.ts";
import { restyMd5, restySha, restyShas } from "./resty-string/digest-library.ts";
import { restyRandom } from "./resty-string/random.ts";
import { restyString } from "./resty-string/string.ts";
import { runWorkerThread } from "./run-worker-thread.ts";
import { semaphore } from "./semaphore.ts";
import { sharedTable } from "./shared-dict/table.ts";
import { sharedDict } from "./shared-dict.ts";
import { sleep } from "./sleep.ts";
import { tcpsock } from "./socket/tcpsock.ts";
import { udpsock } from "./socket/udpsock.ts";
import { socket } from "./socket.ts";
import { sslClientHello } from "./ssl/clienthello.ts";
import { sslSession } from "./ssl/session.ts";
import { ssl } from "./ssl.ts";
import { thread } from "./thread.ts";
import { time } from "./time.ts";
import { timer } from "./timer.ts";
import { uri } from "./uri.ts";
import { worker } from "./worker.ts";

export const MODULES: readonly ModuleDeclaration[] = [
  request,
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
  restyString,
  restyMd5,
  restySha,
  ...restyShas,
  restyRandom,
  restyAes,
  restyCore,
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
  restyString,
  restyMd5,
  restySha,
  ...restyShas,
  restyRandom,
  restyAes,
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
  const methods = libraries.get(sharedDict.name);
  if (ngx instanceof Table && methods !== undefined) ngx.setHash("shared", sharedTable(context.shared, methods));
  if (ngx instanceof Table && context.commandLine !== undefined) globals.setHash("print", ngx.getHash("say"));
  return libraries;
}
