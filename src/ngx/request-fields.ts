/** The tables whose fields belong to the request that runs: ngx.var, ngx.header and ngx.arg. */
import { LUALIB } from "../runtime/lualib.ts";
import { raise } from "../vm/raise.ts";
import { tostringBlocking } from "../vm/tostring.ts";
import type { Value } from "../vm/values.ts";
import { ofRequest, unserved } from "./client-request.ts";
import type { NgxContext } from "./context.ts";
import { DISABLED_IN_CURRENT_CONTEXT, only } from "./declaration/phases.ts";
import { module } from "./declare.ts";

export const variables = module(
  "ngx.var",
  {},
  {
    anyField: {
      shown: ".NAME",
      does: "A variable of nginx; a number is a group of the location's pattern.",
      reading: {
        ...ofRequest,
        writtenInLua: "resty/core/var.lua",
        check: ({ state }, name) => {
          if (typeof name !== "string" && typeof name !== "number") raise(state, "bad variable name");
        },
        run: unserved,
      },
      writing: {
        ...ofRequest,
        writtenInLua: "resty/core/var.lua",
        check: (context, name, value) => {
          if (typeof name !== "string") raise(context.state, "bad variable name");
          if (value !== undefined) hasText(context, value);
        },
        run: unserved,
      },
    },
  },
);

export const header = module(
  "ngx.header",
  {},
  {
    anyField: {
      shown: ".NAME",
      does: "A header of the response; several values are a table.",
      reading: { ...ofRequest, writtenInLua: "resty/core/response.lua", check: hasText, run: unserved },
      writing: { ...ofRequest, writtenInLua: "resty/core/response.lua", check: hasText, run: unserved },
    },
  },
);

export const arg = module(
  "ngx.arg",
  {},
  {
    anyField: {
      shown: "[1]",
      does: "In set, an argument of the directive; in body_filter 1 is a piece of the body, and 2 whether it is the last.",
      reading: {
        phases: only("set", "body_filter"),
        refusal: {
          elsewhere: DISABLED_IN_CURRENT_CONTEXT,
          raisedAt: `${LUALIB}/resty/core/param.lua:93`,
        },
        writtenInLua: "resty/core/param.lua",
        run: unserved,
      },
      writing: {
        phases: only("init", "body_filter"),
        run: (context) => {
          // Without a request, the reference takes whatever it gets.
          if (context.request.phase !== "init") unserved(context);
        },
      },
    },
  },
);

/** The reference makes a text of each name first; a `__tostring` may refuse. */
function hasText({ state }: NgxContext, value: Value): void {
  if (typeof value !== "string") tostringBlocking(state, value);
}
