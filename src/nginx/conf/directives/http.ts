/** Directives of nginx's http and stream blocks around the Lua ones: the structure, and what configurations commonly say. */

import type { Resolver } from "../config.ts";
import {
  type Context,
  type Directive,
  directive,
  kept,
  milliseconds,
  refuse,
  type Scope,
  setting,
} from "../directive.ts";
import { parseCount, parseSeconds } from "../units.ts";

const HTTP: readonly Context[] = ["http"];
const INHERITED: readonly Context[] = ["http", "server", "location"];
const RESOLVING: readonly Context[] = ["http", "server", "location", "upstream", "stream", "stream server"];
const LOGGING: readonly Context[] = [...INHERITED, "if in location", "limit_except", "stream", "stream server"];
const REWRITING: readonly Context[] = ["server", "location", "if in server", "if in location"];
const LONGEST = 7;
const ANY = Number.POSITIVE_INFINITY;

export const httpDirectives: readonly Directive[] = [
  directive("server", ["http", "stream"], 0, enter, (outer) => (outer === "stream" ? "stream server" : "server")),
  directive("upstream", ["http", "stream"], 1, enter, (outer) => (outer === "stream" ? "stream upstream" : "upstream")),
  directive("location", ["server", "location"], [1, 2], location, "location"),
  directive("if", ["server", "location"], [1, ANY], enter, (outer) =>
    outer === "server" ? "if in server" : "if in location",
  ),
  directive("limit_except", ["location"], [1, ANY], enter, "limit_except"),

  directive("resolver", RESOLVING, [1, ANY], resolver),
  milliseconds("resolver_timeout", RESOLVING, setting("resolverTimeoutMs")),
  directive("access_log", LOGGING, [1, ANY], accessLog),
  kept("log_format", ["http", "stream"], [2, ANY]),

  kept("server", ["upstream", "stream upstream"], [1, ANY]),
  kept("keepalive", ["upstream"], [1, 2]),
  kept("zone", ["upstream", "stream upstream"], [1, 2]),
  kept("listen", ["server", "stream server"], [1, ANY]),
  kept("server_name", ["server"], [1, ANY]),
  kept("root", [...INHERITED, "if in location"], 1),
  kept("alias", ["location"], 1),
  kept("index", INHERITED, [1, ANY]),
  kept("try_files", ["server", "location"], [2, ANY]),
  kept("error_page", [...INHERITED, "if in location"], [2, ANY]),
  kept("default_type", INHERITED, 1),
  kept("types", INHERITED, 0, "lines"),
  kept("map", ["http", "stream"], 2, "lines"),
  kept("geo", ["http", "stream"], [1, 2], "lines"),
  kept("split_clients", ["http", "stream"], 2, "lines"),
  kept("internal", ["location"], 0),
  directive("return", [...REWRITING, "stream server"], [1, 2], returns),
  directive("set", [...REWRITING, "stream server"], 2, sets),
  kept("rewrite", REWRITING, [2, 3]),
  kept("break", REWRITING, 0),
  kept("add_header", [...INHERITED, "if in location"], [2, 3]),
  kept("expires", [...INHERITED, "if in location"], [1, 2]),
  kept("allow", [...INHERITED, "limit_except", "stream", "stream server"], 1),
  kept("deny", [...INHERITED, "limit_except", "stream", "stream server"], 1),
  kept("proxy_pass", ["location", "if in location", "limit_except", "stream server"], 1),
  ...["proxy_set_header", "proxy_hide_header", "proxy_redirect", "proxy_ssl_conf_command"].map((name) =>
    kept(name, INHERITED, [1, 2]),
  ),
  ...[
    "client_body_buffer_size",
    "client_body_temp_path",
    "client_body_timeout",
    "client_header_timeout",
    "client_max_body_size",
    "keepalive_requests",
    "keepalive_timeout",
    "proxy_buffering",
    "proxy_connect_timeout",
    "proxy_http_version",
    "proxy_read_timeout",
    "proxy_send_timeout",
    "proxy_temp_path",
    "send_timeout",
    "sendfile",
    "server_tokens",
    "tcp_nodelay",
    "tcp_nopush",
  ].map((name) => kept(name, INHERITED, [1, LONGEST])),
  ...["ssl_certificate", "ssl_certificate_key", "ssl_ciphers", "ssl_protocols", "ssl_session_cache"].map((name) =>
    kept(name, ["http", "server", "stream", "stream server"], [1, LONGEST]),
  ),
  kept("variables_hash_max_size", HTTP, 1),
  kept("server_names_hash_bucket_size", HTTP, 1),
];

