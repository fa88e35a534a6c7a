import { test } from "uvu";
import * as assert from "uvu/assert";
import { memoryStore } from "../../src/host/memory/shared-store.ts";
import { linesOf } from "../runtime/harness.ts";

const LIBRARY = "/usr/local/openresty/lualib/resty/core/shdict.lua";

function lines(lua: string): string[] {
  const shared = memoryStore([{ name: "dogs", bytes: 102_400 }]);
  return linesOf(`local d = ngx.shared.dogs\n${lua}`, shared === undefined ? {} : { shared });
}

/** What pcall answers of each call, `d` being a dictionary. */
function results(calls: readonly string[]): string[] {
  return lines(calls.map((call) => `ngx.say(pcall(${call}))`).join("\n"));
}

test("time to live is counted by the worker's clock", () => {
  assert.equal(
    lines(`
      d:set("a", 1, 100)
      ngx.sleep(60)
      ngx.say(d:ttl("a"), " ", d:get("a"))
      d:set("b", 1)
      ngx.sleep(60)
      ngx.say(d:ttl("a"), " ", d:get_stale("a"))
      ngx.say(d:expire("a", 5), " ", d:get("a"))`),
    ["40 1", "-20 1niltrue", "true 1"],
  );
});

test("an expired entry with five milliseconds gone has no time to live: the reference takes that for a code of its own", () => {
  assert.equal(
    lines(`
      d:set("a", 1, 0.001)
      ngx.sleep(0.006)
      ngx.say(d:ttl("a"))
      ngx.sleep(0.001)
      ngx.say(d:ttl("a"))`),
    ["nilnot found", "-0.006"],
  );
});

test("what is no dictionary is refused", () => {
  assert.equal(
    results([
      "d.get",
      "d.get, nil, 'k'",
      "d.set, 5, 'k', 1",
      "d.set, {}, 'k', 1",
      "d.incr, { {} }, 'k', 1",
      "d.ttl, { io.stdout }, 'k'",
      "d.lpush, {}, 'k', 1",
      "d.llen, nil, 'k'",
      "d.get_keys, {}",
      "d.flush_expired, nil",
    ]),
    [
      ...Array(8).fill('falsebad "zone" argument'),
      "falsebad user data for the ngx_shm_zone_t pointer",
      "falsebad argument #1 to '?' (table expected, got nil)",
    ],
  );
});

test("an error names the place of the call", () => {
  assert.equal(lines("ngx.say(pcall(function() d.get({}, 1) end))"), ['falset.lua:2: bad "zone" argument']);
  assert.equal(lines('ngx.say(pcall(function() d:set("a", 1, -1) end))'), ['falset.lua:2: bad "exptime" argument']);
  assert.equal(lines("ngx.say(pcall(function() d:lpop(true) end))"), [
    "falset.lua:2: bad argument #1 to 'lpop' (string expected, got boolean)",
  ]);
});

test("a key may be of any type, but for lists it is a string or a number", () => {
  assert.equal(
    lines(`
      d:set(true, 1)
      d:set(1.5, 2)
      d:set(setmetatable({}, { __tostring = function() return "meta" end }), 3)
      ngx.say(d:get("true"), d:get("1.5"), d:get("meta"))
      ngx.say(pcall(d.set, d, setmetatable({}, { __tostring = function() error("no", 0) end }), 3))
      ngx.say(d:lpush(5, 1), d:llen("5"))
      ngx.say(pcall(d.llen, d, {}))`),
    ["123", "falseno", "11", "falsebad argument #2 to '?' (string expected, got table)"],
  );
});

test("every method refuses keys that are missing, empty or too long", () => {
  const methods = ["get", "get_stale", "set", "safe_set", "add", "safe_add", "replace", "incr", "lpush", "rpush"];
  const calls = methods.flatMap((name) => [`d.${name}, d, nil, 1`, `d.${name}, d, "", 1`, `d.${name}, d, long, 1`]);
  const more = ["delete", "ttl", "lpop", "rpop", "llen"].flatMap((name) => [
    `d.${name}, d, nil`,
    `d.${name}, d, ""`,
    `d.${name}, d, long`,
  ]);
  const all = [...calls, ...more, "d.expire, d, nil, 1", "d.expire, d, '', 1", "d.expire, d, long, 1"];
  const texts = ["truenilnil key", "truenilempty key", "truenilkey too long"];
  assert.equal(
    lines(`local long = ("k"):rep(65536)\n${all.map((call) => `ngx.say(pcall(${call}))`).join("\n")}`),
    all.map((_, at) => texts[at % 3]),
  );
  assert.equal(lines('d:set(("k"):rep(65535), 1) ngx.say(#d:get_keys()[1])'), ["65535"]);
});

test("a time to live that is no number fails in the library", () => {
  assert.equal(results(['d.set, d, "a", 1, "10"', 'd.add, d, "a", 1, {}', 'd.expire, d, "a", {}']), [
    `false${LIBRARY}:490: attempt to compare string with number`,
    `false${LIBRARY}:490: attempt to compare table with number`,
    `false${LIBRARY}:873: attempt to perform arithmetic on local 'exptime' (a table value)`,
  ]);
  assert.equal(lines('d:set("a", 1) ngx.say(d:expire("a", "5"), " ", d:ttl("a"))'), ["true 5"]);
});

