/** The libraries cjson and cjson.safe: JSON, as OpenResty's fork of lua-cjson has it. */
import { checkString } from "../vm/arguments.ts";
import { chargeText } from "../vm/charge.ts";
import { LuaError } from "../vm/errors.ts";
import { raise } from "../vm/raise.ts";
import { type Result, typeName, type Value } from "../vm/values.ts";
import { Decoder } from "./cjson/decode.ts";
import { Encoder } from "./cjson/encode.ts";
import { Instance } from "./cjson/instance.ts";
import { cText, flag, flagOrNull, LARGEST_INT, onlyValue, wholeNumber } from "./cjson/parameters.ts";
import type { Settings } from "./cjson/settings.ts";
import { setSlashEscape } from "./cjson/writer.ts";
import type { NgxContext } from "./context.ts";
import { Api } from "./declaration/install.ts";
import type { Parameter } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { library, type ModuleDeclaration } from "./declare.ts";

/** What OpenResty's lua-cjson 2.1.0.17 calls itself. */
const VERSION = "2.1.0.11";
const HIGHEST_PRECISION = 16;

type InstanceOf = (context: NgxContext) => Instance;

export const cjson = libraryOf("cjson", ({ cjson }) => cjson.plain);
export const cjsonSafe = libraryOf("cjson.safe", ({ cjson }) => cjson.safe);

/** The library for one instance. */
function libraryOf(name: "cjson" | "cjson.safe", instanceOf: InstanceOf): ModuleDeclaration {
  const inC = { phases: everywhere } as const;
  return library(
    name,
    {
      encode: {
        ...inC,
        does: "The JSON of a value. A table whose keys are 1 to n is an array, another one an object.",
        params: [onlyValue("value")],
        run: (context, value) => encode(context, instanceOf(context), value),
      },
      decode: {
        ...inC,
        does: "The value of a JSON text; null is cjson.null.",
        params: [onlyValue("text")],
        run: (context, text) => decode(context, instanceOf(context), text),
      },
      new: {
        ...inC,
        does: "The library once more, with settings of its own.",
        params: [],
        run: (context) => {
          const instance = new Instance(name === "cjson.safe");
          return new Api([libraryOf(name, () => instance)]).install(context).get(name);
        },
      },
      encode_sparse_array: {
        ...inC,
        does: "Whether arrays are objects (true) or errors that have more than ratio places an element, and more than safe.",
        params: [flag("convert", 3), wholeNumber("ratio", 0, LARGEST_INT, 3), wholeNumber("safe", 0, LARGEST_INT, 3)],
        run: (context, convert, ratio, safe) => {
          const { settings } = instanceOf(context);
          settings.sparseConvert = convert ?? settings.sparseConvert;
          settings.sparseRatio = ratio ?? settings.sparseRatio;
          settings.sparseSafe = safe ?? settings.sparseSafe;
          return [settings.sparseConvert, settings.sparseRatio, settings.sparseSafe];
        },
      },
      encode_keep_buffer: setting(
        "Whether encode keeps its buffer for the next text.",
        instanceOf,
        "keepBuffer",
        flag("keep"),
      ),
      encode_max_depth: setting(
        "How deep encode takes nested tables.",
        instanceOf,
        "encodeMaxDepth",
        wholeNumber("depth", 1),
      ),
      decode_max_depth: setting(
        "How deep decode takes nested arrays and objects.",
        instanceOf,
        "decodeMaxDepth",
        wholeNumber("depth", 1),
      ),
      encode_number_precision: setting(
        `With how many digits numbers are written: 1 to ${HIGHEST_PRECISION}.`,
        instanceOf,
        "numberPrecision",
        wholeNumber("precision", 1, HIGHEST_PRECISION),
      ),
      encode_invalid_numbers: setting(
        'Whether NaN and infinities are written; "null": as null.',
        instanceOf,
        "encodeInvalidNumbers",
        flagOrNull("setting"),
      ),
      decode_invalid_numbers: setting(
        "Whether decode takes NaN, infinities, hexadecimal numbers and zeros in front.",
        instanceOf,
        "decodeInvalidNumbers",
        flag("setting"),
      ),
      encode_empty_table_as_object: setting(
        "Whether an empty table is {} rather than [].",
        instanceOf,
        "emptyTableAsObject",
        flag("setting"),
      ),
      decode_array_with_array_mt: setting(
        "Whether arrays that are decoded get the metatable array_mt.",
        instanceOf,
        "arrayWithArrayMt",
        flag("setting"),
      ),
      decode_allow_comment: setting(
        "Whether decode passes over // and /* */.",
        instanceOf,
        "allowComment",
        flag("setting"),
      ),
      encode_escape_forward_slash: {
        ...inC,
        does: "Whether / is written as \\/, by all instances.",
        params: [flag("setting")],
        run: (context, given) => {
          const { settings } = instanceOf(context);
          settings.escapeForwardSlash = given ?? settings.escapeForwardSlash;
          setSlashEscape(context.cjson.marks.escapes, settings.escapeForwardSlash);
          return settings.escapeForwardSlash;
        },
      },
      encode_skip_unsupported_value_types: setting(
        "Whether functions and the like are left out rather than errors.",
        instanceOf,
        "skipUnsupportedValueTypes",
        flag("setting"),
      ),
      encode_indent: setting(
        "What each level is indented by, each value on a line of its own; empty: all on one line.",
        instanceOf,
        "indent",
        cText("indent"),
      ),
    },
    {
      constants: ({ cjson: { marks } }) => ({
        null: marks.null,
        empty_array: marks.emptyArray,
        empty_array_mt: marks.emptyArrayMt,
        array_mt: marks.arrayMt,
        _NAME: "cjson",
        _VERSION: VERSION,
      }),
    },
  );
}

