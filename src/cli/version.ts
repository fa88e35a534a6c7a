/** Which ngxbox this is, and what it stands in for. */

/** The version of the package; a test compares it with package.json. */
export const VERSION = "0.1.0";

/** The resty whose command line `run` takes. */
const RESTY_VERSION = "0.29";
/** The nginx and the ngx_lua whose behaviour is simulated, as `ngx.config` tells them to scripts. */
const NGINX_VERSION = "1.31.3";
const NGX_LUA_VERSION = 10032;

/** What `ngxbox --version` prints. */
export function versionLine(): string {
  return `ngxbox ${VERSION} (simulates nginx/${NGINX_VERSION}, ngx_lua ${NGX_LUA_VERSION}, LuaJIT 2.1)\n`;
}

/** What `run -v` and `run -V` print: resty's form, which scripts search for versions, with what is true here. */
export function restyVersionText(): string {
  return [
    `resty ${RESTY_VERSION}`,
    `nginx version: nginx/${NGINX_VERSION}`,
    `simulated by ngxbox ${VERSION}, without an nginx process`,
    "configure arguments: --with-http_lua_module",
    "",
  ].join("\n");
}
