/** What a script sees of the request that runs: ngx.ctx, ngx.status and the other computed fields, ngx.on_abort. */
import { LuaError } from "../vm/errors.ts";
import { parseNumber } from "../vm/numbers.ts";
import { raise } from "../vm/raise.ts";
import { Table } from "../vm/table.ts";
import { typeName } from "../vm/values.ts";
import { CORE_CONSTANTS, HTTP_METHODS, HTTP_STATUS, LOG_LEVELS } from "./constants.ts";
import type { ClientRequest, NgxContext } from "./context.ts";
import { callable } from "./declaration/parameters.ts";
import { DISABLED_IN_CURRENT_CONTEXT, except, HANDLER_PHASES, only, REQUEST_PHASES } from "./declaration/phases.ts";
import { module } from "./declare.ts";

/** Where the reference's library raises its own mistakes: part of their text. */
const CTX_LIBRARY = "/usr/local/openresty/lualib/resty/core/ctx.lua";

const ofClient = { phases: only(...REQUEST_PHASES), refusal: { elsewhere: DISABLED_IN_CURRENT_CONTEXT } } as const;

export const request = module(
  "ngx",
  {
    on_abort: {
      does: "Sets a callback that runs in a light thread of its own when the client closes the connection.",
      phases: only(...HANDLER_PHASES),
      params: [callable("callback")],
      phaseFirst: true,
      run: (context, callback) => clientOf(context).onAbort(callback),
    },
  },
  {
    properties: {
      ctx: {
        does: "A table that lives as long as the request or timer that runs.",
        phases: except("init"),
        get: ({ request }) => (request.ctx ??= new Table()),
        set: ({ request }, value) => {
          if (!(value instanceof Table)) {
            throw new LuaError(`${CTX_LIBRARY}:123: ctx should be a table while getting a ${typeName(value)}`);
          }
          request.ctx = value;
        },
      },
      status: {
        ...ofClient,
        does: "The response's status code; may be set before the header is sent.",
        get: (context) => clientOf(context).status,
        set: (context, value) => {
          const status = typeof value === "string" ? parseNumber(value) : value;
          if (typeof status !== "number") {
            raise(context.state, `bad status (number expected, got ${typeName(value)})`);
          }
          clientOf(context).status = Math.trunc(status);
        },
      },
      headers_sent: {
        ...ofClient,
        does: "Whether the response's header has been sent.",
        get: (context) => clientOf(context).headersSent,
      },
      is_subrequest: {
        ...ofClient,
        does: "Whether the request is a subrequest.",
        get: (context) => clientOf(context).isSubrequest,
      },
    },
    constants: (context) => ({
      ...CORE_CONSTANTS,
      ...LOG_LEVELS,
      ...HTTP_METHODS,
      ...HTTP_STATUS,
      null: context.null,
    }),
  },
);

export const req = module("ngx.req", {
  start_time: {
    does: "When the client's request began, in seconds since 1970; 0 in a timer.",
    phases: except("init"),
    params: [],
    writtenInLua: true,
    run: ({ request }) => request.startTimeMs / 1000,
  },
});

/** What only a client has; a phase of a request without one is a pretended request. */
function clientOf({ state, request }: NgxContext): ClientRequest {
  return request.client ?? raise(state, "no request found");
}
