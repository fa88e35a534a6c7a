import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nginxIsInstalled, runInNginx } from "../bench/nginx.ts";
import { skip } from "../skip.ts";
import { type Ended, ngxbox, type Surroundings } from "./processes.ts";

// Runs the built command line: `npm test` builds it first.

const folder = mkdtempSync(join(tmpdir(), "threads_"));
const LIBRARY = `
  local M = {}
  function M.echo(...) return ... end
  function M.sum(n) local sum = 0 for i = 1, n do sum = (sum * 31 + i) % 1000003 end return sum end
  function M.wait_for(key, value)
    ngx.shared.dogs:set("waits", true)
    while ngx.shared.dogs:get(key) ~= value do end
    return "seen"
  end
  function M.count(n) for _ = 1, n do ngx.shared.dogs:incr("count", 1, 0) end return ngx.shared.dogs:get("count") end
  function M.list()
    local dogs = ngx.shared.dogs
    dogs:lpush("list", "a") dogs:rpush("list", 2) dogs:set("short", "x", 100, 7)
    return dogs:llen("list"), dogs:lpop("list"), dogs:rpop("list"), dogs:get("short"), dogs:ttl("short") > 99,
      #dogs:get_keys(), dogs:capacity(), dogs:free_space() > 0, dogs:add("short", 1), dogs:delete("short")
  end
  function M.print(...) print(...) io.write("written\\n") return true end
  function M.much(n) for _ = 1, n do io.write(("x"):rep(1000)) end end
  function M.loop() print("begins") io.flush() while true do end end
  function M.backtrack() print("begins") io.flush() return ("a"):rep(40):find(("a*"):rep(40) .. "b") end
  function M.exit(status) os.exit(status) end
  function M.sleep(seconds) os.execute("sleep " .. seconds) print("slept") end
  function M.environment(name) return os.getenv(name), ngx.config.prefix() end
  function M.line() return io.read() end
  function M.fill() local all = {} for i = 1, 1e9 do all[i] = { i } end end
  function M.match(text, pattern) local found = ngx.re.match(text, pattern) return found and found[1] end
  function M.lrucache() local cache = require("resty.lrucache").new(2) cache:set("a", 1) return cache:get("a") end
  return M`;

test.before(() => {
  writeFileSync(join(folder, "m.lua"), LIBRARY);
  writeFileSync(join(folder, "filling.lua"), "local all = {} for i = 1, 1e9 do all[i] = { i } end");
});
test.after(() => rmSync(folder, { recursive: true }));

const CONFIGURATION = ["--main-conf", "thread_pool p threads=4;", "--shdict", "dogs 100k"];

/** `call(name, …)` is `ngx.run_worker_thread("p", "m", name, …)`. */
function run(lua: string, around: Surroundings = {}, options: readonly string[] = []): Promise<Ended> {
  const prelude = 'local function call(...) return ngx.run_worker_thread("p", "m", ...) end ';
  return ngxbox(["run", "-I", folder, ...CONFIGURATION, ...options, "-e", prelude + lua], around);
}

