/** ngx.resp: the response's header; and the library of that name. */
import { LUALIB } from "../runtime/lualib.ts";
import { raise } from "../vm/raise.ts";
import { NOTHING, type Value } from "../vm/values.ts";
import { NO_REQUEST_OBJECT, ofRequest, unserved } from "./client-request.ts";
import { any, anyText, boolean, number, optional, type Parameter } from "./declaration/parameters.ts";
import { DISABLED_IN_CURRENT_CONTEXT, except } from "./declaration/phases.ts";
import { library, module } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";

export const resp = module("ngx.resp", {
  get_headers: {
    phases: ofRequest.phases,
    refusal: { ...ofRequest.refusal, withoutRequest: NO_REQUEST_OBJECT },
    does: "A table of the response's headers; 100 at most unless told otherwise, 0 for all.",
    params: [optional(number("max_headers")), optional(boolean("raw"))],
    run: unserved,
  },
});

export const respLibrary = library(
  "ngx.resp",
  {
    add_header: {
      phases: ofRequest.phases,
      refusal: { elsewhere: DISABLED_IN_CURRENT_CONTEXT, raisedAt: `${LUALIB}/ngx/resp.lua:14` },
      writtenInLua: "ngx/resp.lua",
      does: "Adds a header to those of the same name.",
      params: [anyText("name"), headerValue("value")],
      run: unserved,
    },
    set_status: {
      ...ofRequest,
      writtenInLua: "ngx/resp.lua",
      does: "Sets the status code and the words behind it.",
      params: [any("status"), any("reason")],
      run: unserved,
    },
    bypass_if_checks: {
      phases: except("init"),
      writtenInLua: "ngx/resp.lua",
      does: "Sends the response even where the client has it already, by its If-Modified-Since and the like.",
      params: [],
      run: () => NOTHING,
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);

function headerValue(name: string): Parameter<Value> {
  return {
    ...any(name),
    check: (state, value) => (value === undefined ? raise(state, "invalid header value") : value),
  };
}
