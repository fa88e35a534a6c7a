/** Escaping for URIs, and query arguments. */
import { checkNumber } from "../vm/arguments.ts";
import { chargeText } from "../vm/charge.ts";
import { formatNumber } from "../vm/numbers.ts";
import { raiseInCaller } from "../vm/raise.ts";
import { low32, toInt64 } from "./c-conversions.ts";
import { optional, type Parameter, seen, string, table, text } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { module } from "./declare.ts";
import { ESCAPE_URI_COMPONENT, escapeUri, HIGHEST_ESCAPE_TYPE, unescapeUri } from "./text/escape-uri.ts";
import { decodeArgs, encodeArgs, MOST_ARGS } from "./text/query-args.ts";

const inLua = { phases: everywhere, writtenInLua: "resty/core/uri.lua" } as const;
const inC = { phases: everywhere } as const;

/** A whole number that nginx has a set of bytes for. */
const escapeType: Parameter<number> = {
  name: "type",
  shape: "one",
  type: "number",
  check: (state, value) => {
    if (typeof value !== "number") return raiseInCaller(state, '"type" is not a number');
    if (!(value >= 0 && value <= HIGHEST_ESCAPE_TYPE)) {
      raiseInCaller(state, `"type" ${formatNumber(value)} out of range`);
    }
    return Math.trunc(value);
  },
};

/** A C int, where it is there at all. */
const mostArgs: Parameter<number> = {
  name: "max_args",
  shape: "optional",
  type: "number",
  check: (state, value, index, count) =>
    index > count ? MOST_ARGS : low32(toInt64(checkNumber(state, value, index, count))),
};

export const uri = module("ngx", {
  escape_uri: {
    ...inLua,
    does: "Escapes a text for a URI; type: 0 as a whole URI, 2 (the default) as a part of one.",
    params: [text("str"), optional(escapeType)],
    run: ({ state }, str, type) => {
      state.budget.chargeString(str.length * 3);
      chargeText(state, str.length);
      return escapeUri(str, type ?? ESCAPE_URI_COMPONENT);
    },
  },
  unescape_uri: {
    ...inLua,
    does: "Reverses escape_uri; a + is a space.",
    params: [text("str")],
    run: ({ state }, str) => {
      chargeText(state, str.length);
      return unescapeUri(str);
    },
  },
  encode_args: {
    ...inC,
    does: "Makes a query string of a table; a value may be a table of several, true stands for none.",
    arity: seen(1, 1, "1 argument"),
    params: [table("table")],
    run: ({ state }, args) => encodeArgs(state, args),
  },
  decode_args: {
    ...inC,
    does: `Makes a table of a query string; of up to max_args arguments (${MOST_ARGS}; 0: all), else "truncated" follows.`,
    arity: seen(1, 2, "1 or 2 arguments"),
    params: [string("str"), mostArgs],
    run: ({ state }, str, most) => {
      const { args, truncated } = decodeArgs(state, str, most);
      return truncated ? [args, "truncated"] : args;
    },
  },
});
