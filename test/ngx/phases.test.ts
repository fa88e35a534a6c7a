import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allNames, describe } from "../../src/ngx/declaration/describe.ts";
import { ALL_PHASES, REQUEST_PHASES } from "../../src/ngx/declaration/phases.ts";
import { ErrorLogBuffer } from "../../src/ngx/error-log/buffer.ts";
import { MODULES } from "../../src/ngx/modules.ts";
import { RESTY_CLI } from "../../src/ngx/resty-cli.ts";
import type { Phase } from "../../src/runtime/phases.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import { Table } from "../../src/vm/table.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { type FakeWorker, fakeWorker } from "./fake-worker.ts";

/** Arguments that work where the function works, as the probes of the recording have them. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  "ngx.cookie_time": "0",
  "ngx.http_time": "0",
  "ngx.parse_http_time": '"Thu, 01 Jan 1970 00:00:00 GMT"',
  "ngx.log": '4, "probe"',
  print: '"probe"',
  "ngx.print": '"x"',
  "ngx.say": '"x"',
  "ngx.exit": "200",
  "ngx.on_abort": "function() end",
  "ngx.sleep": "0.001",
  "ngx.timer.at": "0.001, function() end",
  "ngx.timer.every": "3600, function() end",
  "ngx.thread.spawn": "function() end",
  "ngx.run_worker_thread": '"pool", "module", "f"',
  "ngx.process.enable_privileged_agent": "4",
  "ngx.pipe.spawn": '{ "true" }',
  "ngx.socket.connect": '"127.0.0.1", 80',
  "ngx.errlog.raw_log": '4, "probe"',
  "ngx.errlog.set_filter_level": "4",
  "ngx.encode_args": "{ a = 1 }",
  "ngx.decode_args": '"a=1"',
  "ngx.decode_base64": '"Zm9v"',
  "ngx.decode_base64mime": '"Zm9v"',
  "ngx.base64.encode_base64url": '"foo"',
  "ngx.base64.decode_base64url": '"Zm9v"',
  "ngx.quote_sql_str": '"x"',
  "ngx.hmac_sha1": '"k", "x"',
  "ngx.exec": '"/x"',
  "ngx.redirect": '"/x"',
  "ngx.location.capture": '"/x"',
  "ngx.location.capture_multi": '{ { "/x" } }',
  "ngx.req.set_uri": '"/x"',
  "ngx.req.set_uri_args": '"a=1"',
  "ngx.req.set_method": "ngx.HTTP_GET",
  "ngx.req.set_header": '"X-A", "b"',
  "ngx.req.clear_header": '"X-A"',
  "ngx.req.set_body_data": '"x"',
  "ngx.req.set_body_file": '"/x"',
  "ngx.req.append_body": '"x"',
  "ngx.req.add_header": '"X-A", "b"',
  "ngx.resp.add_header": '"X-A", "b"',
  "ngx.resp.set_status": '200, "OK"',
  "ngx.re.match": '"a", "a"',
  "ngx.re.find": '"a", "a"',
  "ngx.re.gmatch": '"a", "a"',
  "ngx.re.sub": '"a", "a", "b"',
  "ngx.re.gsub": '"a", "a", "b"',
  "ngx.re.split": '"a,b", ","',
  "ngx.ssl.cert_pem_to_der": "CERTIFICATE",
  "ngx.ssl.parse_pem_cert": "CERTIFICATE",
  "ngx.ssl.parse_der_cert": 'require("ngx.ssl").cert_pem_to_der(CERTIFICATE)',
  "ngx.ssl.priv_key_pem_to_der": "KEY",
  "ngx.ssl.parse_pem_priv_key": "KEY",
  "ngx.ssl.parse_der_priv_key": 'require("ngx.ssl").priv_key_pem_to_der(KEY)',
  "ngx.ssl.set_der_cert": '"x"',
  "ngx.ssl.set_der_priv_key": '"x"',
  "ngx.ssl.export_keying_material": '16, "label"',
  "ngx.ssl.export_keying_material_early": '16, "label"',
  "ngx.balancer.set_current_peer": '"127.0.0.1", 80',
  "ngx.balancer.set_more_tries": "1",
  "ngx.balancer.set_timeouts": "1, 1, 1",
  "ngx.balancer.enable_keepalive": "1, 1",
  "ngx.balancer.bind_to_local_addr": '"127.0.0.1"',
  "ngx.balancer.set_upstream_tls": "true",
};

/** These need a light thread to name: the phases of the one that spawns are theirs. */
const NEED_A_THREAD = new Set(["ngx.thread.wait", "ngx.thread.kill"]);

