import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Config, Subsystem } from "../../../src/nginx/conf/config.ts";
import { directiveNames } from "../../../src/nginx/conf/directives.ts";
import { type ConfigFiles, readConfig } from "../../../src/nginx/conf/read.ts";
import { workerStartError } from "../../../src/nginx/conf/worker-start.ts";

const PATH = "/p/conf/nginx.conf";

function read(text: string, files?: ConfigFiles): Config {
  const result = readConfig(text, PATH, files);
  if ("error" in result) throw new Error(result.error);
  return result.config;
}

function http(text: string): Subsystem {
  const subsystem = read(`events {} http { ${text} }`).http;
  if (subsystem === undefined) throw new Error("no http");
  return subsystem;
}

/** nginx's text, without the parts that are the same everywhere. */
function refusal(text: string, files?: ConfigFiles): string {
  const result = readConfig(text, PATH, files);
  if (!("error" in result)) throw new Error("it was read");
  return result.error.replace(/^nginx: \[emerg\] /, "").replaceAll("/p/conf/nginx.conf", "CONF");
}

function httpRefusal(text: string): string {
  return refusal(`events {} http {\n${text}\n}`);
}

const folder = (contents: Record<string, string>): ConfigFiles => ({
  read: (path) => contents[path] ?? { errno: 2, reason: "No such file or directory" },
  glob: (pattern) => Object.keys(contents).filter((path) => path.startsWith(pattern.replace(/\*.*/s, ""))),
});

test("what is not said is nginx's default", () => {
  const config = read("events {} http {}");
  assert.is(config.workerConnections, 512);
  assert.is(config.http?.luaMaxPendingTimers, 1024);
  assert.is(config.http?.luaMaxRunningTimers, 256);
  assert.is(config.http?.defaults.luaSocketConnectTimeoutMs, 60_000);
  assert.is(config.http?.defaults.luaCodeCache, true);
  assert.is(config.stream, undefined);
});

test("directives of main and events take effect", () => {
  const config = read(
    "daemon off; master_process off; worker_processes auto; pid logs/x.pid; user a b; env A; env B=c=d; error_log stderr;" +
      "error_log x info; worker_rlimit_nofile 9; worker_shutdown_timeout 2s; thread_pool t threads=3 max_queue=4;" +
      "events { worker_connections 7; use epoll; }",
  );
  assert.equal([config.daemon, config.masterProcess, config.workerProcesses], [false, false, "auto"]);
  assert.equal([config.pid, config.user], ["logs/x.pid", { name: "a", group: "b" }]);
  assert.equal(config.environment, [
    { name: "A", value: undefined },
    { name: "B", value: "c=d" },
  ]);
  assert.equal(config.errorLogs, [
    { file: "stderr", level: "error" },
    { file: "x", level: "info" },
  ]);
  assert.equal([config.workerRlimitNofile, config.workerShutdownTimeoutMs, config.workerConnections], [9, 2000, 7]);
  assert.equal(config.threadPools, [{ name: "t", threads: 3, maxQueue: 4 }]);
});

test("directives of ngx_lua take effect", () => {
  const subsystem = http(
    'lua_max_pending_timers 2; lua_max_running_timers 3; lua_shared_dict a 1m; lua_package_path "x;;"; lua_package_cpath y;' +
      "lua_capture_error_log 100k; lua_socket_log_errors off; lua_socket_read_timeout 5ms; lua_socket_pool_size 6;" +
      "resolver 1.2.3.4 [::1]:53 ipv6=off valid=1m; lua_ssl_protocols TLSv1.2 TLSv1.3; lua_malloc_trim 0; lua_sa_restart off;",
  );
  assert.equal([subsystem.luaMaxPendingTimers, subsystem.luaMaxRunningTimers], [2, 3]);
  assert.equal(subsystem.sharedDicts, [{ name: "a", bytes: 1048576 }]);
  assert.equal([subsystem.luaPackagePath, subsystem.luaPackageCpath], ["x;;", "y"]);
  assert.equal(
    [subsystem.luaCaptureErrorLogBytes, subsystem.luaMallocTrim, subsystem.luaSaRestart],
    [102400, 0, false],
  );
  const { defaults } = subsystem;
  assert.equal(
    [defaults.luaSocketLogErrors, defaults.luaSocketReadTimeoutMs, defaults.luaSocketPoolSize],
    [false, 5, 6],
  );
  assert.equal(defaults.resolver, { addresses: ["1.2.3.4", "[::1]:53"], ipv4: true, ipv6: false, validSeconds: 60 });
  assert.equal(defaults.luaSslProtocols, ["TLSv1.2", "TLSv1.3"]);
});

