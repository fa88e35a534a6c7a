/** What ends the request or begins its response: ngx.send_headers, ngx.exec, ngx.redirect. */
import { checkNumber, checkString } from "../vm/arguments.ts";
import { raise } from "../vm/raise.ts";
import { NO_REQUEST_OBJECT, ofHandlers, unserved } from "./client-request.ts";
import { HTTP_STATUS } from "./constants.ts";
import { any, type Parameter, string, whenGiven } from "./declaration/parameters.ts";
import { module } from "./declare.ts";

const REDIRECTIONS: readonly number[] = [
  HTTP_STATUS.HTTP_MOVED_PERMANENTLY,
  HTTP_STATUS.HTTP_MOVED_TEMPORARILY,
  HTTP_STATUS.HTTP_SEE_OTHER,
  HTTP_STATUS.HTTP_TEMPORARY_REDIRECT,
  HTTP_STATUS.HTTP_PERMANENT_REDIRECT,
];

const ends = { phases: ofHandlers.phases, refusal: { withoutRequest: NO_REQUEST_OBJECT } } as const;

export const response = module("ngx", {
  send_headers: {
    ...ofHandlers,
    does: "Sends the response's header.",
    params: [],
    run: unserved,
  },
  exec: {
    ...ends,
    does: "Goes on with another location, as if the client had asked for it.",
    arity: { least: 1, most: 2, text: (count) => `expecting one or two arguments, but got ${count}` },
    params: [uriToRun("uri"), any("args")],
    run: unserved,
  },
  redirect: {
    ...ends,
    does: "Sends the client to another address, with status 302 or another one of its kind.",
    arity: { least: 1, most: 2, text: () => "expecting one or two arguments" },
    params: [string("uri"), whenGiven(redirection("status"))],
    run: unserved,
  },
});

function uriToRun(name: string): Parameter<string> {
  return {
    ...string(name),
    check: (state, value, index, count) =>
      checkString(state, value, index, count) || raise(state, "The uri argument is empty"),
  };
}

function redirection(name: string): Parameter<number> {
  return {
    name,
    shape: "one",
    type: "number",
    check: (state, value, index, count) => {
      const status = Math.trunc(checkNumber(state, value, index, count));
      if (REDIRECTIONS.includes(status)) return status;
      return raise(
        state,
        "only ngx.HTTP_MOVED_TEMPORARILY, ngx.HTTP_MOVED_PERMANENTLY, ngx.HTTP_PERMANENT_REDIRECT, " +
          "ngx.HTTP_SEE_OTHER, and ngx.HTTP_TEMPORARY_REDIRECT are allowed",
      );
    },
  };
}
