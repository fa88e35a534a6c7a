/** The library resty.string: bytes as hexadecimal digits, and digits as a number. */
import { chargeText } from "../../vm/charge.ts";
import { any, optional } from "../declaration/parameters.ts";
import { everywhere } from "../declaration/phases.ts";
import { library } from "../declare.ts";
import { hex } from "../text/hex.ts";
import { stringAt } from "./in-library.ts";
import { RESTY_STRING_VERSION } from "./version.ts";

const inLua = { phases: everywhere, writtenInLua: "resty/string.lua" } as const;
const TO_HEX = { file: "string.lua", line: 29 };
const ATOI = { file: "string.lua", line: 42 };
/** nginx's largest integer, which is also the answer "none of mine". */
const LARGEST = 2n ** 63n - 1n;
const NO_NUMBER = -1;

export const restyString = library(
  "resty.string",
  {
    to_hex: {
      ...inLua,
      does: "The bytes of a text, or its first len, as hexadecimal digits.",
      params: [any("str"), optional(any("len"))],
      run: ({ state }, str, len) => {
        const text = stringAt(TO_HEX, str, "s", "#2 to 'ngx_hex_dump'", "const unsigned char *");
        const bytes = typeof len === "number" ? text.slice(0, Math.max(0, Math.trunc(len))) : text;
        state.budget.chargeString(bytes.length * 2);
        chargeText(state, bytes.length);
        return hex(bytes);
      },
    },
    atoi: {
      ...inLua,
      does: "The number that decimal digits stand for; -1 for what is something else.",
      params: [any("str")],
      run: (_context, str) => {
        const text = stringAt(ATOI, str, "s", "#1 to 'ngx_atoi'", "const unsigned char *");
        if (!/^[0-9]+$/.test(text)) return NO_NUMBER;
        const significant = text.replace(/^0+(?=.)/, "");
        return significant.length > 19 || BigInt(significant) > LARGEST ? NO_NUMBER : Number(significant);
      },
    },
  },
  { constants: () => ({ _VERSION: RESTY_STRING_VERSION }) },
);