test("http and stream have settings of their own", () => {
  const config = read("events {} stream { lua_max_pending_timers 1; } http { lua_max_pending_timers 2; }");
  assert.equal([config.stream?.luaMaxPendingTimers, config.http?.luaMaxPendingTimers], [1, 2]);
});

test("Lua code is kept with the name that its errors carry", () => {
  const { lua } = http("init_by_lua_block {\n x = '}' }\ninit_worker_by_lua 'y';\nexit_worker_by_lua_file z.lua;");
  assert.equal(lua.get("init_by_lua"), {
    kind: "inline",
    code: "\n x = '}' ",
    chunkName: "=init_by_lua(nginx.conf:1)",
  });
  assert.equal(lua.get("init_worker_by_lua"), {
    kind: "inline",
    code: "y",
    chunkName: "=init_worker_by_lua(nginx.conf:3)",
  });
  assert.equal(lua.get("exit_worker_by_lua"), { kind: "file", path: "z.lua" });
});

test("servers, locations and upstreams are kept as they nest", () => {
  const { blocks } = http(
    "upstream u { server 1.1.1.1; } types { a b; } server { listen 80; location = /t { content_by_lua_block { f() } " +
      "location /t/x { if ($a) { return 200 x; } lua_code_cache off; } } location /t { } }",
  );
  assert.equal(
    blocks.map(({ words }) => words[0]),
    ["upstream", "types", "server"],
  );
  const server = blocks[2];
  assert.equal(
    server?.statements.map(({ words }) => words),
    [["listen", "80"]],
  );
  assert.equal(
    server?.blocks.map(({ words }) => words),
    [
      ["location", "=", "/t"],
      ["location", "/t"],
    ],
  );
  const location = server?.blocks[0];
  assert.is(location?.lua.get("content_by_lua")?.kind, "inline");
  assert.equal(location?.blocks[0]?.settings, { luaCodeCache: false });
});

test("nginx's words for a directive that cannot be", () => {
  const cases: [string, string][] = [
    ["no_such on;", 'unknown directive "no_such" in CONF:2'],
    ["constructor on;", 'unknown directive "constructor" in CONF:2'],
    ["no_such {", 'unknown directive "no_such" in CONF:2'],
    ["content_by_lua_block { }", '"content_by_lua_block" directive is not allowed here in CONF:2'],
    ["env A;", '"env" directive is not allowed here in CONF:2'],
    ["server { lua_shared_dict d 1m; }", '"lua_shared_dict" directive is not allowed here in CONF:2'],
    ["lua_shared_dict d;", 'invalid number of arguments in "lua_shared_dict" directive in CONF:2'],
    ["lua_shared_dict d 1m;\nlua_shared_dict d 1m;", 'lua_shared_dict "d" is already defined as "d" in CONF:3'],
    ["lua_shared_dict d 1k;", 'invalid lua shared dict size "1k" in CONF:2'],
    ["lua_shared_dict '' 1m;", 'invalid lua shared dict name "" in CONF:2'],
    [
      "lua_code_cache maybe;",
      'invalid value "maybe" in "lua_code_cache" directive, it must be "on" or "off" in CONF:2',
    ],
    ["lua_max_pending_timers many;", '"lua_max_pending_timers" directive invalid number in CONF:2'],
    ["lua_package_path\na;\nlua_package_path b;", '"lua_package_path" directive is duplicate in CONF:4'],
    ["lua_socket_connect_timeout 1x;", '"lua_socket_connect_timeout" directive invalid value in CONF:2'],
    ["lua_package_path a {", 'directive "lua_package_path" is not terminated by ";" in CONF:2'],
    ["init_by_lua_block;", 'directive "init_by_lua_block" has no opening "{" in CONF:2'],
    ["init_by_lua_block { }\ninit_by_lua_block {\n}", "is duplicate in CONF:4"],
    ["init_by_lua_block { }\ninit_by_lua 'x';", '"init_by_lua" directive is duplicate in CONF:3'],
    ["error_log stderr nope;", 'invalid log level "nope" in CONF:2'],
    ["error_log stderr warn info;", 'duplicate log level "info" in CONF:2'],
    ["resolver nohost.invalid;", 'host not found in resolver "nohost.invalid" in CONF:2'],
    ["resolver 1.1.1.1:x;", 'invalid port in resolver "1.1.1.1:x" in CONF:2'],
    ["upstream a {\n}", "no servers are inside upstream in CONF:3"],
    ["server { location nope b { } }", 'invalid location modifier "nope" in CONF:2'],
    ["server { location / { }\nlocation / {\n} }", 'duplicate location "/" in CONF:3'],
    ["types { a {", 'unexpected "{" in CONF:2'],
  ];
  for (const [text, expected] of cases) assert.is(httpRefusal(text), expected);
});

