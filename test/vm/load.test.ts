import { test } from "uvu";
import * as assert from "uvu/assert";
import { LuaError } from "../../src/vm/errors.ts";
import { agreeWithLuaJit } from "./agreement.ts";
import { runInTiers, sandbox, TIERS } from "./scripts.ts";

agreeWithLuaJit({
  "an error tells the line where LuaJIT places what failed, also in what takes several lines": `
    for _, source in ipairs {
      "t = {\n1,\nc.d\n}", "t = {\n1,\nc.d,\n}", "t = {\nc.d\n,\n1}", "t = {\nx = 1,\nc.d\n}", "t = {\n1,\nc\n.d\n}", "t = {\n1,\nc\n()\n}", "t = {\n1,\nc +\n1\n}",
      "t = {\n[\nc.d\n] = 1\n}", "t = {\na = c.d\n}", "t = {\n{ c.d\n}\n}", "t = {\n1,\nu.d\n}", "t = {\nfunction() end,\nc.d;\n}", "t = {\nprint,\n(c.d)\n}", "t = {\n1 and\nc.d\n}",
      "t = print(\n1,\nc.d\n)", "t = print(\n1,\nc.d,\n2)", "t = print {\n1,\nc[1]\n}", "t = print {\nfunction() return\nc.d\n, 1 end\n}, 1",
      "if c.d\nthen end", "if 1 and\nc.d\nthen end", "if nil\nthen elseif\nc.d == 1\nthen end", "while c.d\ndo end", "return\nc.d\n,\n1", "for i = 1,\nc.d\ndo end", "c.d\n= 1", "a = { 1,\n2 } local x, y = y,\nc.d",
    } do print((source:gsub("\n", " ")), pcall(loadstring("local c\n" .. source, "=s"))) end`,
  "an unfinished text": `print(loadstring("return '" .. ("x"):rep(1000), "=chunk"))`,
  "an unfinished long text": `print(loadstring("return [==[" .. ("x"):rep(1000), "=chunk"))`,
  "every byte as a token": `for byte = 0, 255 do local _, m = loadstring("x = 1 " .. string.char(byte) .. " 2", "=c") print(byte, m) end`,
  "every byte in a text": `local t = {} for byte = 0, 255 do t[byte + 1] = (byte == 10 or byte == 13 or byte == 34 or byte == 92) and "" or string.char(byte) end
    local s = table.concat(t) print(loadstring('return "' .. s .. '"')() == s)`,
  "a zero byte in the source": `print(loadstring("return 1\\0 + 1")) print(loadstring("x = '\\0' return #x")()) print(loadstring("--\\0\\nreturn 7")())`,
  "what is no source": `print(loadstring("")) print(loadstring("   ")) print(loadstring("\\n\\n--x")) print(loadstring("return")()) print(loadstring("#!x\\nreturn 5"))
    print(pcall(loadstring)) print(pcall(loadstring, nil)) print(pcall(loadstring, {})) print(pcall(loadstring, print)) print(loadstring(12))`,
  "chunk names as they show": `
    for _, name in ipairs({ "@file.lua", "=name", "text", "text\\nmore", ("x"):rep(100), "@" .. ("y"):rep(100), "=" .. ("z"):rep(100), "", "@", "=", "\\n", "a\\0b", "@a\\0b" }) do
      print(select(2, loadstring("x x", name))) print(select(2, pcall(loadstring("error('e')", name))))
    end`,
  "the name of a file ends at a zero byte": `print(loadfile("none\\0x")) print(pcall(dofile, "none\\0x"))`,
  readers: `
    local function reader(...) local parts, at = { ... }, 0 return function() at = at + 1 return parts[at] end end
    print(load(reader("return ", "1 ", "+ 1"))()) print(load(reader())) print(load(reader("re", "turn ", "'x'", "", "garbage garbage"))())
    print(load(reader("return 1", {}))) print(load(reader(1, 2))) print(load(reader("x x"), "=r")) print(load(reader("return ...", nil, "y y"))(9))
    print(pcall(load, function() error("in reader", 0) end)) print(pcall(load, function() error({}) end))
    print(load(reader("x ="))) print(pcall(load, reader("return 1"), {})) print(pcall(load)) print(pcall(load, 5)) print(pcall(load, nil)) print(pcall(load, {}, {}, {})) print(pcall(load, {}, nil, {}))`,
  "modes and environments": `
    print(load("return 1", "=n", "t")()) print(load("return 1", "=n", "b")) print(load("return 1", "=n", "")) print(load("return x", "=n", "bt", { x = "env" })())
    local e = {} load("y = 5", "=n", "t", e)() print(e.y, y) print(load("return 1", "=n", "bogus"))`,
  "dumps are loaded again": `
    local f = loadstring(string.dump(function(a, ...) local b = a + 1 return b, select("#", ...) end)) print(f(1, 2, 3))
    local function outer() local up = 5 return function() return up end end
    print(pcall(loadstring(string.dump(outer())))) print(pcall(string.dump)) print(pcall(string.dump, print))
    print(load(string.dump(f), "=n", "t")) print(load(string.dump(f), "=n", "b")(4))`,
});

