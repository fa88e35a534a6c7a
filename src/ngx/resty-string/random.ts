/** The library resty.random: bytes that nobody can foresee. */
import { portableByteText } from "../../vm/byte-text.ts";
import { chargeText } from "../../vm/charge.ts";
import type { Value } from "../../vm/values.ts";
import { unconvertible } from "../c-conversions.ts";
import { any, optional } from "../declaration/parameters.ts";
import { everywhere } from "../declaration/phases.ts";
import { library } from "../declare.ts";
import { raiseAt } from "./in-library.ts";
import { RESTY_STRING_VERSION } from "./version.ts";

const BYTES = { file: "random.lua", line: 25 };
/** LuaJIT makes no larger C object. */
const MOST_BYTES = 2 ** 31 - 1;

export const restyRandom = library(
  "resty.random",
  {
    bytes: {
      phases: everywhere,
      writtenInLua: "resty/random.lua",
      does: "A text of len random bytes. There is no weaker kind: strong makes no difference.",
      params: [any("len"), optional(any("strong"))],
      run: ({ state, random }, len) => {
        const count = byteCount(len);
        state.budget.chargeString(count);
        chargeText(state, count);
        return random === undefined ? undefined : portableByteText.toText(random.bytes(count));
      },
    },
  },
  { constants: () => ({ _VERSION: RESTY_STRING_VERSION }) },
);

/** As LuaJIT's FFI makes the size of an array of it. */
function byteCount(length: Value): number {
  if (length === true) return 1;
  if (length === false) return 0;
  if (typeof length !== "number") {
    return raiseAt(BYTES, `bad argument #2 to 'ffi_new' (${unconvertible(length, "int")})`);
  }
  const count = Math.trunc(length);
  if (count >= 0 && count <= MOST_BYTES) return count;
  return raiseAt(BYTES, "bad argument #1 to 'ffi_new' (size of C type is unknown or too large)");
}
