/** lua-resty-core: all that it adds is there from the start here, so that requiring it only answers its version. */
import { library } from "./declare.ts";

/** The lua-resty-core that belongs to ngx_lua 0.10.32. */
export const RESTY_CORE_VERSION = "0.1.35";

export const restyCore = library("resty.core", {}, { constants: () => ({ version: RESTY_CORE_VERSION }) });
