/** The same texts to the real nginx: what it refuses, and in which words. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readConfig } from "../../../src/nginx/conf/read.ts";

const MODULES = "/usr/lib/nginx/modules";
const LOADED = ["ndk_http_module.so", "ngx_http_lua_module.so"].map((name) => `${MODULES}/${name}`);

const MAIN = [
  "events{} foo;",
  "events{} }",
  ";",
  "{",
  "}",
  "foo",
  "foo {",
  "events;",
  "events x {}",
  "events{} events{}",
  "http{}",
  "daemon x; events{}",
  "daemon off; daemon off; events{}",
  "worker_processes 1x; events{}",
  "env; events{}",
  "error_log stderr nope; events{}",
  "events{ worker_connections x; }",
  "events{ worker_connections 0; }",
  "worker_shutdown_timeout x; events{}",
  "worker_rlimit_nofile x; events{}",
  "include none.conf; events{}",
  "thread_pool a threads=0; events{}",
  "thread_pool a nope=2; events{}",
  "thread_pool a threads=2 max_queue=x; events{}",
  "lua_max_pending_timers 1; events{}",
  "events{} include none-*.conf;",
  "env A; env A=b; events{} # end",
];
const HTTP = [
  'a "b"c;',
  'lua_package_path "a"}',
  "lua_package_path a {}",
  'lua_package_path "a");',
  "lua_package_path\na\nb\n;",
  "lua_package_path a; lua_package_path b;",
  `lua_package_path ${"a".repeat(4096)};`,
  `lua_package_path '${"a\n".repeat(3000)}';`,
  "init_by_lua_block x;",
  "init_by_lua_block x { }",
  "init_by_lua x {}",
  "init_by_lua_block { } init_by_lua_block {\n}",
  "init_by_lua 'x'; init_by_lua 'y';",
  "init_by_lua_block {\n x = {\n\n 1 \n } \n",
  "init_by_lua_block {\n --[==[ \n a ]] } \n",
  "init_by_lua_block {\n x = 'a \n b } ' } foo;",
  "init_by_lua_block {\n x = 'a } \\' } ' } foo;",
  "init_by_lua_block { x = [=} foo;",
  "init_by_lua_block {\n x = a[ [[}]] ] -- it's }\n}\n foo;",
  "lua_shared_dict d;",
  "lua_shared_dict d 8191;",
  "lua_shared_dict '' 1m;",
  "lua_shared_dict d 1m; lua_shared_dict d 1m;",
  "lua_socket_connect_timeout 1m1h;",
  "lua_socket_connect_timeout '1h 30m';",
  "lua_socket_keepalive_timeout 1d2h3m4s5ms;",
  "lua_socket_buffer_size 1g;",
  "lua_max_pending_timers 99999999999999999999;",
  "lua_malloc_trim x;",
  "lua_sa_restart maybe;",
  "lua_ssl_protocols SSLv9;",
  "lua_code_cache ON;",
  "resolver 1.1.1.1:x;",
  "resolver 1.1.1.1 ipv6=x;",
  "resolver 1.1.1.1; resolver 1.1.1.1;",
  "access_log off x;",
  "content_by_lua_block { }",
  "env A;",
  "server { location nope b { } }",
  "server { location / { } location / { } }",
  "server { return x; }",
  "server { set a b; }",
  "upstream a { }",
  "location / { }",
  "server { server { } }",
];

test("the real nginx refuses the same texts in the same words", () => {
  const isThere = LOADED.every(existsSync) && spawnSync("nginx", ["-v"]).status === 0;
  if (!isThere) return console.log("skipped: nginx with its Lua module is not installed");
  const prefix = mkdtempSync(join(tmpdir(), "conf-"));
  try {
    for (const folder of ["conf", "logs"]) mkdirSync(join(prefix, folder));
    for (const text of [...MAIN, ...HTTP.map((body) => `events{} http{ ${body}\n}`)]) compare(text, prefix);
  } finally {
    rmSync(prefix, { recursive: true });
  }
});

function compare(body: string, prefix: string): void {
  const text = `${LOADED.map((path) => `load_module ${path};`).join("")} pid logs/nginx.pid; ${body}`;
  const path = join(prefix, "conf/nginx.conf");
  writeFileSync(path, text, "latin1");
  const { stderr } = spawnSync("nginx", ["-e", "stderr", "-t", "-p", `${prefix}/`, "-c", "conf/nginx.conf"], {
    encoding: "latin1",
  });
  const refusal = /^\S+ \S+ \[emerg\] \d+#\d+: (.*)$/m.exec(stderr)?.[1];
  const ours = readConfig(text, path);
  assert.is("error" in ours ? ours.error : undefined, refusal && `nginx: [emerg] ${refusal}`, body.slice(0, 200));
}

test.run();
