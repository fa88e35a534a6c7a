/** Base64: in ngx the usual one and that of mail, in the library ngx.base64 the one for URLs. */
import { chargeText } from "../vm/charge.ts";
import { raise } from "../vm/raise.ts";
import { type Result, typeName, type Value } from "../vm/values.ts";
import type { NgxContext } from "./context.ts";
import { any, optional, strictString, text } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { library, module } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";
import { Base64, decodeBase64Mime } from "./text/base64.ts";

const inLua = { phases: everywhere, writtenInLua: "resty/core/base64.lua" } as const;
const encoded = strictString("str", "string argument only");

const NO_STRING: readonly Value[] = Object.freeze([undefined, "must provide a string"]);
const INVALID: readonly Value[] = Object.freeze([undefined, "invalid input"]);

export const base64 = module("ngx", {
  encode_base64: {
    ...inLua,
    does: "A text in base64, without the = at its end if no_padding is true.",
    params: [text("str"), optional(any("no_padding"))],
    run: (context, str, noPadding) => {
      if (noPadding !== undefined && typeof noPadding !== "boolean") {
        raise(context.state, `bad no_padding: boolean expected, got ${typeName(noPadding)}`);
      }
      return encode(context, Base64.standard, str, noPadding !== true);
    },
  },
  decode_base64: {
    ...inLua,
    does: "What a text in base64 stands for; nil where it is none.",
    params: [encoded],
    run: ({ state }, str) => {
      chargeText(state, str.length);
      return Base64.standard.decode(str);
    },
  },
  decode_base64mime: {
    ...inLua,
    does: "As decode_base64, ignoring what base64 does not use, such as ends of lines.",
    params: [encoded],
    run: ({ state }, str) => {
      chargeText(state, str.length);
      return decodeBase64Mime(str);
    },
  },
});

export const base64url = library(
  "ngx.base64",
  {
    encode_base64url: {
      ...inLua,
      does: "A text in the base64 of URLs: - and _ in place of + and /, no = at its end.",
      params: [any("str")],
      run: (context, str) => (typeof str === "string" ? encode(context, Base64.urlSafe, str, false) : NO_STRING),
    },
    decode_base64url: {
      ...inLua,
      does: "What a text in the base64 of URLs stands for; nil and a reason where it is none.",
      params: [any("str")],
      run: ({ state }, str): Result => {
        if (typeof str !== "string") return NO_STRING;
        chargeText(state, str.length);
        return Base64.urlSafe.decode(str) ?? INVALID;
      },
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);

function encode({ state }: NgxContext, alphabet: Base64, str: string, padded: boolean): string {
  state.budget.chargeString(Math.ceil(str.length / 3) * 4);
  chargeText(state, str.length);
  return alphabet.encode(str, padded);
}
