/** The lua-resty-string that this follows. */
export const RESTY_STRING_VERSION = "0.17";
