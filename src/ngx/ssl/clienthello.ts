/** The library ngx.ssl.clienthello: what a TLS client says first. Only ssl_client_hello_by_lua, which is not here, hears it. */
import { LUALIB } from "../../runtime/lualib.ts";
import { any } from "../declaration/parameters.ts";
import { DISABLED_IN_CURRENT_CONTEXT, only } from "../declaration/phases.ts";
import { library } from "../declare.ts";
import { RESTY_CORE_VERSION } from "../resty-core.ts";

const LIBRARY = `${LUALIB}/ngx/ssl/clienthello.lua`;

export const sslClientHello = library(
  "ngx.ssl.clienthello",
  {
    get_client_hello_server_name: { ...refused(86), does: "The name that the client asks for (SNI).", params: [] },
    get_client_hello_ext: { ...refused(114), does: "The bytes of an extension.", params: [any("ext_type")] },
    get_supported_versions: { ...refused(152), does: "The versions of TLS that the client knows.", params: [] },
    set_protocols: { ...refused(213), does: "Sets the versions of TLS that may be used.", params: [any("protocols")] },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);

function refused(line: number) {
  return {
    phases: only(),
    phaseFirst: true,
    writtenInLua: "ngx/ssl/clienthello.lua",
    refusal: { elsewhere: DISABLED_IN_CURRENT_CONTEXT, raisedAt: `${LIBRARY}:${line}` },
    run: () => undefined,
  } as const;
}
