import { existsSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox } from "../cli/processes.ts";
import { skip } from "../skip.ts";

// Libraries that know nothing of ngxbox, as Debian's packages have them. Runs the built command line: `npm test` builds it.

const FOLDER = "/usr/share/lua/5.1";

/** Debian's package; the module, as whose file it is known to be installed; what is done with it. */
const LIBRARIES: readonly (readonly [name: string, module: string, lua: string])[] = [
  [
    "lua-inspect",
    "inspect",
    `local text = require("inspect")({ 1, 2, { a = "x", [true] = 1 } })
    assert(text:find('a = "x"', 1, true) and text:find("[true] = 1", 1, true), text)`,
  ],
  [
    "lua-penlight",
    "pl.init",
    `local List, class = require "pl.List", require "pl.class"
    assert(tostring(List { 3, 1, 2 }:sort():map(function(x) return x * 2 end)) == "{2,4,6}")
    local Base = class() function Base:_init(x) self.x = x end
    assert(class(Base)(3):is_a(Base))
    assert(require("pl.tablex").deepcompare({ a = { 1 } }, { a = { 1 } }))
    assert(require("pl.stringx").title("hello world") == "Hello World")
    assert(require("pl.pretty").read("{1,a=2}").a == 2)
    local map = require("pl.OrderedMap")() map:set("z", 1) map:set("a", 2) assert(map:keys()[1] == "z")
    assert(require("pl.template").substitute("# for i = 1, 2 do\\n$(i),\\n# end\\n", { _parent = _G }) == "1,\\n2,\\n")
    assert(tostring(require("pl.xml").parse("<a b='1'><c>t</c></a>")):find("<c>t</c>", 1, true))
    assert(require("pl.comprehension").new()("sum(x for x)")({ 1, 2, 3 }) == 6)
    local found = {} assert(require("pl.sip").match("$v=$d", "a=12", found) and found[2] == 12)`,
  ],
  [
    "lua-unit",
    "luaunit",
    `local unit = require "luaunit"
    unit.assertEquals({ 1, { 2 } }, { 1, { 2 } })
    local _, failure = pcall(unit.assertEquals, 1, 2)
    assert(tostring(failure):find("expected: 2, actual: 1", 1, true), tostring(failure))`,
  ],
  [
    "lua-luassert",
    "luassert.init",
    `local check, spy = require "luassert", require "luassert.spy"
    check.are.same({ 1, { 2 } }, { 1, { 2 } })
    assert(not pcall(function() check.are.equal(1, 2) end))
    local seen = spy.new(function() end) seen(1) check.spy(seen).was.called_with(1)`,
  ],
  [
    "lua-say",
    "say.init",
    `local say = require "say"
    say:set_namespace "en" say:set("key", "value %s") assert(say("key", { 1 }) == "value 1")`,
  ],
  [
    "lua-dkjson",
    "dkjson",
    `local json = require "dkjson"
    assert(json.encode { 1, 2, { a = 1 } } == '[1,2,{"a":1}]')
    assert(json.decode('{"a":[1,2.5e3,"x\\\\u00e9"]}').a[3] == "x\\195\\169")`,
  ],
  [
    "lua-argparse",
    "argparse",
    `local parser = require "argparse" "program"
    parser:option "-o --out" parser:flag("-v"):count "*" parser:argument "input"
    local given = parser:parse { "file", "-o", "out", "-vv" }
    assert(given.out == "out" and given.v == 2 and given.input == "file")`,
  ],
  [
    "lua-basexx",
    "basexx",
    `local basexx = require "basexx"
    assert(basexx.to_base64 "hello" == "aGVsbG8=" and basexx.from_base32(basexx.to_base32 "hi") == "hi")`,
  ],
  ["lua-ansicolors", "ansicolors", String.raw`assert(require("ansicolors")("%{red}x") == "\27[0m\27[31mx\27[0m")`],
  [
    "lua-messagepack",
    "MessagePack",
    `local pack = require "MessagePack"
    local values = pack.unpack(pack.pack { 1, -1, 2 ^ 40, 1.5, "x", true, { a = 1 } })
    assert(values[2] == -1 and values[3] == 2 ^ 40 and values[4] == 1.5 and values[7].a == 1)`,
  ],
  [
    "lua-moses",
    "moses",
    `local moses = require "moses"
    assert(moses.isEqual(moses.map({ 1, 2, 3 }, function(v) return v * 2 end), { 2, 4, 6 }))`,
  ],
  [
    "lua-binaryheap",
    "binaryheap",
    `local heap = require("binaryheap").minUnique()
    heap:insert(3, "c") heap:insert(1, "a") assert(heap:pop() == "a")`,
  ],
  ["lua-fifo", "fifo", `local queue = require "fifo" () queue:push(1) queue:push(2) assert(queue:pop() == 1)`],
  [
    "lua-mediator",
    "mediator",
    `local mediator, heard = require "mediator" ()
    mediator:subscribe({ "a" }, function(what) heard = what end)
    mediator:publish({ "a" }, 3) assert(heard == 3)`,
  ],
  [
    "lua-nginx-redis",
    "nginx.redis",
    `local redis = require("nginx.redis"):new()
    local ok, err = redis:connect("127.0.0.1", 1)
    assert(ok == nil and err == "connection refused", err)`,
  ],
];

const installed = LIBRARIES.filter(([, module]) => existsSync(`${FOLDER}/${module.replaceAll(".", "/")}.lua`));

/** What became of each, from one run for all. */
let outcomes: Promise<Map<string, string>> | undefined;

async function run(): Promise<Map<string, string>> {
  const functions = installed.map(([name, , lua]) => `["${name}"] = function() ${lua} end,`).join("\n");
  const script = `for name, check in pairs { ${functions} } do
    local ok, err = pcall(check)
    ngx.say(name, " ", ok and "works" or (tostring(err):gsub("\\n", " ")))
  end`;
  const { stdout, stderr } = await ngxbox(["run", "-I", FOLDER, "-"], { input: script });
  assert.is(stderr, "");
  const lines = stdout.split("\n").slice(0, -1);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
}

for (const library of LIBRARIES) {
  const [name] = library;
  test(`${name} works as it is`, async () => {
    if (!installed.includes(library)) {
      skip(`${name} is not installed`);
      return;
    }
    outcomes ??= run();
    assert.is((await outcomes).get(name), "works");
  });
}

test.run();
