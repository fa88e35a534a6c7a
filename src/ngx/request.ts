/** What a script sees of the request that runs: ngx.ctx, ngx.status and the other computed fields, ngx.on_abort. */
import { LUALIB } from "../runtime/lualib.ts";
import { LuaError } from "../vm/errors.ts";
import { parseNumber } from "../vm/numbers.ts";
import { raise } from "../vm/raise.ts";
import { Table } from "../vm/table.ts";
import { typeName } from "../vm/values.ts";
import { clientOf, ofRequest } from "./client-request.ts";
import { CORE_CONSTANTS, HTTP_METHODS, HTTP_STATUS, LOG_LEVELS } from "./constants.ts";
import { callable } from "./declaration/parameters.ts";
import { except, HANDLER_PHASES, only } from "./declaration/phases.ts";
import { module } from "./declare.ts";

/** Where the reference's library raises its own mistakes: part of their text. */
const CTX_LIBRARY = `${LUALIB}/resty/core/ctx.lua`;

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
        get: ({ state, request }) => (request.ctx ??= new Table(state.emptyShape)),
        set: ({ request }, value) => {
          if (!(value instanceof Table)) {
            throw new LuaError(`${CTX_LIBRARY}:123: ctx should be a table while getting a ${typeName(value)}`);
          }
          request.ctx = value;
        },
      },
      status: {
        ...ofRequest,
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
        ...ofRequest,
        does: "Whether the response's header has been sent.",
        get: (context) => clientOf(context).headersSent,
      },
      is_subrequest: {
        ...ofRequest,
        does: "Whether the request is a subrequest.",
        get: (context) => clientOf(context).isSubrequest,
      },
    },
    constants: (context) => ({ null: context.null }),
  },
);

// `shared` is filled in by modules.ts
const CONSTANTS = { ...CORE_CONSTANTS, ...LOG_LEVELS, ...HTTP_METHODS, ...HTTP_STATUS, shared: undefined };

export const constants = module("ngx", {}, { constants: () => CONSTANTS });
