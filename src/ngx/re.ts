/** ngx.re: regular expressions as PCRE2 has them. */
import { any, optional } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { module } from "./declare.ts";
import { loadRegexes } from "./load-regexes.ts";

const inLua = { phases: everywhere, writtenInLua: "resty/core/regex.lua" } as const;
const searched = [any("subject"), any("regex"), optional(any("options"))] as const;
const replaced = [any("subject"), any("regex"), any("replace"), optional(any("options"))] as const;

export const re = module("ngx.re", {
  match: {
    ...inLua,
    does: "The captures of the first match, from ctx.pos on: [0] is all of it; nil where there is none.",
    params: [...searched, optional(any("ctx")), optional(any("res_table"))],
    run: (context, subject, pattern, options, ctx, given) =>
      loadRegexes().match(context, subject, pattern, options, ctx, given),
  },
  find: {
    ...inLua,
    does: "The positions at which the first match begins and ends, or those of its nth group.",
    params: [...searched, optional(any("ctx")), optional(any("nth"))],
    run: (context, subject, pattern, options, ctx, nth) =>
      loadRegexes().find(context, subject, pattern, options, ctx, nth),
  },
  gmatch: {
    ...inLua,
    does: "An iterator over all matches: each call gives the captures of the next one.",
    params: searched,
    run: (context, subject, pattern, options) => loadRegexes().gmatch(context, subject, pattern, options),
  },
  sub: {
    ...inLua,
    does: "The subject with its first match replaced: by a template ($0, $1, $$) or by what a function answers.",
    params: replaced,
    run: (context, subject, pattern, replace, options) =>
      loadRegexes().replace(context, { subject, pattern, replace, options, isGlobal: false }),
  },
  gsub: {
    ...inLua,
    does: "As sub, for all matches; the second result is how many there were.",
    params: replaced,
    run: (context, subject, pattern, replace, options) =>
      loadRegexes().replace(context, { subject, pattern, replace, options, isGlobal: true }),
  },
});
