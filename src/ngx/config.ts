/** ngx.config: what this nginx is. */
import { everywhere } from "./declaration/phases.ts";
import { module } from "./declare.ts";

/** nginx 1.31.3 and ngx_lua 0.10.32, as numbers: the versions whose behaviour the recordings hold. */
const NGINX_VERSION = 1_031_003;
const NGX_LUA_VERSION = 10_032;
/** What `configure` would have been told to build an nginx that can do what this one does. */
const CONFIGURE_ARGUMENTS = " --with-http_lua_module --with-debug";

export const config = module(
  "ngx.config",
  {
    prefix: {
      does: "The server's prefix directory, with a slash at its end.",
      phases: everywhere,
      params: [],
      run: ({ worker }) => worker.prefix,
    },
    nginx_configure: {
      does: "The arguments that nginx was configured with.",
      phases: everywhere,
      params: [],
      run: () => CONFIGURE_ARGUMENTS,
    },
  },
  {
    constants: ({ commandLine }) => ({
      debug: true,
      subsystem: "http",
      nginx_version: NGINX_VERSION,
      ngx_lua_version: NGX_LUA_VERSION,
      is_console: commandLine === undefined ? undefined : true,
    }),
  },
);
