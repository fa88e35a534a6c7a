/**
 * resty.core.base and resty.core.utils: what the files of lua-resty-core share, and some other libraries use. What of it hands out
 * memory of C is not here: it is for the ffi library.
 */
import { checkNumber, checkString, checkTable } from "../vm/arguments.ts";
import { type NativeBody, NativeFunction } from "../vm/functions.ts";
import { tableExtensions } from "../vm/library/table-extensions.ts";
import { raise } from "../vm/raise.ts";
import type { State } from "../vm/state.ts";
import { NOTHING, type Value } from "../vm/values.ts";
import { library } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";

/** What functions of C answer there. */
const CODES = {
  FFI_OK: 0,
  FFI_ERROR: -1,
  FFI_AGAIN: -2,
  FFI_BUSY: -3,
  FFI_DONE: -4,
  FFI_DECLINED: -5,
  FFI_NO_REQ_CTX: -100,
  FFI_BAD_CONTEXT: -101,
};
const STRING_BUF_BYTES = 4096;
/** Where a list says which of its places is free; each free one says the next. */
const FIRST_FREE = 0;

export const restyCoreBase = library(
  "resty.core.base",
  {},
  {
    constants: ({ state }) => {
      const { "table.new": newTable, "table.clear": clearTable } = tableExtensions(state);
      const version = RESTY_CORE_VERSION;
      return { version, ...CODES, new_tab: newTable, clear_tab: clearTable, ...functions(baseFunctions(state)) };
    },
  },
);

export const restyCoreUtils = library(
  "resty.core.utils",
  {},
  {
    constants: ({ state }) => ({
      version: RESTY_CORE_VERSION,
      ...functions({
        str_replace_char(textValue, findValue, replaceValue) {
          const text = checkString(state, textValue, 1, arguments.length);
          const find = checkString(state, findValue, 2, arguments.length);
          if (!text.includes(find)) return text;
          const replace = checkString(state, replaceValue, 3, arguments.length);
          if (find === "" || replace === "") return raise(state, "a character was expected, got an empty string");
          return text.replaceAll(find.charAt(0), () => replace.charAt(0));
        },
      }),
    }),
  },
);

function baseFunctions(state: State): Record<string, NativeBody> {
  let stringBufBytes = STRING_BUF_BYTES;
  return {
    set_string_buf_size(size) {
      const bytes = checkNumber(state, size, 1, arguments.length);
      if (bytes > 0) stringBufBytes = Math.ceil(bytes);
      return NOTHING;
    },
    get_string_buf_size: () => stringBufBytes,
    ref_in_table(listValue, value) {
      if (value === undefined) return -1;
      const list = checkTable(state, listValue, 1, arguments.length);
      const free = list.get(FIRST_FREE);
      const place = free === undefined || free === false || free === 0 ? list.length() + 1 : free;
      if (place === free) list.set(FIRST_FREE, list.get(place));
      list.set(place, value);
      return place;
    },
    allows_subsystem: (...names) => (names.includes("http") ? NOTHING : raise(state, "unsupported subsystem: http")),
  };
}

function functions(bodies: Record<string, NativeBody>): Record<string, Value> {
  return Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, new NativeFunction(name, body)]));
}
