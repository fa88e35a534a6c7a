import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type GenerateOptions, generateNginxConf } from "../../../src/nginx/conf/generate.ts";
import { systemNameservers } from "../../../src/nginx/conf/nameservers.ts";
import { readConfig } from "../../../src/nginx/conf/read.ts";
import { NO_OPTIONS } from "./no-options.ts";

const PATH = "PREFIX/conf/nginx.conf";

function generate(options: Partial<GenerateOptions>, variables: string[] = []): string {
  return generateNginxConf({ ...NO_OPTIONS, ...options }, { variables, nameservers: ["1.2.3.4"] });
}

function read(options: Partial<GenerateOptions>, variables: string[] = []) {
  const result = readConfig(generate(options, variables), PATH);
  if ("error" in result) throw new Error(result.error);
  return result.config;
}

function refusal(options: Partial<GenerateOptions>, variables: string[] = []): string {
  const result = readConfig(generate(options, variables), PATH);
  return "error" in result ? result.error : "it was read";
}

/** The reference was recorded without stream, with -I and with 43 variables in its environment. */
const RECORDED = { noStream: true, includeDirs: ["/lualib"] };
const RECORDED_VARIABLES = Array.from({ length: 43 }, (_, index) => `V${index}`);

test("a plain configuration is read, as resty has it", () => {
  const config = read({}, ["HOME", "PATH"]);
  assert.equal(
    [config.daemon, config.masterProcess, config.workerProcesses, config.workerConnections],
    [false, false, 1, 64],
  );
  assert.equal(config.errorLogs, [{ file: "stderr", level: "warn" }]);
  assert.equal(
    config.environment.map(({ name }) => name),
    ["HOME", "PATH"],
  );
  assert.is(config.http?.defaults.luaSocketLogErrors, false);
  assert.is(config.http?.luaRegexCacheMaxEntries, 40960);
  assert.equal(config.http?.defaults.resolver?.addresses, ["1.2.3.4"]);
  assert.is(config.http?.defaults.resolver?.ipv6, false);
  assert.ok(config.stream);
});

test("options end up where resty puts them", () => {
  const config = read({
    sharedDicts: ["cats 1m", "dogs 12k"],
    httpConf: ["lua_max_pending_timers 2;", "lua_max_running_timers 3;"],
    mainConf: ["env WHO=me;"],
    streamConf: ["lua_max_pending_timers 4;"],
    includeDirs: ["lib", 'odd " \\ name'],
    resolveIpv6: true,
  });
  assert.equal(
    config.http?.sharedDicts.map(({ bytes }) => bytes),
    [1048576, 12288],
  );
  assert.equal([config.http?.luaMaxPendingTimers, config.http?.luaMaxRunningTimers], [2, 3]);
  assert.equal(config.environment, [{ name: "WHO", value: "me" }]);
  assert.is(config.stream?.luaMaxPendingTimers, 4);
  assert.is(config.http?.defaults.resolver?.ipv6, true);
  const odd = 'odd " \\ name';
  const path = ["lib", odd].map((dir) => `${dir}/?.ljbc;${dir}/?.lua;${dir}/?/init.ljbc;${dir}/?/init.lua;`).join("");
  assert.is(config.http?.luaPackagePath, `${path};`);
  assert.is(config.http?.luaPackageCpath, `lib/?.so;${odd}/?.so;;`);
});

test("refusals name the line that the reference named", () => {
  const of = (options: Partial<GenerateOptions>) => refusal({ ...RECORDED, ...options }, RECORDED_VARIABLES);
  assert.is(of({ errlogLevel: "nope" }), `nginx: [emerg] invalid log level "nope" in ${PATH}:51`);
  assert.is(of({ sharedDicts: ["dogs 1k"] }), `nginx: [emerg] invalid lua shared dict size "1k" in ${PATH}:66`);
  const unknown = `nginx: [emerg] unknown directive "no_such_directive" in ${PATH}:71`;
  assert.is(of({ httpConf: ["no_such_directive on;"] }), unknown);
  const duplicate = `nginx: [emerg] "lua_socket_log_errors" directive is duplicate in ${PATH}:71`;
  assert.is(of({ httpConf: ["lua_socket_log_errors on;"] }), duplicate);
});

test("a phase that the command line itself uses cannot be given", () => {
  assert.match(refusal({ httpConf: ["init_by_lua_block { }"] }), /^nginx: \[emerg\] is duplicate in /);
});

test("stream is left out on demand", () => {
  assert.is(read({ noStream: true }).stream, undefined);
});

test("variables whose names nginx could not read are left out", () => {
  const odd = ["A", "B C", "D;E", "", "F=", "G'", "BASH_FUNC_x%%"];
  assert.equal(
    read({}, odd).environment.map(({ name }) => name),
    ["A", "BASH_FUNC_x%%"],
  );
});

test("any folder and any environment give a configuration that can be read", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string()),
      fc.array(fc.string({ maxLength: 40 })),
      (variables, includeDirs) => refusal({ includeDirs: includeDirs.slice(0, 5) }, variables) === "it was read",
    ),
  );
});

test("the name servers are those of the system, the last one first", () => {
  assert.equal(systemNameservers("# x\nnameserver 1.1.1.1\n nameserver\t2.2.2.2 # y\nnameserver ::1\n"), [
    "2.2.2.2",
    "1.1.1.1",
  ]);
  assert.equal(systemNameservers("search x\n"), ["8.8.8.8", "8.8.4.4"]);
});

test.run();