/** Refuses once a pattern was compiled with the option o, which an earlier probe had done in most phases. */
const DEPENDS_ON_BEFORE = "ngx.re.opt";

/** As the probes call the methods of a dictionary that has a number under "n" and no list. */
const DICT_ARGUMENTS: Readonly<Record<string, string>> = {
  incr: '"n", 1',
  add: '"fresh", 1',
  safe_add: '"fresh", 1',
  replace: '"n", 2',
  set: '"n", 1',
  safe_set: '"n", 1',
  lpush: '"l", 1',
  rpush: '"l", 1',
  lpop: '"l"',
  rpop: '"l"',
  llen: '"l"',
  expire: '"n", 1',
  flush_expired: "",
  get_keys: "",
};
const DICT = "ngx.shared.DICT:";

/** What the methods of a process get besides it. */
const PROC_ARGUMENTS: Readonly<Record<string, string>> = {
  kill: "0",
  write: '"x"',
  shutdown: '"stdin"',
  stdout_read_any: "1",
  stdout_read_bytes: "1",
  stderr_read_any: "1",
  stderr_read_bytes: "1",
};

/** What the methods of sockets get besides them. */
const SOCKET_ARGUMENTS: Readonly<Record<string, string>> = {
  bind: '"127.0.0.1"',
  connect: '"127.0.0.1", 80',
  getoption: '"keepalive"',
  receive: "0",
  receiveany: "1",
  receiveuntil: '"x"',
  send: '"x"',
  setoption: '"keepalive", 1',
  setpeername: '"127.0.0.1", 80',
  settimeout: "1",
  settimeouts: "1, 1, 1",
};

/** How a socket gets its peer. */
const CONNECT: Readonly<Record<string, string>> = { tcp: "connect", udp: "setpeername" };

/** Rows that are no call of a function: how the probe reads and writes. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  "ngx.ctx (read)": "return ngx.ctx.a",
  "ngx.ctx (write)": "ngx.ctx.a = 1",
  "ngx.status (read)": "return ngx.status",
  "ngx.status (write)": "ngx.status = 202",
  "ngx.headers_sent": "return ngx.headers_sent",
  "ngx.is_subrequest": "return ngx.is_subrequest",
  "ngx.var.NAME (read)": "return ngx.var.uri",
  "ngx.var.NAME (write)": "ngx.var.x = 1",
  "ngx.header.NAME (read)": 'return ngx.header["X-A"]',
  "ngx.header.NAME (write)": 'ngx.header["X-A"] = "b"',
  "ngx.arg[1] (read)": "return ngx.arg[1]",
  "ngx.arg[1] (write)": 'ngx.arg[1] = "x"',
};

/** What needs a request that is served: so far only where it is refused is as recorded. */
const NEEDS_A_SERVER =
  /^ngx\.(?:req(?!\.start_time)|resp(?!\.bypass)|location|var|header(?!s)|arg|exec|redirect|send_headers)\b/;

