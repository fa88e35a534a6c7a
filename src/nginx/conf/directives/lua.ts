/** Directives of lua-nginx-module and stream-lua-nginx-module. Contexts and arguments as in their documentation. */

import type { Subsystem } from "../config.ts";
import {
  type Context,
  count,
  type Directive,
  directive,
  flag,
  isDuplicate,
  kept,
  luaCode,
  milliseconds,
  refuse,
  type Scope,
  setting,
  size,
  text,
} from "../directive.ts";
import { parseCount, parseSize } from "../units.ts";

const SUBSYSTEM: readonly Context[] = ["http", "stream"];
const HTTP: readonly Context[] = ["http"];
const WITH_SERVERS: readonly Context[] = ["http", "server", "stream", "stream server"];
const INHERITED: readonly Context[] = ["http", "server", "location", "stream", "stream server"];
const HTTP_INHERITED: readonly Context[] = ["http", "server", "location"];
const WITH_IFS: readonly Context[] = ["http", "server", "location", "if in location"];
const IN_LOCATION: readonly Context[] = ["location", "if in location"];
const SMALLEST_SHARED_DICT = 8192;
const SMALLEST_CAPTURED_LOG = 4096;
const SSL_PROTOCOLS = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

export const luaDirectives: readonly Directive[] = [
  count("lua_max_pending_timers", SUBSYSTEM, into("luaMaxPendingTimers")),
  count("lua_max_running_timers", SUBSYSTEM, into("luaMaxRunningTimers")),
  text("lua_package_path", SUBSYSTEM, into("luaPackagePath")),
  text("lua_package_cpath", SUBSYSTEM, into("luaPackageCpath")),
  count("lua_regex_cache_max_entries", SUBSYSTEM, into("luaRegexCacheMaxEntries")),
  count("lua_regex_match_limit", SUBSYSTEM, into("luaRegexMatchLimit")),
  count("lua_thread_cache_max_entries", HTTP, into("luaThreadCacheMaxEntries")),
  count("lua_worker_thread_vm_pool_size", HTTP, into("luaWorkerThreadVmPoolSize")),
  flag("lua_sa_restart", SUBSYSTEM, into("luaSaRestart")),
  directive("lua_malloc_trim", SUBSYSTEM, 1, ({ subsystem }, [word = ""]) => {
    const requests = parseCount(word);
    if (requests === undefined) return "invalid number in the 1st argument";
    if (subsystem !== undefined) subsystem.luaMallocTrim = requests;
    return undefined;
  }),
  directive("lua_shared_dict", SUBSYSTEM, 2, sharedDict),
  directive("lua_capture_error_log", SUBSYSTEM, 1, captureErrorLog),
  directive("lua_load_resty_core", SUBSYSTEM, 1, ({ warn }) => {
    warn("lua_load_resty_core is deprecated (the lua-resty-core library is required since ngx_lua v0.10.16)");
    return undefined;
  }),

  flag("lua_code_cache", [...WITH_IFS, "stream", "stream server"], setting("luaCodeCache")),
  flag("lua_socket_log_errors", INHERITED, setting("luaSocketLogErrors")),
  milliseconds("lua_socket_connect_timeout", INHERITED, setting("luaSocketConnectTimeoutMs")),
  milliseconds("lua_socket_send_timeout", INHERITED, setting("luaSocketSendTimeoutMs")),
  milliseconds("lua_socket_read_timeout", INHERITED, setting("luaSocketReadTimeoutMs")),
  milliseconds("lua_socket_keepalive_timeout", INHERITED, setting("luaSocketKeepaliveTimeoutMs")),
  size("lua_socket_send_lowat", INHERITED, setting("luaSocketSendLowat")),
  size("lua_socket_buffer_size", INHERITED, setting("luaSocketBufferSize")),
  count("lua_socket_pool_size", INHERITED, setting("luaSocketPoolSize")),
  flag("lua_check_client_abort", [...WITH_IFS, "stream", "stream server"], setting("luaCheckClientAbort")),
  flag("lua_transform_underscores_in_response_headers", WITH_IFS, setting("luaTransformUnderscoresInResponseHeaders")),
  flag("lua_http10_buffering", WITH_IFS, setting("luaHttp10Buffering")),
  flag("lua_need_request_body", WITH_IFS, setting("luaNeedRequestBody")),
  flag("lua_use_default_type", WITH_IFS, setting("luaUseDefaultType")),
  directive("lua_ssl_protocols", INHERITED, [1, 7], sslProtocols),
  text("lua_ssl_ciphers", INHERITED, setting("luaSslCiphers")),
  count("lua_ssl_verify_depth", INHERITED, setting("luaSslVerifyDepth")),
  text("lua_ssl_trusted_certificate", INHERITED, setting("luaSslTrustedCertificate")),
  text("lua_ssl_crl", INHERITED, setting("luaSslCrl")),
  kept("lua_ssl_certificate", INHERITED, 1),
  kept("lua_ssl_certificate_key", INHERITED, 1),
  kept("lua_ssl_key_log", INHERITED, 1),
  directive("lua_ssl_conf_command", INHERITED, 2, ({ block: { settings } }, [name = "", value = ""]) => {
    settings.luaSslConfCommands = [...(settings.luaSslConfCommands ?? []), [name, value]];
    return undefined;
  }),
  flag("rewrite_by_lua_no_postpone", HTTP, noEffect),
  flag("access_by_lua_no_postpone", HTTP, noEffect),
  flag("precontent_by_lua_no_postpone", HTTP, noEffect),

  ...luaCode("init_by_lua", SUBSYSTEM),
  ...luaCode("init_worker_by_lua", SUBSYSTEM),
  ...luaCode("exit_worker_by_lua", HTTP, { quoted: false }),
  ...luaCode("server_rewrite_by_lua", ["http", "server"], { quoted: false }),
  ...luaCode("rewrite_by_lua", WITH_IFS),
  ...luaCode("access_by_lua", WITH_IFS),
  ...luaCode("precontent_by_lua", WITH_IFS, { quoted: false }),
  ...luaCode("content_by_lua", [...IN_LOCATION, "stream server"]),
  ...luaCode("header_filter_by_lua", WITH_IFS),
  ...luaCode("body_filter_by_lua", WITH_IFS),
  ...luaCode("log_by_lua", [...WITH_IFS, "stream", "stream server"]),
  ...luaCode("preread_by_lua", ["stream", "stream server"], { quoted: false }),
  ...luaCode("balancer_by_lua", ["upstream", "stream upstream"], { quoted: false }),
  ...luaCode("ssl_client_hello_by_lua", WITH_SERVERS, { quoted: false }),
  ...luaCode("ssl_certificate_by_lua", WITH_SERVERS, { quoted: false }),
  ...luaCode("ssl_session_fetch_by_lua", HTTP, { quoted: false }),
  ...luaCode("ssl_session_store_by_lua", HTTP, { quoted: false }),
  ...luaCode("proxy_ssl_certificate_by_lua", HTTP_INHERITED, { quoted: false }),
  ...luaCode("proxy_ssl_verify_by_lua", HTTP_INHERITED, { quoted: false }),
  // Any number of them may stand in a block, each for a variable of its own.
  kept("set_by_lua_block", ["server", "if in server", ...IN_LOCATION], 1, "lua"),
  kept("set_by_lua_file", ["server", "if in server", ...IN_LOCATION], [2, 7]),
  kept("set_by_lua", ["server", "if in server", ...IN_LOCATION], [2, 7]),
];

