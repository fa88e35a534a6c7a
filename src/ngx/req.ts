/** ngx.req: what a client's request is, and changes of it; and the library of that name. */
import { LUALIB } from "../runtime/lualib.ts";
import { raise } from "../vm/raise.ts";
import { Table } from "../vm/table.ts";
import type { Value } from "../vm/values.ts";
import { NO_REQUEST_OBJECT, ofHandlers, ofRequest, REQUEST_OBJECT_NOT_FOUND, unserved } from "./client-request.ts";
import {
  any,
  anyText,
  boolean,
  number,
  optional,
  type Parameter,
  seen,
  strictNumber,
  string,
  whenGiven,
} from "./declaration/parameters.ts";
import { DISABLED_IN_CURRENT_CONTEXT, except } from "./declaration/phases.ts";
import { library, module } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";

const REQUEST_LIBRARY = "resty/core/request.lua";

const ofRequestObject = {
  phases: ofRequest.phases,
  refusal: { ...ofRequest.refusal, withoutRequest: NO_REQUEST_OBJECT },
} as const;

const ofBody = {
  phases: ofRequest.phases,
  refusal: { ...ofRequest.refusal, withoutRequest: REQUEST_OBJECT_NOT_FOUND },
} as const;

export const req = module("ngx.req", {
  start_time: {
    does: "When the client's request began, in seconds since 1970; 0 in a timer.",
    phases: except("init"),
    params: [],
    writtenInLua: REQUEST_LIBRARY,
    run: ({ request }) => request.startTimeMs / 1000,
  },
  is_internal: {
    does: "Whether the request is an internal one: of exec, error_page, a subrequest or the like.",
    phases: ofRequest.phases,
    refusal: {
      elsewhere: DISABLED_IN_CURRENT_CONTEXT,
      raisedAt: `${LUALIB}/resty/core/misc.lua:181`,
    },
    writtenInLua: "resty/core/misc.lua",
    params: [],
    run: unserved,
  },
  http_version: {
    ...ofRequestObject,
    does: "The version of HTTP as a number: 1.1, 2.",
    params: [],
    run: unserved,
  },
  raw_header: {
    ...ofRequestObject,
    does: "The header as the client sent it.",
    params: [optional(boolean("no_request_line"))],
    run: unserved,
  },
  get_method: {
    ...ofRequest,
    writtenInLua: REQUEST_LIBRARY,
    does: "The method of the request: GET and the like.",
    params: [],
    run: unserved,
  },
  set_method: {
    ...ofRequest,
    writtenInLua: REQUEST_LIBRARY,
    does: "Changes the method to one of ngx.HTTP_GET and the like.",
    params: [strictNumber("method", "bad method number")],
    run: unserved,
  },
  get_headers: {
    ...ofRequest,
    writtenInLua: REQUEST_LIBRARY,
    does: "A table of the headers; 100 at most unless told otherwise, 0 for all.",
    params: [any("max_headers"), optional(boolean("raw"))],
    run: unserved,
  },
  set_header: {
    ...ofRequest,
    writtenInLua: REQUEST_LIBRARY,
    does: "Sets a header to a value, or to several in a table.",
    params: [headerName("name"), any("value")],
    run: unserved,
  },
  clear_header: {
    ...ofRequest,
    writtenInLua: REQUEST_LIBRARY,
    does: "Removes a header.",
    params: [anyText("name")],
    run: unserved,
  },
  get_uri_args: {
    ...ofRequest,
    writtenInLua: REQUEST_LIBRARY,
    does: "A table of the query arguments; 100 at most unless told otherwise, 0 for all.",
    params: [any("max_args"), any("table")],
    run: unserved,
  },
  set_uri: {
    ...ofRequest,
    does: "Changes the URI; with jump, the location is looked for again.",
    arity: seen(1, 3, "1, 2 or 3 arguments"),
    params: [any("uri"), optional(boolean("jump")), optional(boolean("binary"))],
    run: unserved,
  },
  set_uri_args: {
    ...ofRequestObject,
    does: "Changes the query arguments, to a text or a table.",
    arity: seen(1, 1, "1 argument"),
    params: [any("args")],
    run: unserved,
  },
  read_body: {
    phases: ofHandlers.phases,
    refusal: { withoutRequest: REQUEST_OBJECT_NOT_FOUND },
    does: "Waits until the body has been read.",
    arity: seen(0, 0, "0 arguments"),
    params: [],
    suspends: true,
    run: unserved,
  },
  discard_body: {
    ...ofBody,
    does: "Reads the body and throws it away.",
    arity: seen(0, 0, "0 arguments"),
    params: [],
    run: unserved,
  },
  get_body_data: {
    ...ofBody,
    does: "The body that has been read, if it is in memory.",
    arity: seen(0, 1, "0 or 1 arguments"),
    params: [whenGiven(number("max_bytes"))],
    run: unserved,
  },
  get_body_file: {
    ...ofBody,
    does: "The name of the file that the body has been read to.",
    arity: seen(0, 0, "0 arguments"),
    params: [],
    run: unserved,
  },
  get_post_args: {
    ...ofRequestObject,
    does: "A table of the arguments in the body; 100 at most unless told otherwise, 0 for all.",
    arity: seen(0, 1, "0 or 1 arguments"),
    params: [whenGiven(number("max_args"))],
    run: unserved,
  },
  set_body_data: {
    ...ofBody,
    does: "Puts another body in the place of the one that has been read.",
    arity: seen(1, 1, "1 arguments"),
    params: [string("data")],
    run: unserved,
  },
  set_body_file: {
    ...ofRequest,
    does: "Puts a file in the place of the body that has been read.",
    arity: seen(1, 2, "1 or 2 arguments"),
    params: [string("file_name"), optional(boolean("auto_clean"))],
    run: unserved,
  },
  init_body: {
    ...ofRequest,
    does: "Begins a new body, which append_body makes.",
    arity: seen(0, 1, "0 or 1 argument"),
    params: [any("buffer_size")],
    run: unserved,
  },
  append_body: {
    ...ofRequest,
    does: "Adds to the body that init_body began.",
    arity: seen(1, 1, "1 arguments"),
    params: [string("data")],
    run: unserved,
  },
  finish_body: {
    ...ofRequest,
    does: "Ends the body that init_body began.",
    arity: seen(0, 0, "0 argument"),
    params: [],
    run: unserved,
  },
  socket: {
    ...ofHandlers,
    does: "A socket from which the body can be read; raw: one to the client.",
    arity: { least: 0, most: 1, text: (count) => `expecting zero arguments, but got ${count}` },
    params: [optional(boolean("raw"))],
    run: unserved,
  },
});

export const reqLibrary = library(
  "ngx.req",
  {
    add_header: {
      ...ofRequest,
      writtenInLua: "ngx/req.lua",
      does: "Adds a header to those of the same name.",
      params: [headerName("name"), headerValue("value")],
      run: unserved,
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);

function headerName(name: string): Parameter<Value> {
  return {
    ...any(name),
    check: (state, value) =>
      value === undefined ? raise(state, "bad 'name' argument: string expected, got nil") : value,
  };
}

function headerValue(name: string): Parameter<Value> {
  return {
    ...any(name),
    check: (state, value) => {
      if (value === undefined) {
        raise(state, "bad 'value' argument: string or table expected, got nil");
      }
      if (value instanceof Table && value.length() === 0)
        raise(state, "bad 'value' argument: non-empty table expected");
      return value;
    },
  };
}
