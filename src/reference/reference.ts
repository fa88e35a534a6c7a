/** All pages of the reference. */
import { apiPage, directivePage, errorPage, type Page, type Sources } from "./entry.ts";
import type { Area } from "./note.ts";
import { errors as errorArea } from "./notes/errors.ts";
import { luaBase } from "./notes/lua/base.ts";
import { luaBuffer } from "./notes/lua/buffer.ts";
import { luaDebug } from "./notes/lua/debug.ts";
import { luaIo } from "./notes/lua/io.ts";
import { luaBit, luaMath } from "./notes/lua/numbers.ts";
import { luaOs } from "./notes/lua/os.ts";
import { luaString } from "./notes/lua/string.ts";
import { luaTable } from "./notes/lua/table.ts";
import { directives as directiveArea } from "./notes/nginx/directives.ts";
import { balancer } from "./notes/ngx/balancer.ts";
import { encoding } from "./notes/ngx/encoding.ts";
import { ngx } from "./notes/ngx/ngx.ts";
import { output } from "./notes/ngx/output.ts";
import { pipes } from "./notes/ngx/pipe.ts";
import { regex } from "./notes/ngx/regex.ts";
import { requests } from "./notes/ngx/requests.ts";
import { sharedDicts } from "./notes/ngx/shared-dict.ts";
import { sockets } from "./notes/ngx/sockets.ts";
import { tls } from "./notes/ngx/ssl.ts";
import { threads } from "./notes/ngx/threads.ts";
import { timers } from "./notes/ngx/timers.ts";
import { workers } from "./notes/ngx/workers.ts";
import { caches } from "./notes/resty/caches.ts";
import { cjson } from "./notes/resty/cjson.ts";
import { core } from "./notes/resty/core.ts";
import { ngxboxTimer } from "./notes/resty/ngxbox-timer.ts";
import { redis } from "./notes/resty/redis.ts";
import { digests } from "./notes/resty/string.ts";

/** The areas of functions, methods and fields, in the order of a reader's way through them. */
const API: readonly Area[] = [
  ...[output, ngx, encoding, regex, timers, threads, sharedDicts, workers, pipes, sockets, tls, requests, balancer],
  ...[cjson, redis, caches, digests, core, ngxboxTimer],
  ...[luaBase, luaString, luaBuffer, luaTable, luaMath, luaBit, luaIo, luaOs, luaDebug],
];

export function reference({ functions, directives, errors }: Sources): readonly Page[] {
  return [
    ...API.map((area) => apiPage(area, functions)),
    directivePage(directiveArea, directives),
    errorPage(errorArea, errors),
  ];
}