test("a time to live that no integer can hold is none, and neither is a fraction of a millisecond", () => {
  for (const seconds of ["0/0", "1/0", "1e300", "0.0009", "false"]) {
    assert.equal(lines(`d:set("a", 1, ${seconds}) ngx.say(d:ttl("a"))`), ["0"], seconds);
  }
  assert.equal(lines('d:set("a", 1, 1e15) ngx.say(d:ttl("a"), " ", d:get("a"))'), ["1e+15 1"]);
  assert.equal(lines('d:incr("a", 1, 1, 1/0) ngx.say(d:ttl("a"))'), ["0"]);
});

test("flags are a C int", () => {
  const flags = ["7.9", "-7.9", "2^31", "2^32 + 5", "0/0", "true", "false"];
  assert.equal(lines(flags.map((flag) => `d:set("a", 1, 0, ${flag}) ngx.say(d:get("a"))`).join("\n")), [
    "17",
    "1-7",
    "1-2147483648",
    "1-2147483648",
    "1-2147483648",
    "11",
    "1",
  ]);
  assert.equal(results(['d.set, d, "a", 1, 0, "7"']), [
    `false${LIBRARY}:542: bad argument #10 to 'ngx_lua_ffi_shdict_store' (cannot convert 'string' to 'int')`,
  ]);
  const calls = ['d.set, d, "a", nil, 0, {}', 'd.add, d, "a", nil, 0, io.stdout', 'd.set, d, "a", {}, 0, {}'];
  assert.equal(results(calls), [
    `false${LIBRARY}:542: bad argument #10 to 'ngx_lua_ffi_shdict_store' (cannot convert 'table' to 'int')`,
    `false${LIBRARY}:542: bad argument #10 to 'ngx_lua_ffi_shdict_store' (cannot convert 'void *' to 'int')`,
    "truenilbad value type",
  ]);
});

test("incr takes numbers in strings, and names what is none", () => {
  assert.equal(
    results([
      'd.incr, d, "a", "0x10", "1"',
      'd.incr, d, "a", "x"',
      'd.incr, d, "b", 1, {}',
      'd.incr, d, "b", 1, 1, "x"',
      'd.incr, d, "b", 1, 1, false',
      'd.incr, d, "b", 1, false, 1',
      'd.incr, d, "b", 1, 1, -0.1',
      'd.incr, d, "c", 0/0, 1',
    ]),
    [
      "true17nilfalse",
      `false${LIBRARY}:760: cannot convert 'nil' to 'double'`,
      "falsebad init arg: number expected, got table",
      "falsebad init_ttl arg: number expected, got string",
      "falsebad init_ttl arg: number expected, got boolean",
      'falsemust provide "init" when providing "init_ttl"',
      'falsebad "init_ttl" argument',
      "truenannilfalse",
    ],
  );
});

test("functions of C count their arguments", () => {
  assert.equal(
    results(["d.lpush, d, 'k'", "d.lpop, d", "d.llen, d, 'k', 1", "d.get_keys", "d.flush_expired, d, 1, 2"]),
    [
      "falseexpecting 3 arguments, but only seen 2",
      "falseexpecting 2 arguments, but only seen 1",
      "falseexpecting 2 arguments, but only seen 3",
      "falseexpecting 1 or 2 argument(s), but saw 0",
      "falseexpecting 1 or 2 argument(s), but saw 3",
    ],
  );
});

test("a count is a C int, below 1 it is no limit", () => {
  const counts = ["1.9", '"2"', "0.5", "-1", "2^31", "2^32 + 1", "1/0", "0/0"];
  assert.equal(
    lines(`d:set(1, 1) d:set(2, 1) d:set(3, 1) ${counts.map((count) => `ngx.say(#d:get_keys(${count}))`).join("\n")}`),
    ["1", "2", "3", "3", "3", "1", "3", "3"],
  );
  assert.equal(results(["d.get_keys, d, nil", "d.flush_expired, d, {}"]), [
    "falsebad argument #2 to '?' (number expected, got nil)",
    "falsebad argument #2 to '?' (number expected, got table)",
  ]);
});

test("two machines with one store share its dictionaries", () => {
  const shared = memoryStore([{ name: "dogs", bytes: 102_400 }]) ?? new Map();
  assert.equal(linesOf('ngx.shared.dogs:set("a", "\\0\\255")', { shared }), []);
  assert.equal(linesOf('ngx.say(ngx.shared.dogs:get("a") == "\\0\\255")', { shared }), ["true"]);
});

test("tables of dictionaries have one metatable, in which scripts may add methods", () => {
  assert.equal(
    lines(`
      getmetatable(d).twice = function(dict, key) return dict:incr(key, 1, 0) + dict:incr(key, 1) end
      ngx.say(d:twice("n"), " ", type(d[1]), " ", (next(ngx.shared)))`),
    ["3 userdata dogs"],
  );
});

test.run();
