import { test } from "uvu";
import * as assert from "uvu/assert";
import { memoryStore } from "../../src/host/memory/shared-store.ts";
import { type HarnessOptions, harness, linesOf } from "../runtime/harness.ts";

const files = {
  "m.lua": `local M = { number = 1, callable = setmetatable({}, { __call = print }) }
    function M.echo(...) return ... end
    function M.count(...) return select("#", ...) end
    function M.fail(e) error(e) end
    function M.func() return 1, print end
    function M.yield() coroutine.yield() end
    function M.set(n) value = n end
    function M.get() return value end
    function M.types(t) local all = {} for k, v in pairs(t) do all[#all + 1] = type(k) .. "=" .. type(v) end
      table.sort(all) return table.concat(all, " ") end
    function M.ngx() local all = {} for k in pairs(ngx) do all[#all + 1] = k end
      table.sort(all) return table.concat(all, " ") end
    function M.phase() return ngx.get_phase() end
    function M.ssl() local ssl = require "ngx.ssl" return ssl.parse_pem_cert(""), pcall(ssl.server_name) end
    function M.free() return require("ngx.semaphore").new(3):count() end
    function M.null(x) return x == ngx_null, x == require("cjson").null, x end
    function M.empty(x) return require("cjson").encode({ x }) end
    function M.incr() return ngx.shared.dogs:incr("n", 1, 0) end
    function M.use_up() end
    return M`,
  "bad.lua": 'error("boom")',
  "five.lua": "return 5",
};

const options = { files, threadPools: [{ name: "p", threads: 2, maxQueue: 65_536 }] };

/** Prints what calls answer, each on a line: `run(…)` is `ngx.run_worker_thread(…)`. */
function answers(lua: string, more: HarnessOptions = {}): string[] {
  const prelude = `local function show(...)
    local all = { ... }
    for at = 1, select("#", ...) do all[at] = tostring(all[at]) end
    ngx.say(table.concat(all, " "))
  end
  local function run(...) show(ngx.run_worker_thread(...)) end `;
  return linesOf(prelude + lua, { ...options, ...more });
}

test("what is called must be named by texts, in a pool that there is", () => {
  const calls = `run() run("p", "m") run(nil, nil, nil) run("q", "m", "echo") run(1, 2, 3) run("p\\0x", "m", "echo")
    run("p", {}, "echo") run("p", "m", print)`;
  assert.equal(answers(calls), [
    "false expecting at least 3 arguments",
    "false expecting at least 3 arguments",
    "false threadpool should be a string",
    "false thread pool q not found",
    "false thread pool 1 not found",
    "false thread pool p not found",
    "false module name should be a string",
    "false function name should be a string",
  ]);
});

test("the module must load, and have a function of that name", () => {
  const calls = `run("p", "bad", "f") run("p", "bad", "f") run("p", "five", "f") run("p", "m", "nothing") run("p", "m", "number")
    run("p", "m", "callable") run("p", "m", "echo\\0more", "found")
    show((select(2, ngx.run_worker_thread("p", "nowhere", "f")):gsub("\\n.*", "")))`;
  assert.equal(answers(calls), [
    "false bad.lua:1: boom",
    "false /usr/local/openresty/lualib/resty/core/base.lua:80: loop or previous error loading module 'bad'",
    "false invalid lua module",
    "false invalid function",
    "false invalid function",
    "false invalid function",
    "true found",
    "module 'nowhere' not found:",
  ]);
});

test("values are copied there and back", () => {
  const calls = `run("p", "m", "echo") run("p", "m", "echo", 1.5, nil, "a\\0\\255", true, nil) run("p", "m", "count", nil, nil)
    run("p", "m", "types", { 1, x = "y", [true] = {}, [{}] = 2, [0.5] = false })
    local given = setmetatable({ { deep = { "x" } } }, { __index = {} })
    local ok, got = ngx.run_worker_thread("p", "m", "echo", given)
    show(got == given, getmetatable(got), got[1].deep[1], #got)
    run("p", "m", "echo", 0/0, 1/0, -1/0)`;
  assert.equal(answers(calls), [
    "true",
    "true 1.5 nil a\0\xff true nil",
    "true 2",
    "true boolean=table number=boolean number=number string=string table=number",
    "false nil x 1",
    "true nan inf -inf",
  ]);
});

test("ngx.null and cjson's empty array are the same on all threads", () => {
  const calls = `local ok, _, is_null, back = ngx.run_worker_thread("p", "m", "null", ngx.null)
    show(ok, is_null, back == ngx.null)
    run("p", "m", "empty", require("cjson").empty_array)`;
  assert.equal(answers(calls), ["true true true", "true [[]]"]);
});

test("functions, coroutines, userdata and what is foreign are not copied", () => {
  const calls = `for _, value in ipairs { print, coroutine.create(print), io.stdout, { { [print] = 1 } }, { io.stdout } } do
      run("p", "m", "echo", value)
    end
    run("p", "m", "func")`;
  assert.equal(answers(calls), [
    "false unsupported Lua type: LUA_TFUNCTION in the argument",
    "false unsupported Lua type: LUA_TTHREAD in the argument",
    "false unsupported Lua type: LUA_TUSERDATA in the argument",
    "false unsupported Lua type: LUA_TFUNCTION in the argument",
    "false unsupported Lua type: LUA_TUSERDATA in the argument",
    "false unsupported Lua type: LUA_TFUNCTION in the return value",
  ]);
});

