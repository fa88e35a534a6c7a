import type { Area, Note } from "../../note.ts";
import { luaDirectives } from "./lua-directives.ts";

type Row = readonly [usage: string, initially: string, does: string, example: string];

const SERVED = "It is read and checked; what it does comes with the server.";
const NO_EFFECT = "It is read, and has no effect: processes and sockets are handled in another way here.";

/** Notes by the first word of their usage. */
function notes(rows: readonly Row[], differs: string | undefined): Readonly<Record<string, Note>> {
  return Object.fromEntries(
    rows.map(([usage, initially, does, example]) => [
      usage.split(/[ ;{]/, 1)[0],
      { usage, default: initially, does, example, ...(differs === undefined ? {} : { differs }) },
    ]),
  );
}

const used: readonly Row[] = [
  [
    "thread_pool NAME threads=COUNT [max_queue=COUNT];",
    "default threads=32 max_queue=65536",
    "Declares threads, for ngx.run_worker_thread.",
    "thread_pool lua threads=4;",
  ],
  [
    "load_module FILE;",
    "none",
    "Loads a module; those of ngx_lua are always there, others cannot be loaded.",
    "load_module modules/ngx_http_lua_module.so;",
  ],
  [
    "env NAME[=VALUE];",
    "TZ",
    "Lets a variable of the environment in, or sets one.",
    `
    -- ngxbox run --main-conf 'env MODE=test;'
    ngx.say(os.getenv("MODE")) --> test`,
  ],
  [
    "error_log FILE [LEVEL];",
    "logs/error.log error",
    "Where messages go, and how serious they must be.",
    `
    -- ngxbox run --errlog-level crit
    ngx.log(ngx.ERR, "not serious enough")`,
  ],
  [
    "worker_connections COUNT;",
    "512 (64 on the command line)",
    "How many connections, timers at work included, a worker may have.",
    `
    -- ngxbox run -c 2
    ngx.timer.at(0, function() ngx.sleep(1) end)
    ngx.timer.at(0, function() ngx.say("never") end)
    ngx.sleep(0.1)
    --! worker_connections are not enough`,
  ],
  [
    "resolver ADDRESS... [valid=TIME] [ipv4=off] [ipv6=off];",
    "none (the system's on the command line)",
    "The name servers that cosockets ask.",
    "resolver 9.9.9.9 valid=30s ipv6=off;",
  ],
  ["resolver_timeout TIME;", "30s", "How long a name may take to be looked up.", "resolver_timeout 5s;"],
  ["events { ... }", "none", "Holds directives about connections.", "events {\n    worker_connections 1024;\n}"],
  ["http { ... }", "none", "Holds directives of HTTP servers.", "http {\n    lua_shared_dict cats 1m;\n}"],
  [
    "stream { ... }",
    "none",
    "Holds directives of servers for TCP and UDP.",
    "stream {\n    lua_shared_dict cats 1m;\n}",
  ],
];

const served: readonly Row[] = [
  ["daemon on | off;", "on", "Whether nginx goes to the background.", "daemon off;"],
  ["master_process on | off;", "on", "Whether there are a master and workers, or one process.", "master_process off;"],
  [
    "worker_processes COUNT | auto;",
    "1",
    "How many workers there are; auto: one for each processor.",
    "worker_processes auto;",
  ],
  ["pid FILE;", "logs/nginx.pid", "Where the master's process id is written.", "pid /run/nginx.pid;"],
  ["user NAME [GROUP];", "nobody", "As whom workers run.", "user www-data;"],
  [
    "worker_rlimit_nofile COUNT;",
    "the system's",
    "How many files a worker may have open.",
    "worker_rlimit_nofile 4096;",
  ],
  [
    "worker_shutdown_timeout TIME;",
    "none",
    "How long a worker may take to exit gracefully.",
    "worker_shutdown_timeout 10s;",
  ],
  [
    "server { ... }\nserver ADDRESS [PARAMETERS];",
    "none",
    "A server, or in upstream one of its addresses.",
    "server {\n    listen 8080;\n}",
  ],
  [
    "upstream NAME { ... }",
    "none",
    "A group of servers to pass requests to.",
    "upstream backend {\n    server 127.0.0.1:8080;\n}",
  ],
  [
    "location [= | ~ | ~* | ^~] URI { ... }",
    "none",
    "What is done with requests for these URIs.",
    "location = /hello {\n    return 200 hello;\n}",
  ],
  [
    "if (CONDITION) { ... }",
    "none",
    "Directives for requests that fulfil a condition.",
    "if ($request_method = POST) {\n    return 405;\n}",
  ],
  [
    "limit_except METHOD... { ... }",
    "none",
    "Directives for all methods but these.",
    "limit_except GET {\n    deny all;\n}",
  ],
  ["access_log FILE | off [FORMAT];", "logs/access.log combined", "Where requests are logged.", "access_log off;"],
  [
    "log_format NAME TEXT...;",
    "combined",
    "Declares a form of lines for access_log.",
    "log_format short '$status $request';",
  ],
  ["keepalive COUNT;", "none", "How many idle connections to an upstream are kept.", "keepalive 16;"],
  ["zone NAME [SIZE];", "none", "Memory that keeps an upstream's state for all workers.", "zone backend 64k;"],
  ["listen ADDRESS[:PORT] [PARAMETERS];", "*:80", "Where a server listens.", "listen 127.0.0.1:8080;"],
  ["server_name NAME...;", '""', "The names of a server.", "server_name example.org *.example.org;"],
  ["root FOLDER;", "html", "Where files are.", "root /srv/www;"],
  [
    "alias FOLDER;",
    "none",
    "Where files of a location are, without the location's own part of the URI.",
    "alias /srv/pictures/;",
  ],
  ["index FILE...;", "index.html", "The files that stand for a folder.", "index index.html;"],
  [
    "try_files FILE... URI | =CODE;",
    "none",
    "Takes the first file that there is, else a URI or a status.",
    "try_files $uri =404;",
  ],
  ["error_page CODE... [=[RESPONSE]] URI;", "none", "The page for an error.", "error_page 404 /404.html;"],
  ["default_type TYPE;", "text/plain", "The type of responses that have no other.", "default_type text/html;"],
  [
    "types { ... }",
    "html, gif and jpg",
    "The types of files, by the ends of their names.",
    "types {\n    text/css css;\n}",
  ],
  [
    "map SOURCE $VARIABLE { ... }",
    "none",
    "A variable whose value depends on another one's.",
    "map $host $is_local {\n    default 0;\n    localhost 1;\n}",
  ],
  [
    "geo [$ADDRESS] $VARIABLE { ... }",
    "none",
    "A variable whose value depends on an address.",
    "geo $is_local {\n    default 0;\n    127.0.0.1/32 1;\n}",
  ],
  [
    "split_clients TEXT $VARIABLE { ... }",
    "none",
    "A variable whose value depends on a hash, by shares.",
    "split_clients $remote_addr $half {\n    50% a;\n    * b;\n}",
  ],
  ["internal;", "none", "The location is for requests from inside only.", "internal;"],
  ["return CODE [TEXT | URL];", "none", "Ends the request with a status.", "return 301 https://example.org;"],
  ["set $VARIABLE VALUE;", "none", "Sets a variable.", "set $user you;"],
  [
    "rewrite REGEX REPLACEMENT [FLAG];",
    "none",
    "Changes the URI where a regular expression matches.",
    "rewrite ^/old/(.*)$ /new/$1 last;",
  ],
  ["break;", "none", "Ends the directives of the rewrite phase.", "break;"],
  ["add_header NAME VALUE [always];", "none", "Adds a header to responses.", "add_header X-Served-By me always;"],
  ["expires TIME | epoch | max | off;", "off", "How long a response may be kept.", "expires 1h;"],
  ["allow ADDRESS | all;", "none", "Lets clients of an address in.", "allow 127.0.0.1;"],
  ["deny ADDRESS | all;", "none", "Keeps clients of an address out.", "deny all;"],
  ["proxy_pass URL;", "none", "Passes requests on to another server.", "proxy_pass http://127.0.0.1:8080;"],
  [
    "proxy_set_header NAME VALUE;",
    "Host $proxy_host and Connection close",
    "A header of requests that are passed on.",
    "proxy_set_header Host $host;",
  ],
  ["proxy_hide_header NAME;", "none", "Leaves a header of the other server out.", "proxy_hide_header X-Powered-By;"],
  [
    "proxy_redirect default | off | FROM TO;",
    "default",
    "Changes addresses in the other server's redirections.",
    "proxy_redirect off;",
  ],
  [
    "proxy_ssl_conf_command NAME VALUE;",
    "none",
    "A setting of OpenSSL's for connections to the other server.",
    "proxy_ssl_conf_command Options -SessionTicket;",
  ],
  [
    "client_body_buffer_size SIZE;",
    "8k or 16k",
    "How much of a request's body is kept in memory.",
    "client_body_buffer_size 1m;",
  ],
  [
    "client_body_temp_path FOLDER [LEVELS];",
    "client_body_temp",
    "Where longer bodies are kept.",
    "client_body_temp_path /tmp/bodies;",
  ],
  ["client_body_timeout TIME;", "60s", "How long a client may pause within its body.", "client_body_timeout 10s;"],
  ["client_header_timeout TIME;", "60s", "How long a client may take for its header.", "client_header_timeout 10s;"],
  ["client_max_body_size SIZE;", "1m", "How long a body may be; 0: any length.", "client_max_body_size 10m;"],
  ["keepalive_requests COUNT;", "1000", "How many requests a connection may bring.", "keepalive_requests 100;"],
  [
    "keepalive_timeout TIME [HEADER];",
    "75s",
    "How long a connection of a client stays open without requests.",
    "keepalive_timeout 65s;",
  ],
  ["proxy_buffering on | off;", "on", "Whether responses of the other server are gathered.", "proxy_buffering off;"],
  [
    "proxy_connect_timeout TIME;",
    "60s",
    "How long connecting to the other server may take.",
    "proxy_connect_timeout 5s;",
  ],
  [
    "proxy_http_version VERSION;",
    "1.0 (1.1 since nginx 1.29.7)",
    "The version of HTTP for the other server.",
    "proxy_http_version 1.1;",
  ],
  ["proxy_read_timeout TIME;", "60s", "How long the other server may pause.", "proxy_read_timeout 30s;"],
  ["proxy_send_timeout TIME;", "60s", "How long sending to the other server may pause.", "proxy_send_timeout 30s;"],
  ["proxy_temp_path FOLDER [LEVELS];", "proxy_temp", "Where long responses are kept.", "proxy_temp_path /tmp/proxy;"],
  ["send_timeout TIME;", "60s", "How long sending to a client may pause.", "send_timeout 30s;"],
  ["sendfile on | off;", "off", "Whether the system copies files to connections.", "sendfile on;"],
  ["server_tokens on | off | TEXT;", "on", "Whether responses tell nginx's version.", "server_tokens off;"],
  ["tcp_nodelay on | off;", "on", "Whether small packets are sent at once.", "tcp_nodelay on;"],
  ["tcp_nopush on | off;", "off", "Whether packets are filled before they are sent.", "tcp_nopush on;"],
  ["ssl_certificate FILE;", "none", "The certificate of a server.", "ssl_certificate /etc/ssl/me.pem;"],
  ["ssl_certificate_key FILE;", "none", "The key of the certificate.", "ssl_certificate_key /etc/ssl/me.key;"],
  ["ssl_ciphers CIPHERS;", "HIGH:!aNULL:!MD5", "The ciphers that are taken.", "ssl_ciphers HIGH:!aNULL;"],
  ["ssl_protocols NAME...;", "TLSv1.2 TLSv1.3", "The versions of TLS that are taken.", "ssl_protocols TLSv1.3;"],
  [
    "ssl_session_cache off | none | [builtin[:SIZE]] [shared:NAME:SIZE];",
    "none",
    "Where TLS sessions are kept.",
    "ssl_session_cache shared:tls:1m;",
  ],
  [
    "variables_hash_max_size SIZE;",
    "1024",
    "How large the table of variables may be.",
    "variables_hash_max_size 2048;",
  ],
  [
    "server_names_hash_bucket_size SIZE;",
    "32, 64 or 128",
    "How large a bucket of the table of names is.",
    "server_names_hash_bucket_size 128;",
  ],
];

const ignored: readonly Row[] = [
  [
    "worker_cpu_affinity MASK... | auto [MASK];",
    "none",
    "On which processors workers run.",
    "worker_cpu_affinity auto;",
  ],
  ["worker_priority NUMBER;", "0", "How the system ranks workers.", "worker_priority 5;"],
  [
    "worker_rlimit_core SIZE;",
    "the system's",
    "How large a memory dump of a worker may be.",
    "worker_rlimit_core 100m;",
  ],
  ["working_directory FOLDER;", "none", "The current folder of workers.", "working_directory /tmp;"],
  ["timer_resolution TIME;", "none", "How often the time is read.", "timer_resolution 100ms;"],
  ["lock_file FILE;", "logs/nginx.lock", "The file of a lock between workers.", "lock_file /tmp/nginx.lock;"],
  ["pcre_jit on | off;", "off", "Whether PCRE compiles the configuration's regular expressions.", "pcre_jit on;"],
  ["debug_points abort | stop;", "none", "What happens at internal errors.", "debug_points abort;"],
  ["ssl_engine NAME;", "none", "The device that computes for TLS.", "ssl_engine dynamic;"],
  ["multi_accept on | off;", "off", "Whether a worker takes all new connections at once.", "multi_accept on;"],
  ["accept_mutex on | off;", "off", "Whether workers take new connections by turns.", "accept_mutex on;"],
  ["accept_mutex_delay TIME;", "500ms", "How long a worker waits for its turn.", "accept_mutex_delay 100ms;"],
  ["use METHOD;", "the best that there is", "How nginx waits for connections.", "use epoll;"],
  ["debug_connection ADDRESS;", "none", "Clients for whom debug messages are logged.", "debug_connection 127.0.0.1;"],
];

export const directives: Area = {
  page: "directives",
  title: "Directives of nginx.conf",
  about:
    "What the reader of configurations knows. On the command line --main-conf adds directives to main, and --http-conf " +
    "to http; ngxbox run --dump-nginx-conf shows the whole configuration.",
  notes: {
    ...luaDirectives,
    ...notes(used, undefined),
    ...notes(served, SERVED),
    ...notes(ignored, NO_EFFECT),
  },
};
