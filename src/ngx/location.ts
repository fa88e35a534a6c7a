/** ngx.location: subrequests. */
import { checkTable } from "../vm/arguments.ts";
import { raise } from "../vm/raise.ts";
import type { Table } from "../vm/table.ts";
import { NO_REQUEST_OBJECT, unserved } from "./client-request.ts";
import { any, type Parameter, table } from "./declaration/parameters.ts";
import { only } from "./declaration/phases.ts";
import { module } from "./declare.ts";

const ofLocation = {
  phases: only("rewrite", "access", "content"),
  refusal: { withoutRequest: NO_REQUEST_OBJECT },
  suspends: true,
} as const;

export const location = module("ngx.location", {
  capture: {
    ...ofLocation,
    does: "Makes a subrequest to a location of the same server, and answers its response.",
    arity: { least: 1, most: 2, text: () => "expecting one or two arguments" },
    params: [any("uri"), any("options")],
    run: unserved,
  },
  capture_multi: {
    ...ofLocation,
    does: "Makes several subrequests at once, each a table of what capture takes.",
    arity: { least: 1, most: 1, text: (count) => `only one argument is expected, but got ${count}` },
    params: [someRequests("requests")],
    run: unserved,
  },
});

function someRequests(name: string): Parameter<Table> {
  return {
    ...table(name),
    check: (state, value, index, count) => {
      const requests = checkTable(state, value, index, count);
      return requests.length() > 0 ? requests : raise(state, "at least one subrequest should be specified");
    },
  };
}