async function linesOf(lua: string, around: Surroundings = {}): Promise<string[]> {
  const { exit, stdout, stderr } = await run(lua, around);
  assert.equal({ exit, stderr }, { exit: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
}

test("a function runs on another thread, with values that are copied", async () => {
  assert.equal(
    await linesOf(`ngx.say(call("echo", 1, nil, "a\\0b", { { true } }) == true)
      ngx.say(select(2, call("echo", { x = { "deep" } })).x[1])
      ngx.say(select(2, call("match", "abc", "b(?<=b)(c)")), " ", select(2, call("match", "xyz", "^(?:(x)|y)*+z")))
      ngx.say(select(2, call("lrucache")))`),
    ["true", "deep", "c x", "1nil0"],
  );
});

test("light threads go on while a thread is at work", async () => {
  const lines = await linesOf(`
    local waiting = ngx.thread.spawn(function() return call("wait_for", "sign", "given") end)
    while not ngx.shared.dogs:get("waits") do ngx.sleep(0.001) end
    ngx.say("meanwhile")
    ngx.shared.dogs:set("sign", "given")
    ngx.say(select(3, ngx.thread.wait(waiting)))`);
  assert.equal(lines, ["meanwhile", "seen"], "the thread sees what is stored while it runs");
});

test("all threads share the dictionaries", async () => {
  const lines = await linesOf(`
    local all = {}
    for i = 1, 4 do all[i] = ngx.thread.spawn(function() return call("count", 250) end) end
    for i = 1, 4 do ngx.thread.wait(all[i]) end
    ngx.say(ngx.shared.dogs:get("count"))
    local results = { call("list") }
    for i = 1, #results do results[i] = tostring(results[i]) end
    ngx.say(table.concat(results, " "))`);
  assert.equal(lines, ["1000", "true 2 a 2 x true 2 102400 true false true"]);
});

test("what a thread prints comes where it was printed", async () => {
  const lines = await linesOf(
    'ngx.say("before") io.write("a line\\n") call("print", "on a thread", 1) ngx.say("behind")',
  );
  assert.equal(lines, ["before", "a line", "on a thread\t1", "written", "behind"]);
});

test("a thread that prints much waits until it is taken", async () => {
  const { exit, stdout, stderr } = await run('call("much", 5000) ngx.say() ngx.say("end")');
  assert.equal({ exit, stderr, bytes: stdout.length }, { exit: 0, stderr: "", bytes: 5_000_005 });
});

test("os.exit on a thread ends the process", async () => {
  assert.equal(await run('ngx.print("printed") call("exit", 7) ngx.say("never")'), {
    exit: 7,
    stdout: "printed",
    stderr: "",
  });
});

const withSignal = (signal: NodeJS.Signals): Surroundings => ({ atOutput: (child) => child.kill(signal) });

test("what never ends on a thread ends with the run: by a signal, by os.exit, by ngx.exit", async () => {
  const endings: [lua: string, exit: number, around?: Surroundings][] = [
    ['call("loop")', 130, withSignal("SIGINT")],
    ['call("loop")', 143, withSignal("SIGTERM")],
    ['call("backtrack")', 130, withSignal("SIGINT")],
    ['ngx.timer.at(0, call, "loop") ngx.sleep(0.1) os.exit(3)', 3],
    ['ngx.thread.spawn(call, "loop") ngx.sleep(0.1) ngx.exit(4)', 4],
  ];
  const exits = await Promise.all(endings.map(async ([lua, , around]) => (await run(lua, around)).exit));
  assert.equal(
    exits,
    endings.map(([, exit]) => exit),
  );
});

test("a module that never ends loading can be interrupted", async () => {
  writeFileSync(join(folder, "endless.lua"), 'io.stdout:write("begins\\n") io.stdout:flush() while true do end');
  const { exit } = await run('ngx.run_worker_thread("p", "endless", "f")', withSignal("SIGINT"));
  assert.ok(exit === 130 || exit === "SIGINT", String(exit));
});

test("at its end a run waits for calls whose answer nobody wants", async () => {
  const lines = await linesOf(
    'ngx.thread.kill(ngx.thread.spawn(function() call("sleep", 0.2) end)) ngx.say("the script ends")',
  );
  assert.equal(lines, ["the script ends", "slept"]);
});

test("a thread reads standard input and the environment", async () => {
  const lines = await linesOf('ngx.say(select(2, call("line"))) ngx.say(select(2, call("environment", "DOG")))', {
    input: "a line\n",
    env: { DOG: "barks" },
  });
  assert.is(lines[0], "a line");
  assert.match(lines[1] ?? "", /^barks\//);
});

test("a thread that uses up its memory ends, and the run goes on", async () => {
  const { exit, stdout } = await run('ngx.say(select(2, call("fill"))) ngx.say(select(2, call("echo", "a new one")))', {
    env: { NODE_OPTIONS: "--max-old-space-size=60" },
  });
  assert.equal({ exit, stdout }, { exit: 0, stdout: "not enough memory\na new one\n" });
});

test("a module that uses up a thread's memory while it is loaded ends the thread alone", async () => {
  const { exit, stdout } = await run(
    'ngx.say(select(2, ngx.run_worker_thread("p", "filling", "f"))) ngx.say(select(2, call("echo", "a new one")))',
    { env: { NODE_OPTIONS: "--max-old-space-size=60" } },
  );
  assert.equal({ exit, stdout }, { exit: 0, stdout: "not enough memory\na new one\n" });
});

test("an idle thread keeps nothing up", async () => {
  assert.equal(await linesOf('call("echo") ngx.say("end")'), ["end"]);
});

const LIKE_NGINX = "calls, copies and errors are as in a real nginx";

test(LIKE_NGINX, async () => {
  if (!nginxIsInstalled()) return skip(`${LIKE_NGINX}: nginx or its Lua module is not installed`);
  const script = join(folder, "script.lua");
  writeFileSync(
    script,
    `local function text(value)
      if type(value) ~= "table" then return tostring(value) end
      local all = {}
      for k, v in pairs(value) do all[#all + 1] = text(k) .. "=" .. text(v) end
      table.sort(all)
      return "{" .. table.concat(all, ",") .. "}"
    end
    local function show(...)
      local all = { ... }
      for at = 1, select("#", ...) do all[at] = text(all[at]) end
      ngx.say((table.concat(all, " | "):gsub("\\n.*", "")))
    end
    local function call(...) show(pcall(ngx.run_worker_thread, ...)) end
    local deep = {}
    for i = 2, 98 do deep = { deep } end
    local round = {}
    round.round = round
    for _, value in ipairs { 1, -0.5, 1e300, "", "a\\0\\255", true, false, {}, { 1, { 2 }, x = { y = false } }, { [{}] = {} },
      deep, { deep }, { { deep } }, round, print, { print }, { [print] = 1 }, io.stdout, coroutine.create(function() end), ngx.null,
      { ngx.null } } do
      call("p", "m", "echo", value)
      call("p", "m", "echo", nil, value, nil)
    end
    call() call("p") call("p", "m") call(nil, nil, nil) call({}, 1, 2) call("q", "m", "echo") call("p", nil, "echo")
    call("p", {}, "echo") call("p", "m", nil) call("p", "m", {}) call("p", "m", 1) call(1, 2, 3) call("p", "nowhere", "f")
    call("p", "m", "nothing") call("p", "m", "sum") call("p", "m", "sum", "x") call("p", "m", "sum", 1000)
    call("p\\0q", "m", "echo") call("p", "m", "echo\\0q", 1) call("p", "string", "format", "%d!", 5) call("p", "os", "nothing")
    call("p", "string", "rep") call("p", "table", "concat", { 1, 2, 3 }, "-") call("p", "_G", "error", "plain")
    call("p", "_G", "error", {}) call("p", "_G", "error") call("p", "_G", "pcall") call("p", "_G", "select", -1, 2, 3)`,
  );
  const { exit, stdout, stderr } = await ngxbox(["run", "-I", folder, ...CONFIGURATION, script]);
  assert.equal({ exit, stderr }, { exit: 0, stderr: "" });
  const httpConf = `lua_package_path "${folder}/?.lua;;"; lua_shared_dict dogs 100k;`;
  assert.is(stdout, runInNginx(script, [], httpConf, "thread_pool p threads=4;"));
});

test.run();