/** The block itself is what counts; the reader opens it. */
function enter(): undefined {}

function location(scope: Scope, [first = "", second]: readonly string[]): undefined {
  if (second !== undefined && !["=", "~", "~*", "^~"].includes(first)) {
    refuse(scope, `invalid location modifier "${first}"`);
  }
  const path = second ?? first;
  const key = `location ${first === "=" || first.startsWith("~") ? first : ""} ${path}`;
  if (scope.given.has(key)) refuse(scope, `duplicate location "${path}"`);
  scope.given.add(key);
}

function returns(scope: Scope, args: readonly string[]): undefined {
  const [code = "", body] = args;
  const isAddress = body === undefined && /^(https?:\/\/|\$scheme)/.test(code);
  const status = parseCount(code);
  if (scope.context !== "stream server" && !isAddress && (status === undefined || status > 999)) {
    refuse(scope, `invalid return code "${code}"`);
  }
  scope.block.statements.push({ words: ["return", ...args], line: scope.place.line });
}

function sets(scope: Scope, args: readonly string[]): undefined {
  const [variable = ""] = args;
  if (!variable.startsWith("$") || variable === "$") refuse(scope, `invalid variable name "${variable}"`);
  scope.block.statements.push({ words: ["set", ...args], line: scope.place.line });
}

function accessLog(scope: Scope, args: readonly string[]): undefined {
  const [target, format] = args;
  if (target === "off" && format !== undefined) refuse(scope, `invalid parameter "${format}"`);
  scope.block.statements.push({ words: ["access_log", ...args], line: scope.place.line });
}

function resolver(scope: Scope, args: readonly string[]): string | undefined {
  if (scope.given.has("resolver")) return "is duplicate";
  scope.given.add("resolver");
  const addresses: string[] = [];
  let validSeconds: Resolver["validSeconds"];
  const families = { ipv4: true, ipv6: true };
  for (const word of args) {
    const [key = "", value = ""] = word.split("=", 2);
    if (key === "valid" && word.includes("=")) {
      validSeconds = parseSeconds(value);
      if (validSeconds === undefined) refuse(scope, `invalid parameter: ${word}`);
    } else if ((key === "ipv4" || key === "ipv6") && word.includes("=")) {
      if (value !== "on" && value !== "off") refuse(scope, `invalid parameter: ${word}`);
      families[key] = value === "on";
    } else if (!word.startsWith("status_zone=")) {
      addresses.push(nameserver(scope, word));
    }
  }
  if (!families.ipv4 && !families.ipv6) refuse(scope, '"ipv4" and "ipv6" cannot both be "off"');
  if (addresses.length === 0) refuse(scope, "no name servers defined");
  scope.block.settings.resolver = { addresses, validSeconds, ...families };
  return undefined;
}

/** An address with or without a port. nginx also takes names, which it would have to resolve while it starts. */
function nameserver(scope: Scope, word: string): string {
  const [, ipv4, ipv6, port] = /^(?:([\d.]+)|\[([0-9a-fA-F:.]+)\])(?::(.*))?$/s.exec(word) ?? [];
  const octets = ipv4?.split(".") ?? [];
  const isAddress =
    ipv6 !== undefined ||
    (octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256));
  if (!isAddress) {
    if (word !== "localhost") refuse(scope, `host not found in resolver "${word}"`);
    return word;
  }
  const number = port === undefined ? 53 : parseCount(port);
  if (number === undefined || number < 1 || number > 65535) refuse(scope, `invalid port in resolver "${word}"`);
  return word;
}