test("the first fault of the text counts, in the order of reading", () => {
  assert.is(httpRefusal('no_such;\n"'), 'unknown directive "no_such" in CONF:2');
});

test("blocks have to be closed, and no more of them than were opened", () => {
  assert.is(refusal("events {} http {\nserver {"), 'unexpected end of file, expecting "}" in CONF:2');
  assert.is(refusal("events {} }"), 'unexpected "}" in CONF:1');
  assert.is(refusal("events {} http { }\nserver { }"), '"server" directive is not allowed here in CONF:2');
});

test("events are needed, once", () => {
  assert.is(refusal("http {}"), 'no "events" section in configuration');
  assert.is(refusal("events {} events {}"), '"events" directive is duplicate in CONF:1');
  assert.is(refusal("events { worker_connections x; }"), 'invalid number "x" in CONF:1');
  assert.is(refusal("events { worker_connections 0; }"), "0 worker_connections are not enough for 0 listening sockets");
});

test("a worker does not start with a single connection", () => {
  assert.is(workerStartError(read("events { worker_connections 1; }")), "epoll_create() failed (22: Invalid argument)");
  assert.is(workerStartError(read("events { worker_connections 2; }")), undefined);
});

test("include reads files from the folder of the configuration, in the block where it stands", () => {
  const files = folder({ "/p/conf/part.conf": "lua_max_pending_timers 5;", "/q.conf": "lua_max_running_timers 6;" });
  const { http } = read("events {} http { include part.conf; include /q.conf; include none-*.conf; }", files);
  assert.equal([http?.luaMaxPendingTimers, http?.luaMaxRunningTimers], [5, 6]);
});

test("files of a pattern are read in turn", () => {
  const files = folder({ "/p/conf/a/1": "env ONE;", "/p/conf/a/2": "env TWO;" });
  const names = read("include a/*;\nenv THREE; events {}", files).environment.map(({ name }) => name);
  assert.equal(names, ["ONE", "TWO", "THREE"]);
});

test("a fault in an included file names it, and a missing one is told", () => {
  const files = folder({ "/p/conf/part.conf": "lua_code_cache on;\n\nbad_one 1;", "/p/conf/open.conf": "server {" });
  assert.is(
    refusal("events {} http { include part.conf; }", files),
    'unknown directive "bad_one" in /p/conf/part.conf:3',
  );
  const unclosed = 'unexpected end of file, expecting "}" in /p/conf/open.conf:1';
  assert.is(refusal("events {} http { include open.conf; }", files), unclosed);
  const missing = 'open() "/p/conf/none.conf" failed (2: No such file or directory) in CONF:2';
  assert.is(refusal("events {}\ninclude none.conf;"), missing);
});

test("a file that includes itself runs out of open files", () => {
  const files = folder({ "/p/conf/self.conf": "include self.conf;" });
  assert.match(refusal("include self.conf;", files), /failed \(24: Too many open files\) in \/p\/conf\/self\.conf:1$/);
});

test("an obsolete directive is only warned of", () => {
  const { warnings } = readConfig("events {} http { lua_load_resty_core off; }", PATH);
  assert.match(warnings[0] ?? "", /^nginx: \[warn\] lua_load_resty_core is deprecated .* in \/p\/conf\/nginx\.conf:1$/);
});

test("tens of thousands of nested blocks cost no stack", () => {
  assert.match(refusal(`events {} http { server { ${"location /a { ".repeat(30_000)}`), /expecting "}" in CONF:1$/);
});

test("garbage of real words is read or refused", () => {
  const word = fc.constantFrom(
    ...directiveNames(),
    "on",
    "off",
    "1",
    "1m",
    "a",
    ";",
    "{",
    "}",
    ";",
    "{",
    "}",
    '"',
    "'",
    "\n",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const result = readConfig(`events {} http { ${words.join(" ")}`, PATH);
      return "config" in result || result.error.startsWith("nginx: [emerg] ");
    }),
    { numRuns: 500 },
  );
});

test.run();