/** Sets a value of the http or stream block. */
function into<K extends keyof Subsystem>(key: K): (scope: Scope, value: Subsystem[K] & {}) => void {
  return ({ subsystem }, value) => {
    if (subsystem !== undefined) subsystem[key] = value;
  };
}

/** These order the phases of a request; the order is fixed where no request comes in. */
function noEffect(): void {}

function sharedDict(scope: Scope, [name = "", sizeText = ""]: readonly string[]): undefined {
  const dicts = scope.subsystem?.sharedDicts ?? [];
  if (name === "") refuse(scope, `invalid lua shared dict name "${name}"`);
  const bytes = parseSize(sizeText);
  if (bytes === undefined || bytes < SMALLEST_SHARED_DICT) {
    return refuse(scope, `invalid lua shared dict size "${sizeText}"`);
  }
  if (dicts.some((dict) => dict.name === name)) {
    refuse(scope, `lua_shared_dict "${name}" is already defined as "${name}"`);
  }
  dicts.push({ name, bytes });
}

function captureErrorLog(scope: Scope, [sizeText = ""]: readonly string[], name: string): string | undefined {
  if (isDuplicate(scope, name)) return "is duplicate";
  if (sizeText === "") refuse(scope, 'invalid capture error log size ""');
  const bytes = parseSize(sizeText);
  if (bytes === undefined || bytes < SMALLEST_CAPTURED_LOG) {
    return refuse(scope, `invalid capture error log size "${sizeText}", minimum size is ${SMALLEST_CAPTURED_LOG}`);
  }
  if (scope.subsystem !== undefined) scope.subsystem.luaCaptureErrorLogBytes = bytes;
  return undefined;
}

function sslProtocols(scope: Scope, protocols: readonly string[], name: string): string | undefined {
  if (isDuplicate(scope, name)) return "is duplicate";
  const unknown = protocols.find((protocol) => !SSL_PROTOCOLS.includes(protocol));
  if (unknown !== undefined) refuse(scope, `invalid value "${unknown}"`);
  scope.block.settings.luaSslProtocols = protocols;
  return undefined;
}
