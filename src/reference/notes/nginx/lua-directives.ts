import type { Note } from "../../note.ts";

const directive = (usage: string, def: string, does: string, example: string, more: Partial<Note> = {}): Note => ({
  usage,
  default: def,
  does,
  example,
  ...more,
});

/** The forms of a directive that holds Lua code. */
const code = (
  name: string,
  forms: "all" | "block and file",
  does: string,
  more: Partial<Note> = {},
): Record<string, Note> => ({
  [[`${name}_block`, `${name}_file`, ...(forms === "all" ? [name] : [])].join(", ")]: {
    usage: [`${name}_block { CODE }`, `${name}_file PATH;`, ...(forms === "all" ? [`${name} 'CODE';`] : [])].join("\n"),
    default: "none",
    does,
    example: `${name}_block {\n    ngx.log(ngx.INFO, "hello")\n}`,
    ...more,
  },
});

const SERVED = "It is read and checked; what it does comes with the server.";
const served: Partial<Note> = { differs: SERVED };
const withoutEffect: Partial<Note> = { differs: "It is read, and has no effect." };

export const luaDirectives: Readonly<Record<string, Note>> = {
  lua_max_pending_timers: directive(
    "lua_max_pending_timers COUNT;",
    "1024",
    "How many timers may wait at one time; beyond it ngx.timer.at answers nil and an error.",
    `
      -- ngxbox run --http-conf 'lua_max_pending_timers 1;'
      ngx.timer.at(60, function() end)
      ngx.say(select(2, ngx.timer.at(60, function() end)))
      --> too many pending timers`,
  ),
  lua_max_running_timers: directive(
    "lua_max_running_timers COUNT;",
    "256",
    "How many callbacks of timers may be at work at one time; a timer beyond it is dropped, and logged.",
    `
      -- ngxbox run --http-conf 'lua_max_running_timers 1;'
      -- the script itself is a callback at work
      ngx.timer.at(0, function() ngx.say("never") end)
      ngx.sleep(0.1)
      --! 1 lua_max_running_timers are not enough`,
  ),
  lua_shared_dict: directive(
    "lua_shared_dict NAME SIZE;",
    "none",
    "Declares a shared dictionary, of at least 8k.",
    `
      -- ngxbox run --http-conf 'lua_shared_dict cats 1m;'
      ngx.say(ngx.shared.cats:capacity()) --> 1048576`,
    { note: "On the command line also: --shdict 'cats 1m'." },
  ),
  lua_package_path: directive(
    "lua_package_path PATTERNS;",
    "of the installation",
    "Where require looks for Lua files; ;; stands for the usual places.",
    `
      -- ngxbox run --http-conf 'lua_package_path "/srv/lua/?.lua;;";'
      ngx.say(package.path:match("^[^;]*")) --> /srv/lua/?.lua`,
    { note: "On the command line also: -I DIR." },
  ),
  lua_package_cpath: directive(
    "lua_package_cpath PATTERNS;",
    "of the installation",
    "Where require would look for machine code.",
    `
      -- ngxbox run --http-conf 'lua_package_cpath "/srv/lib/?.so;;";'
      ngx.say(package.cpath:match("^[^;]*")) --> /srv/lib/?.so`,
    { differs: "Machine code cannot be loaded." },
  ),
  lua_capture_error_log: directive(
    "lua_capture_error_log SIZE;",
    "none",
    "Keeps lines of the error log in memory, for get_logs of ngx.errlog.",
    `
      -- ngxbox run --http-conf 'lua_capture_error_log 32k;'
      ngx.log(ngx.ERR, "kept")
      ngx.say(#require "ngx.errlog".get_logs()) --> 3
      --! kept`,
  ),
  lua_regex_cache_max_entries: directive(
    "lua_regex_cache_max_entries COUNT;",
    "1024",
    "How many regular expressions with the option o are kept compiled.",
    "lua_regex_cache_max_entries 2048;",
  ),
  lua_regex_match_limit: directive(
    "lua_regex_match_limit COUNT;",
    "0 (PCRE2's own: 10,000,000)",
    "How many tries one match of ngx.re may take.",
    `
      -- ngxbox run --http-conf 'lua_regex_match_limit 100;'
      local m, err = ngx.re.match(("a"):rep(30) .. "b", "(a+)+$")
      ngx.say(err) --> pcre_exec() failed: -47`,
    { differs: "It can lower PCRE2's own limit, but not lift it." },
  ),
  lua_thread_cache_max_entries: directive(
    "lua_thread_cache_max_entries COUNT;",
    "1024",
    "How many light threads that have ended are kept to be used again.",
    "lua_thread_cache_max_entries 512;",
    withoutEffect,
  ),
  lua_worker_thread_vm_pool_size: directive(
    "lua_worker_thread_vm_pool_size COUNT;",
    "10",
    "How many machines are kept for ngx.run_worker_thread.",
    "lua_worker_thread_vm_pool_size 4;",
  ),
  lua_sa_restart: directive(
    "lua_sa_restart on | off;",
    "on",
    "Whether calls of the system go on after a signal.",
    "lua_sa_restart off;",
    withoutEffect,
  ),
  lua_malloc_trim: directive(
    "lua_malloc_trim REQUESTS;",
    "1000",
    "After how many requests free memory is given back to the system; 0 is never.",
    "lua_malloc_trim 0;",
    withoutEffect,
  ),
  lua_load_resty_core: directive(
    "lua_load_resty_core on | off;",
    "on",
    "Has had no effect since ngx_lua 0.10.16: resty.core is always loaded.",
    `
      -- ngxbox run --http-conf 'lua_load_resty_core on;'
      ngx.say("goes on") --> goes on
      --! lua_load_resty_core is deprecated`,
  ),
  lua_code_cache: directive(
    "lua_code_cache on | off;",
    "on",
    "Whether Lua code is loaded once for all requests; off, each request has a machine of its own.",
    "lua_code_cache off;",
    served,
  ),
  lua_socket_log_errors: directive(
    "lua_socket_log_errors on | off;",
    "on (off on the command line)",
    "Whether failures of cosockets are logged.",
    "lua_socket_log_errors off;",
  ),
  lua_socket_connect_timeout: directive(
    "lua_socket_connect_timeout TIME;",
    "60s",
    "How long a cosocket may take to connect.",
    "lua_socket_connect_timeout 3s;",
  ),
  lua_socket_send_timeout: directive(
    "lua_socket_send_timeout TIME;",
    "60s",
    "How long a cosocket may take for each send.",
    "lua_socket_send_timeout 3s;",
  ),
  lua_socket_read_timeout: directive(
    "lua_socket_read_timeout TIME;",
    "60s",
    "How long a cosocket may take for each receive.",
    `
      -- ngxbox run --http-conf 'lua_socket_read_timeout 20ms;'
      local sock = ngx.socket.connect("127.0.0.1", 7)
      ngx.say(select(2, sock:receive())) --> timeout`,
  ),
  lua_socket_keepalive_timeout: directive(
    "lua_socket_keepalive_timeout TIME;",
    "60s",
    "How long a connection stays in its pool.",
    "lua_socket_keepalive_timeout 10s;",
  ),
  lua_socket_send_lowat: directive(
    "lua_socket_send_lowat SIZE;",
    "0",
    "How much room there must be before nginx sends.",
    "lua_socket_send_lowat 0;",
    withoutEffect,
  ),
  lua_socket_buffer_size: directive(
    "lua_socket_buffer_size SIZE;",
    "4k: a page of memory",
    "How much a cosocket reads at once.",
    "lua_socket_buffer_size 8k;",
  ),
  lua_socket_pool_size: directive(
    "lua_socket_pool_size COUNT;",
    "30",
    "How many connections a pool keeps, unless connect or setkeepalive says another number.",
    "lua_socket_pool_size 100;",
  ),
  lua_check_client_abort: directive(
    "lua_check_client_abort on | off;",
    "off",
    "Whether it is noticed that the client closes its connection, for ngx.on_abort.",
    "lua_check_client_abort on;",
    served,
  ),
  lua_transform_underscores_in_response_headers: directive(
    "lua_transform_underscores_in_response_headers on | off;",
    "on",
    "Whether ngx.header.content_type means Content-Type.",
    "lua_transform_underscores_in_response_headers off;",
    served,
  ),
  lua_http10_buffering: directive(
    "lua_http10_buffering on | off;",
    "on",
    "Whether responses to HTTP 1.0 are gathered, so that their length can be told.",
    "lua_http10_buffering off;",
    served,
  ),
  lua_need_request_body: directive(
    "lua_need_request_body on | off;",
    "off",
    "Whether the body is read before Lua runs. Better: ngx.req.read_body.",
    "lua_need_request_body on;",
    served,
  ),
  lua_use_default_type: directive(
    "lua_use_default_type on | off;",
    "on",
    "Whether responses have the Content-Type of default_type.",
    "lua_use_default_type off;",
    served,
  ),
  lua_ssl_protocols: directive(
    "lua_ssl_protocols NAME...;",
    "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
    "The versions of TLS that cosockets take.",
    "lua_ssl_protocols TLSv1.2 TLSv1.3;",
  ),
  lua_ssl_ciphers: directive(
    "lua_ssl_ciphers CIPHERS;",
    "DEFAULT",
    "The ciphers that cosockets take, in OpenSSL's words.",
    "lua_ssl_ciphers HIGH:!aNULL;",
  ),
  lua_ssl_verify_depth: directive(
    "lua_ssl_verify_depth COUNT;",
    "1",
    "How long a chain of certificates may be.",
    "lua_ssl_verify_depth 3;",
    withoutEffect,
  ),
  lua_ssl_trusted_certificate: directive(
    "lua_ssl_trusted_certificate PATH;",
    "none",
    "A file with the certificates that sslhandshake trusts.",
    "lua_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;",
  ),
  lua_ssl_crl: directive(
    "lua_ssl_crl PATH;",
    "none",
    "A file with revoked certificates.",
    "lua_ssl_crl /etc/ssl/crl.pem;",
    withoutEffect,
  ),
  "lua_ssl_certificate, lua_ssl_certificate_key": directive(
    "lua_ssl_certificate PATH;\nlua_ssl_certificate_key PATH;",
    "none",
    "The certificate that cosockets show, and its key.",
    "lua_ssl_certificate /etc/ssl/me.pem;\nlua_ssl_certificate_key /etc/ssl/me.key;",
    { differs: "It is read; cosockets show no certificate yet." },
  ),
  lua_ssl_key_log: directive(
    "lua_ssl_key_log PATH;",
    "none",
    "A file for the keys of connections, for programs that look into them.",
    "lua_ssl_key_log /tmp/keys.log;",
    withoutEffect,
  ),
  lua_ssl_conf_command: directive(
    "lua_ssl_conf_command NAME VALUE;",
    "none",
    "A setting of OpenSSL's for cosockets.",
    "lua_ssl_conf_command Options -SessionTicket;",
    withoutEffect,
  ),
  "rewrite_by_lua_no_postpone, access_by_lua_no_postpone, precontent_by_lua_no_postpone": directive(
    "rewrite_by_lua_no_postpone on | off;\naccess_by_lua_no_postpone on | off;\nprecontent_by_lua_no_postpone on | off;",
    "off",
    "Whether Lua runs at the beginning of this phase, rather than at its end.",
    "rewrite_by_lua_no_postpone on;",
    served,
  ),
  ...code(
    "init_by_lua",
    "all",
    "Runs when the configuration is loaded, in the master, before the workers start.",
    served,
  ),
  ...code("init_worker_by_lua", "all", "Runs when a worker starts: the place to make timers.", served),
  ...code("exit_worker_by_lua", "block and file", "Runs when a worker exits.", served),
  ...code(
    "server_rewrite_by_lua",
    "block and file",
    "Runs for each request, before its location is looked for.",
    served,
  ),
  ...code("rewrite_by_lua", "all", "Runs in the rewrite phase, after nginx's own directives of it.", served),
  ...code("access_by_lua", "all", "Decides whether the request may go on.", served),
  ...code("precontent_by_lua", "block and file", "Runs before the content, after the access phase.", served),
  ...code("content_by_lua", "all", "Makes the response.", {
    ...served,
    example: 'content_by_lua_block {\n    ngx.say("hello")\n}',
  }),
  ...code("header_filter_by_lua", "all", "Changes the header of a response before it is sent. It must not wait.", {
    ...served,
    example: 'header_filter_by_lua_block {\n    ngx.header["X-Served-By"] = "me"\n}',
  }),
  ...code("body_filter_by_lua", "all", "Changes each piece of a response's body, ngx.arg[1]. It must not wait.", {
    ...served,
    example: "body_filter_by_lua_block {\n    ngx.arg[1] = ngx.arg[1]:upper()\n}",
  }),
  ...code("log_by_lua", "all", "Runs after the response has been sent. It must not wait.", served),
  ...code("preread_by_lua", "block and file", "Runs for a connection of stream before its content.", served),
  ...code("balancer_by_lua", "block and file", "Chooses the server of an upstream.", served),
  ...code("ssl_client_hello_by_lua", "block and file", "Runs when a client begins TLS.", served),
  ...code("ssl_certificate_by_lua", "block and file", "Chooses the certificate for a client.", served),
  ...code("ssl_session_fetch_by_lua", "block and file", "Looks a client's TLS session up.", served),
  ...code("ssl_session_store_by_lua", "block and file", "Stores a new TLS session.", served),
  ...code("proxy_ssl_certificate_by_lua", "block and file", "Chooses the certificate to show to an upstream.", served),
  ...code("proxy_ssl_verify_by_lua", "block and file", "Checks the certificate that an upstream shows.", served),
  "set_by_lua_block, set_by_lua_file, set_by_lua": directive(
    "set_by_lua_block $VARIABLE { CODE }\nset_by_lua_file $VARIABLE PATH [ARGUMENT...];\nset_by_lua $VARIABLE 'CODE' [ARGUMENT...];",
    "none",
    "Sets a variable to what the code returns. It must not wait.",
    "set_by_lua_block $sum {\n    return 1 + 2\n}",
    served,
  ),
};
