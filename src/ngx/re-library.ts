/** The library ngx.re: what there is besides the functions of the table ngx.re. */
import { raise } from "../vm/raise.ts";
import { NOTHING } from "../vm/values.ts";
import { any, optional } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { library } from "./declare.ts";
import { inRe, raiseConversion } from "./re/library-errors.ts";
import { split } from "./re/split.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";

const inLua = { phases: everywhere, writtenInLua: "ngx/re.lua" } as const;

export const reLibrary = library(
  "ngx.re",
  {
    split: {
      ...inLua,
      does: "A table of what stands between the matches in a subject, at most max parts.",
      params: [
        ...([any("subject"), any("regex"), optional(any("options"))] as const),
        ...([optional(any("ctx")), optional(any("max")), optional(any("res"))] as const),
      ],
      run: (context, subject, pattern, options, ctx, most, given) =>
        split(context, { subject, pattern, options, ctx, most, given }),
    },
    opt: {
      ...inLua,
      does: "Sets jit_stack_size, which is of no consequence here.",
      params: [any("option"), any("value")],
      run: ({ state, regexes }, option, value) => {
        if (option !== "jit_stack_size") raise(state, "unrecognized option name");
        if (regexes.hasKept) {
          raise(state, "changing jit stack size is not allowed when some regexs have already been compiled and cached");
        }
        if (typeof value !== "number" && typeof value !== "boolean") {
          raiseConversion(inRe(305), 1, "ngx_lua_ffi_set_jit_stack_size", value, "int");
        }
        return NOTHING;
      },
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);