test("bytecode that is not ours is refused in LuaJIT's words", () => {
  const source = `
    for _, text in ipairs({ "\\27", "\\27L", "\\27LJ", "\\27LJ\\2", "\\27LJ\\2\\0garbage", "\\27Lua\\0Q", "\\27LJ\\1" .. ("\\255"):rep(100), "\\27" .. ("x"):rep(100000) }) do
      local f, message = loadstring(text, "=chunk") print(f, message)
    end
    print(loadstring("\\27LJ\\2\\0")) print(pcall(loadstring, string.dump(function() end):sub(1, 4)))`;
  const lines = runInTiers(source).trimEnd().split("\n");
  assert.is(lines.length, 10);
  for (const line of lines.slice(0, 8)) assert.is(line, "nil\tchunk: cannot load incompatible bytecode");
  assert.match(lines[8] ?? "", "cannot load incompatible bytecode");
  assert.match(lines[9] ?? "", /^true\tnil\t.*cannot load incompatible bytecode$/);
});

test("whatever the text, the host gets a function or a Lua error", () => {
  const { machine } = sandbox();
  const texts = [
    "\x1b",
    "\0",
    "\xef\xbb\xbf",
    "\xef\xbb",
    "#",
    "#\n#",
    "(".repeat(100_000),
    "'\\u{",
    "[=".repeat(1000),
    "goto ".repeat(999),
    "::a::".repeat(999),
    "return ".repeat(99),
    "\uffff",
    "a.b:c".repeat(999),
  ];
  for (const text of texts) {
    try {
      machine.load(text, "=chunk");
    } catch (thrown) {
      assert.instance(thrown, LuaError, JSON.stringify(text.slice(0, 40)));
    }
  }
});

test("each tier loads a chunk with a different environment in place of the globals", () => {
  for (const tier of TIERS) {
    const { machine } = sandbox({}, {}, tier);
    const [environment] = machine.call(machine.load("return { x = 5, print = print }", "@t.lua"));
    const chunk = machine.load("y = x return x, y, _G", "@t.lua", environment as typeof machine.globals);
    assert.equal(machine.call(chunk), [5, 5, undefined]);
    assert.is(machine.globals.get("y"), undefined);
  }
});

test("what LuaJIT has no room for is refused, or runs", () => {
  const refused = /^failed: t\.lua:1: (control structure too long|function or expression too complex near '\d+')\n$/;
  assert.match(runInTiers(`local x return x ${" or x".repeat(100_000)}`), refused);
  assert.match(runInTiers(`return select(-1, ${"1, ".repeat(300)} 2)`), refused);
  assert.is(runInTiers(`for i = 1, 2 do ${"x = x ".repeat(20_000)} print(i) end`), "1\n2\n");
  assert.is(runInTiers(`${Array.from({ length: 70_000 }, (_, at) => `x = ${at}.5`).join(" ")} print(x)`), "69999.5\n");
});

test("120 upvalues are allowed, as in OpenResty's LuaJIT, and no more", () => {
  const source = (count: number) => {
    const numbers = Array.from({ length: count }, (_, at) => at + 1);
    const declared = numbers.map((at) => `local v${at} = ${at}`);
    // No function may have more than 200 local variables: half of them are one function further out.
    const inner = declared.slice(100).join(" ");
    const sum = numbers.map((at) => `v${at}`).join(" + ");
    return `${declared.slice(0, 100).join(" ")} return (function() ${inner} return (function() return ${sum} end)() end)()`;
  };
  assert.is(runInTiers(`print((function() ${source(120)} end)())`), "7260\n");
  assert.is(runInTiers(source(121)), "failed: t.lua:1: function at line 1 has more than 120 upvalues\n");
  assert.is(runInTiers(source(190)), "failed: t.lua:1: function at line 1 has more than 120 upvalues\n");
});

test("functions too large to be compiled run as others do", () => {
  const body = Array.from({ length: 3000 }, (_, at) => `x = x + ${at} % 3`).join(" ");
  assert.is(
    runInTiers(`local function f(x) ${body} return x end for i = 1, 5 do print(f(i)) end`),
    "3001\n3002\n3003\n3004\n3005\n",
  );
});

test.run();
