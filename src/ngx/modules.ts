/** Every module of the API, in the order in which they are installed: the one list of what exists. */
import { Table } from "../vm/table.ts";
import { cancellableTimer } from "./cancellable-timer.ts";
import { config } from "./config.ts";
import type { NgxContext } from "./context.ts";
import { install } from "./declaration/install.ts";
import type { ModuleDeclaration } from "./declare.ts";
import { errlog } from "./errlog.ts";
import { log, print } from "./log.ts";
import { ndk } from "./ndk.ts";
import { phase } from "./phase.ts";
import { proc } from "./pipe/proc.ts";
import { pipe } from "./pipe.ts";
import { process } from "./process.ts";
import { re } from "./re.ts";
import { reLibrary } from "./re-library.ts";
import { req, request } from "./request.ts";
import { restyCore } from "./resty-core.ts";
import { restySignal } from "./resty-signal.ts";
import { semaphore } from "./semaphore.ts";
import { sharedTable } from "./shared-dict/table.ts";
import { sharedDict } from "./shared-dict.ts";
import { sleep } from "./sleep.ts";
import { thread } from "./thread.ts";
import { time } from "./time.ts";
import { timer } from "./timer.ts";
import { worker } from "./worker.ts";

export const MODULES: readonly ModuleDeclaration[] = [
  request,
  log,
  print,
  time,
  phase,
  req,
  config,
  worker,
  timer,
  cancellableTimer,
  sleep,
  thread,
  semaphore,
  sharedDict,
  ndk,
  process,
  pipe,
  proc,
  errlog,
  re,
  reLibrary,
  restySignal,
  restyCore,
];

/**
 * Installs the API into the machine, with `ngx`, `ndk` and what is required by itself in `package.loaded`.
 * @returns the other libraries by name, for `require` to find
 */
export function installNgx(context: NgxContext): ReadonlyMap<string, Table> {
  const libraries = new Map(install(MODULES, context));
  const { globals, registry } = context.state;
  const ngx = globals.getHash("ngx");
  const methods = libraries.get(sharedDict.name);
  libraries.delete(sharedDict.name);
  if (ngx instanceof Table && methods !== undefined) ngx.setHash("shared", sharedTable(context.shared, methods));
  const loaded = registry.getHash("_LOADED");
  if (!(loaded instanceof Table)) return libraries;
  for (const name of ["ngx", "ndk"]) loaded.setHash(name, globals.getHash(name));
  loaded.setHash(restyCore.name, libraries.get(restyCore.name));
  libraries.delete(restyCore.name);
  return libraries;
}
