/** The library ngx.balancer: chooses where a proxied request goes. Nothing here has an upstream. */
import { LUALIB } from "../runtime/lualib.ts";
import { LuaError } from "../vm/errors.ts";
import { parseNumber } from "../vm/numbers.ts";
import { raise } from "../vm/raise.ts";
import { type Result, truthy, typeName, type Value } from "../vm/values.ts";
import type { NgxContext } from "./context.ts";
import { any, optional } from "./declaration/parameters.ts";
import { except } from "./declaration/phases.ts";
import { library } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";
import { cNumber, cText } from "./ssl/c-arguments.ts";

/** Where the reference's library raises: part of the texts. */
const FILE = "ngx/balancer.lua";
const LIBRARY = `${LUALIB}/${FILE}`;

const inLua = { phases: except("init"), phaseFirst: true, writtenInLua: "ngx/balancer.lua" } as const;
const NO_UPSTREAM: readonly Value[] = Object.freeze([undefined, "no upstream found"]);

export const balancer = library(
  "ngx.balancer",
  {
    set_current_peer: {
      ...inLua,
      does: "Sends the request to an IP address and a port; host is the name for TLS and pools.",
      params: [any("addr"), optional(any("port")), optional(any("host"))],
      run: (_context, addr, port, host): Result => {
        if (host !== undefined && typeof host !== "string") wrongType(159, 3, "set_current_peer", "string", host);
        const argument = { at: `${FILE}:163`, callee: "ngx_lua_ffi_balancer_set_current_peer" };
        cText(addr, { ...argument, index: 2, type: "const unsigned char *", local: "addr" });
        cNumber(portOf(port), { ...argument, index: 4, type: "int", local: "port" });
        return NO_UPSTREAM;
      },
    },
    enable_keepalive: {
      ...inLua,
      does: "Keeps the connection for idle_timeout seconds (60) and max_requests requests (100).",
      params: [optional(any("idle_timeout")), optional(any("max_requests"))],
      run: ({ state }, ...limits): Result => {
        limits.forEach((limit, at) => {
          if (!truthy(limit)) return;
          const bad = `bad argument #${at + 1} to 'enable_keepalive'`;
          if (typeof limit !== "number") raise(state, `${bad} (number expected, got ${typeName(limit)})`);
          if (limit < 0) raise(state, `${bad} (expected >= 0)`);
        });
        return NO_UPSTREAM;
      },
    },
    set_more_tries: {
      ...inLua,
      does: "Allows count more tries for the request.",
      params: [any("count")],
      run: (_context, count): Result => {
        const callee = "ngx_lua_ffi_balancer_set_more_tries";
        cNumber(count, { at: `${FILE}:257`, callee, index: 2, type: "int", local: "count" });
        return NO_UPSTREAM;
      },
    },
    get_last_failure: {
      ...inLua,
      does: 'How the last try ended: "next" or "failed", and the status code; nil at the first one.',
      params: [],
      run: (): Result => [undefined, undefined, "no upstream found"],
    },
    set_timeouts: {
      ...inLua,
      does: "Sets how many seconds connecting, sending and reading may take.",
      params: [optional(any("connect_timeout")), optional(any("send_timeout")), optional(any("read_timeout"))],
      run: (context, connect, send, read): Result => {
        checkTimeout(context, "connect", connect);
        checkTimeout(context, "send", send);
        checkTimeout(context, "read", read);
        return [false, "no upstream found"];
      },
    },
    recreate_request: {
      ...inLua,
      does: "Makes the request to the upstream anew, after its headers were changed.",
      params: [],
      run: (): Result => NO_UPSTREAM,
    },
    set_upstream_tls: {
      ...inLua,
      does: "Whether to use TLS with the upstream.",
      params: [optional(any("on"))],
      run: (): Result => NO_UPSTREAM,
    },
    bind_to_local_addr: {
      ...inLua,
      does: "Connects from an address of this host.",
      params: [any("addr")],
      run: (_context, addr): Result => {
        if (typeof addr !== "string") wrongType(383, 1, "bind_to_local_addr", "string", addr);
        return NO_UPSTREAM;
      },
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);

function portOf(port: Value): Value {
  if (!truthy(port)) return 0;
  return typeof port === "string" ? parseNumber(port) : typeof port === "number" ? port : undefined;
}

function checkTimeout({ state }: NgxContext, name: string, timeout: Value): void {
  if (truthy(timeout) && (typeof timeout !== "number" || timeout <= 0)) raise(state, `bad ${name} timeout`);
}

function wrongType(line: number, index: number, name: string, expected: string, value: Value): never {
  const text = `${expected} expected, got ${typeName(value)}`;
  throw new LuaError(`${LIBRARY}:${line}: bad argument #${index} to '${name}' (${text})`);
}