/** A function that changes one setting, if it is given a value, and answers it. */
function setting<Name extends keyof Settings>(
  does: string,
  instanceOf: InstanceOf,
  name: Name,
  parameter: Parameter<Settings[Name] | undefined>,
) {
  return {
    phases: everywhere,
    does,
    params: [parameter],
    run: (context: NgxContext, given: Settings[Name] | undefined): Value => {
      const { settings } = instanceOf(context);
      if (given !== undefined) settings[name] = given;
      return settings[name];
    },
  } as const;
}

function encode({ state, bytes, cjson: { marks } }: NgxContext, instance: Instance, value: Value): Result {
  return instance.withWriter(state, bytes, (writer) => {
    const encodeWith = (fail: (message: string) => never) =>
      new Encoder(state, instance.settings, marks, writer, fail).encode(value);
    return instance.isSafe ? safely(state, encodeWith) : encodeWith((message) => raise(state, message));
  });
}

function decode({ state, bytes, cjson: { marks } }: NgxContext, instance: Instance, value: Value): Result {
  const { settings, isSafe } = instance;
  if (isSafe && typeof value !== "string" && typeof value !== "number") {
    return [undefined, `bad argument #1 to '?' (string expected, got ${typeName(value)})`];
  }
  const text = checkString(state, value, 1, 1);
  chargeText(state, text.length);
  const decodeWith = (fail: (message: string) => never) =>
    new Decoder(state, settings, marks, text, bytes, fail).decode();
  return isSafe ? safely(state, decodeWith) : decodeWith((message) => raise(state, message));
}

/** The answer of cjson.safe: its errors do not say where they were raised. */
function safely(state: NgxContext["state"], convert: (fail: (message: string) => never) => Value): Result {
  const { frame } = state;
  try {
    return convert((message) => {
      throw new LuaError(message);
    });
  } catch (thrown) {
    if (!(thrown instanceof LuaError)) throw thrown;
    state.frame = frame;
    return [undefined, thrown.value];
  }
}
