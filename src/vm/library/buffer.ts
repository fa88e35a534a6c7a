/** LuaJIT's `string.buffer`. What hands out or takes pointers needs its ffi, which there is not, and says so. */
import { checkAny } from "../arguments.ts";
import { callBlocking } from "../calls.ts";
import { formatNumber } from "../numbers.ts";
import { raise, raiseArgument, raiseArgumentType } from "../raise.ts";
import type { State } from "../state.ts";
import { bufferOf, type Dictionaries, NO_DICTIONARIES, StringBuffer } from "../string-buffer.ts";
import { Table } from "../table.ts";
import { NOTHING, Userdata, type Value } from "../values.ts";
import { decode } from "./buffer/decode.ts";
import { encode } from "./buffer/encode.ts";
import { type Library, libraryTable } from "./define.ts";
import { Layout } from "./fields.ts";
import { formatterOf } from "./format.ts";

const METHODS = new Layout();
const BUFFER = new Layout();

/** The longest buffer in LuaJIT. */
const MOST_BYTES = 0x7fff_ff00;
const PUTTABLE = "string/number/__tostring";

/** The table that `require "string.buffer"` answers. */
export function bufferLibrary(state: State): Table {
  const metatable = libraryTable(METHODS, methodsOf(state), { __index: undefined, __metatable: "buffer" });
  metatable.set("__index", metatable);
  return libraryTable(BUFFER, {
    new(size, options) {
      const count = arguments.length;
      const given = size instanceof Table ? size : options;
      if (!(size instanceof Table)) {
        if (size !== undefined) checkSize(state, size, 1, count);
        if (count > 1 && !(options instanceof Table)) raiseArgumentType(state, 2, "table", options, count);
      }
      const buffer = new Userdata(new StringBuffer(dictionariesOf(state, given)));
      buffer.metatable = metatable;
      return buffer;
    },
    encode(value) {
      checkAny(state, 1, arguments.length);
      return encode(state, value, NO_DICTIONARIES);
    },
    decode(text) {
      if (typeof text !== "string") return raiseArgumentType(state, 1, "string", text, arguments.length);
      const { value, end } = decode(state, text, NO_DICTIONARIES);
      if (end !== text.length) raise(state, "left-over data in buffer");
      return value;
    },
  });
}

/** What buffers have. Most answer the buffer itself, so that calls can follow each other. */
function methodsOf(state: State): Library {
  const format = formatterOf(state);
  const check = (object: Value, count: number): StringBuffer =>
    bufferOf(object) ?? raiseArgumentType(state, 1, "buffer", object, count);
  const text = (object: Value, count: number): string => check(object, count).text;
  const put = (buffer: StringBuffer, added: string): void => {
    state.budget.chargeString(buffer.length + added.length);
    buffer.put(added);
  };
  const noPointers = (name: string): never =>
    raise(state, `'${name}' of string.buffer needs ffi, which ngxbox does not have`);
  return {
    put(object, ...values) {
      const buffer = check(object, arguments.length);
      values.forEach((value, at) => {
        if (bufferOf(value) === buffer) raiseArgument(state, at + 2, "cannot put buffer into itself");
        put(buffer, puttable(state, value, at + 2, values.length + 1));
      });
      return object;
    },
    putf(object, ...args) {
      const buffer = check(object, arguments.length);
      put(buffer, format([object, ...args], 1));
      return object;
    },
    putcdata(object, data) {
      check(object, arguments.length);
      const isForeign = data instanceof Userdata && data.typeName === "cdata";
      if (!isForeign) raiseArgumentType(state, 2, "cdata", data, arguments.length);
      return noPointers("putcdata");
    },
    set(object, content) {
      const buffer = check(object, arguments.length);
      if (typeof content !== "string") return raiseArgumentType(state, 2, "string", content, arguments.length);
      buffer.set(content);
      return object;
    },
    get(object, ...sizes) {
      const buffer = check(object, arguments.length);
      if (sizes.length === 0) return buffer.take(MOST_BYTES);
      const { length } = arguments;
      return sizes.map((size, at) =>
        buffer.take(size === undefined ? MOST_BYTES : checkSize(state, size, at + 2, length)),
      );
    },
    skip(object, size) {
      const buffer = check(object, arguments.length);
      buffer.skip(checkSize(state, size, 2, arguments.length));
      return object;
    },
    reset(object) {
      check(object, arguments.length).set("");
      return object;
    },
    free(object) {
      check(object, arguments.length).set("");
      return object;
    },
    reserve(object, size) {
      check(object, arguments.length);
      checkSize(state, size, 2, arguments.length);
      return noPointers("reserve");
    },
    commit(object, size) {
      check(object, arguments.length);
      // nothing was reserved
      if (checkSize(state, size, 2, arguments.length) > 0) raiseArgument(state, 2, "number out of range");
      return object;
    },
    ref(object) {
      check(object, arguments.length);
      return noPointers("ref");
    },
    encode(object, value) {
      const buffer = check(object, arguments.length);
      checkAny(state, 2, arguments.length);
      put(buffer, encode(state, value, buffer.dictionaries));
      return object;
    },
    decode(object) {
      const buffer = check(object, arguments.length);
      const { value, end } = decode(state, buffer.text, buffer.dictionaries);
      buffer.skip(end);
      return value;
    },
    tostring(object) {
      return text(object, arguments.length);
    },
    __tostring(object) {
      return text(object, arguments.length);
    },
    __len(object) {
      return check(object, arguments.length).length;
    },
    __gc() {
      return NOTHING;
    },
  };
}

/** What `put` adds of a value. */
function puttable(state: State, value: Value, index: number, count: number): string {
  const plain = plainText(value);
  if (plain !== undefined) return plain;
  const handler = state.metamethod(value, "__tostring");
  if (handler === undefined) return raiseArgumentType(state, index, PUTTABLE, value, count);
  const result = callBlocking(state, handler, [value]);
  const made = Array.isArray(result) ? result[0] : (result as Value);
  return plainText(made) ?? raiseArgumentType(state, index, PUTTABLE, made, count);
}

function plainText(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? formatNumber(value) : bufferOf(value)?.text;
}

/** A number of bytes; no text will do. */
function checkSize(state: State, size: Value, index: number, count: number): number {
  if (typeof size !== "number") return raiseArgumentType(state, index, "number", size, count);
  const bytes = Math.trunc(size);
  if (!(bytes >= 0 && bytes <= MOST_BYTES)) raiseArgument(state, index, "number out of range");
  return bytes;
}

/** The options `dict` and `metatable` of a new buffer: lists in which false leaves a place out. */
function dictionariesOf(state: State, options: Value): Dictionaries {
  const listOf = (name: string): readonly Value[] => {
    const list = options instanceof Table ? options.get(name) : undefined;
    return list instanceof Table ? list.array : [];
  };
  const texts = listOf("dict").map((entry) =>
    typeof entry === "string" ? entry : entry === false ? undefined : badOptions(state),
  );
  const metatables = listOf("metatable").map((entry) =>
    entry instanceof Table ? entry : entry === false ? undefined : badOptions(state),
  );
  return { texts, metatables, textPlaces: placesOf(texts), metatablePlaces: placesOf(metatables) };
}

function badOptions(state: State): never {
  raise(state, "bad options table");
}

/** The first place of each entry. */
function placesOf<Entry>(entries: readonly (Entry | undefined)[]): ReadonlyMap<Entry, number> {
  const places = new Map<Entry, number>();
  entries.forEach((entry, at) => {
    if (entry !== undefined && !places.has(entry)) places.set(entry, at);
  });
  return places;
}