test("tables lie in each other up to 99 deep", () => {
  const calls = `local deep = {}
    for i = 2, 99 do deep = { deep } end
    show((ngx.run_worker_thread("p", "m", "echo", deep)))
    run("p", "m", "echo", { deep })
    local round = {} round.round = round
    run("p", "m", "echo", round)`;
  const refused = "suspicious circular references, table depth exceed max depth: 100 in the argument";
  assert.equal(answers(calls), ["true", `false ${refused}`, `false ${refused}`]);
});

test("an error comes back as its text; what has none is empty", () => {
  const calls = `run("p", "m", "fail", "oops") run("p", "m", "fail", 12) run("p", "m", "fail", {}) run("p", "m", "fail")
    run("p", "m", "yield")`;
  assert.equal(answers(calls), [
    "false m.lua:4: oops",
    "false m.lua:4: 12",
    "false ",
    "false ",
    "false m.lua:6: attempt to yield across C-call boundary",
  ]);
});

test("a machine keeps its globals, and has what needs no request", () => {
  const calls = `value = "here" run("p", "m", "set", "there") run("p", "m", "get") show(value) run("p", "m", "ngx") run("p", "m", "phase")`;
  assert.equal(answers(calls), [
    "true",
    "true there",
    "here",
    `true ${[
      "config cookie_time crc32_long crc32_short decode_args decode_base64 decode_base64mime encode_args encode_base64",
      "get_phase get_raw_phase hmac_sha1 http_time localtime md5 md5_bin now parse_http_time quote_sql_str re sha1_bin shared",
      "time today update_time utctime",
    ].join(" ")}`,
    "true init",
  ]);
});

test("libraries that need a request are there, and find none", () => {
  assert.equal(answers('run("p", "m", "ssl") run("p", "m", "free")'), ["true nil false no request found", "true 3"]);
});

test("shared dictionaries are shared with it", () => {
  const shared = memoryStore([{ name: "dogs", bytes: 12_288 }]);
  const calls = 'ngx.shared.dogs:set("n", 41) run("p", "m", "incr") show(ngx.shared.dogs:get("n"))';
  assert.equal(answers(calls, shared === undefined ? {} : { shared }), ["true 42 nil false", "42"]);
});

test("others run meanwhile, and calls run side by side", () => {
  const lines = answers(`local began = ngx.now()
    local waiting = {}
    for i = 1, 4 do waiting[i] = ngx.thread.spawn(function() return ngx.run_worker_thread("p", "m", "echo", i) end) end
    show("meanwhile")
    for i = 1, 4 do show(ngx.thread.wait(waiting[i])) end
    ngx.update_time()
    show(math.floor((ngx.now() - began) * 1000 + 0.5))`);
  assert.equal(lines, ["meanwhile", "true true 1", "true true 2", "true true 3", "true true 4", "20"]);
});

test("a light thread that waits can be killed", () => {
  const lines =
    answers(`local waiting = ngx.thread.spawn(function() return ngx.run_worker_thread("p", "m", "set", "done") end)
    show(ngx.thread.kill(waiting))
    ngx.sleep(0.1)
    run("p", "m", "get")`);
  assert.equal(lines, ["1", "true done"], "the call goes on to its end");
});

test("more calls than the queue takes, or than there may be machines, fail", () => {
  const run = harness({
    files,
    threadPools: [
      { name: "small", threads: 1, maxQueue: 1 },
      { name: "other", threads: 5, maxQueue: 0 },
    ],
    mostMachines: 3,
  });
  run.start(`
    local function call(pool)
      return ngx.thread.spawn(function() return select(2, ngx.run_worker_thread(pool, "m", "echo", "fine")) end)
    end
    local all = { call("small"), call("small"), call("small"), call("other"), call("other") }
    for _, waiting in ipairs(all) do ngx.say(select(2, ngx.thread.wait(waiting))) end
    ngx.say(select(2, ngx.run_worker_thread("other", "m", "echo", "later")))`);
  assert.equal(run.settle().lines(), [
    "fine",
    "fine",
    "ngx_thread_task_post failed",
    "fine",
    "no available Lua vm",
    "later",
  ]);
  assert.equal(run.log, ['error: thread pool "small" queue overflow: 1 tasks waiting']);
});

test("a thread whose memory is used up is replaced", () => {
  const calls = 'run("p", "m", "set", 1) run("p", "m", "use_up") run("p", "m", "get")';
  assert.equal(answers(calls), ["true", "false not enough memory", "true nil"]);
});

test("where nothing can wait, nothing is called", () => {
  const calls = `show(pcall(string.gsub, "x", "x", function() return ngx.run_worker_thread("p", "m", "set", 1) end))
    run("p", "m", "get")`;
  assert.equal(answers(calls), ["false attempt to yield across C-call boundary", "true nil"]);
});

test.run();
