/** What can be set of one instance of cjson, with lua-cjson's defaults. */
export class Settings {
  sparseConvert = false;
  sparseRatio = 2;
  sparseSafe = 10;
  encodeMaxDepth = 1000;
  decodeMaxDepth = 1000;
  encodeInvalidNumbers: boolean | "null" = false;
  decodeInvalidNumbers = true;
  keepBuffer = true;
  numberPrecision = 14;
  emptyTableAsObject = true;
  arrayWithArrayMt = false;
  allowComment = false;
  escapeForwardSlash = true;
  skipUnsupportedValueTypes = false;
  /** Empty: all on one line. */
  indent = "";
}

/**
 * The slots of a C function's stack in LuaJIT. lua-cjson keeps what it is in the middle of there, so that nesting has a limit
 * even where the settings have none.
 */
export const STACK_SLOTS = 8000;