const [head = "", ...rows] = readFileSync(new URL("../golden/phase-table.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n");
const columns = head.split("\t").slice(1);

const server = MODULES;
const commandLine = [...MODULES, ...RESTY_CLI];

for (const row of rows) {
  const [api = "", ...recorded] = row.split("\t");
  const name = nameOf(api);
  if (EXPRESSIONS[api] === undefined && describe(commandLine, name) === undefined) continue;
  if (NEED_A_THREAD.has(name) || name === DEPENDS_ON_BEFORE) continue;
  test(`${api} works in the recorded phases`, () => {
    columns.forEach((column, at) => {
      const isCommandLine = column === "resty";
      const isDeclared =
        EXPRESSIONS[api] !== undefined || describe(isCommandLine ? commandLine : server, name) !== undefined;
      const expected = recorded[at] ?? "";
      if (!isDeclared || expected.startsWith("other:process died")) return;
      const phase = isCommandLine ? "timer" : (column as Phase);
      assert.ok(ALL_PHASES.includes(phase), column);
      const isRequest: boolean = (REQUEST_PHASES as readonly Phase[]).includes(phase);
      if (isRequest && expected !== "disabled" && NEEDS_A_SERVER.test(name)) return;
      // there an upstream is found
      if (phase === "balancer" && name.startsWith("ngx.balancer.")) return;
      const captured = new ErrorLogBuffer(32 * 1024);
      assert.is(outcome(fakeWorker({ phase, isCommandLine, captured }), api, name), expected, `in ${column}`);
    });
  });
}

/** Libraries of which the recording has no row: allowed everywhere, or ours. */
const UNRECORDED = /^(?:resty|cjson|ngxbox|ngx\.ocsp|ngx\.ssl\.\w+\.\w+)\b/;

test("every function that is declared is in the recording", () => {
  const recorded = new Set(
    rows.map((row) =>
      nameOf(row.split("\t")[0] ?? "")
        .replace(/ \(.*/, "")
        .replace(/^semaphore:/, "ngx.semaphore."),
    ),
  );
  assert.equal(
    allNames(commandLine).filter((name) => !recorded.has(name) && !UNRECORDED.test(name)),
    [],
  );
});

/** A function as declarations call it. */
function nameOf(api: string): string {
  return api.replace(": ", ".").replace(/^pipeproc:/, "proc:");
}

/** What the recording's probes would write down. */
function outcome(fake: FakeWorker, api: string, name: string): string {
  const dictMethod = name.startsWith(DICT) ? name.slice(DICT.length) : undefined;
  const dictCall =
    dictMethod &&
    `local d = ngx.shared.DICT d:set("n", 1) return d:${dictMethod}(${DICT_ARGUMENTS[dictMethod] ?? '"n"'})`;
  const procMethod = /^proc:(.*)/.exec(name)?.[1];
  const procCall =
    procMethod && `return require("ngx.pipe").spawn({ "true" }):${procMethod}(${PROC_ARGUMENTS[procMethod] ?? ""})`;
  const [, protocol = "", socketMethod = ""] = /^(tcp|udp)sock:(.*)/.exec(name) ?? [];
  const socketCall =
    protocol &&
    `local s = ngx.socket.${protocol}() s:${CONNECT[protocol]}("127.0.0.1", 80)
    return s:${socketMethod}(${SOCKET_ARGUMENTS[socketMethod] ?? ""})`;
  const source = EXPRESSIONS[api] ?? dictCall ?? procCall ?? (socketCall || `return probed(${ARGUMENTS[name] ?? ""})`);
  fake.context.state.globals.set("probed", functionAt(fake, name));
  fake.context.state.globals.set("CERTIFICATE", CERTIFICATE);
  fake.context.state.globals.set("KEY", KEY);
  const [called, first, second] = fake.run(`return pcall(function() ${source} end)`);
  const error = called === false ? first : first === undefined || first === false ? second : undefined;
  if (error === undefined || error === false) return "ok";
  if (error === "attempt to yield across C-call boundary") return "ok"; // it would wait: there is no scheduler here
  const text = String(error).replace(/^[^\n]*?:\d+: /, "");
  if (text.includes("API disabled in the")) return "disabled";
  return `other:${text.length > 70 ? `${text.slice(0, 67)}...` : text}`;
}

function functionAt(fake: FakeWorker, name: string): NativeFunction | undefined {
  const dot = name.lastIndexOf(".");
  // A library can have the name of a table that scripts have without it: ngx.req, ngx.resp.
  const ofLibrary = fake.libraries.get(name.slice(0, dot))?.get(name.slice(dot + 1));
  if (ofLibrary instanceof NativeFunction) return ofLibrary;
  let value: unknown = fake.context.state.globals;
  for (const part of name.split(".")) value = value instanceof Table ? value.get(part) : undefined;
  return value instanceof NativeFunction ? value : undefined;
}

test.run();
