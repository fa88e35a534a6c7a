/** The library ngx.ssl.session: the TLS session of a client's connection, of which no phase here has one. */
import type { Result, Value } from "../../vm/values.ts";
import { any } from "../declaration/parameters.ts";
import { except } from "../declaration/phases.ts";
import { library } from "../declare.ts";
import { RESTY_CORE_VERSION } from "../resty-core.ts";
import { cText } from "./c-arguments.ts";

const ofConnection = { phases: except("init"), phaseFirst: true, writtenInLua: "ngx/ssl/session.lua" } as const;
const NO_CONNECTION: readonly Value[] = Object.freeze([undefined, "bad request"]);

export const sslSession = library(
  "ngx.ssl.session",
  {
    get_serialized_session: {
      ...ofConnection,
      does: "The session of the connection as bytes, to be kept for other workers.",
      params: [],
      run: (): Result => NO_CONNECTION,
    },
    get_session_id: {
      ...ofConnection,
      does: "The name of the session that the client wants to go on with.",
      params: [],
      run: (): Result => NO_CONNECTION,
    },
    set_serialized_session: {
      ...ofConnection,
      does: "Goes on with a session that get_serialized_session has made bytes of.",
      params: [any("sess")],
      run: (_context, sess): Result => {
        cText(sess, {
          at: "ngx/ssl/session.lua:99",
          callee: "ngx_http_lua_ffi_ssl_set_serialized_session",
          index: 2,
          type: "const unsigned char *",
          local: "sess",
        });
        return NO_CONNECTION;
      },
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);
