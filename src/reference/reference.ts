/** All pages of the reference. */
import { apiPage, directivePage, errorPage, type Page, type Sources } from "./entry.ts";
import type { Area } from "./note.ts";
import { cjson } from "./notes/cjson.ts";
import { core_, encoding, output, regex } from "./notes/core.ts";
import { errors as errorArea } from "./notes/errors.ts";
import { caches, digests, ngxboxTimer } from "./notes/libraries.ts";
import { luaBase } from "./notes/lua-base.ts";
import { luaBit, luaMath } from "./notes/lua-numbers.ts";
import { luaString, luaTable } from "./notes/lua-strings.ts";
import { luaDebug, luaIo, luaOs } from "./notes/lua-system.ts";
import { directives as directiveArea } from "./notes/nginx-directives.ts";
import { pipes, workers } from "./notes/processes.ts";
import { redis } from "./notes/redis.ts";
import { requests } from "./notes/requests.ts";
import { sharedDicts } from "./notes/shared-dict.ts";
import { sockets } from "./notes/sockets.ts";
import { threads } from "./notes/threads.ts";
import { timers } from "./notes/timers.ts";

/** The areas of functions, methods and fields, in the order of a reader's way through them. */
const API: readonly Area[] = [
  output,
  core_,
  encoding,
  regex,
  timers,
  threads,
  sharedDicts,
  workers,
  pipes,
  sockets,
  requests,
  cjson,
  redis,
  caches,
  digests,
  ngxboxTimer,
  luaBase,
  luaString,
  luaTable,
  luaMath,
  luaBit,
  luaIo,
  luaOs,
  luaDebug,
];

export function reference({ functions, directives, errors }: Sources): readonly Page[] {
  return [
    ...API.map((area) => apiPage(area, functions)),
    directivePage(directiveArea, directives),
    errorPage(errorArea, errors),
  ];
}
