import { test } from "uvu";
import * as assert from "uvu/assert";
import { Opcode } from "../../../src/vm/parser/opcodes.ts";
import { LuaSyntaxError, type ParsedFunction, parseChunk, shortSource } from "../../../src/vm/parser/parse.ts";
import { installed, luajitOfEach as luajit } from "../real-lua.ts";
import { statements } from "./snippets.ts";

test("a chunk is a vararg function with the environment as its upvalue", () => {
  const chunk = parseChunk("local a, b = 1, 'x'\nprint(a, b)\nlocal function f(x, ...) return a end", "@t.lua");
  assert.is(chunk.lineDefined, 0);
  assert.is(chunk.isVararg, true);
  assert.is(chunk.environmentUpvalue, 0);
  assert.equal(
    chunk.locals.map(({ name }) => name),
    ["a", "b", "f"],
  );
  assert.equal(chunk.constants, [1, "x", "print"]);
  assert.is(chunk.lines.length, chunk.code.length);
  const [f] = chunk.children;
  assert.is(f?.lineDefined, 3);
  assert.is(f?.parameters, 1);
  assert.is(f?.isVararg, true);
  assert.is(f?.environmentUpvalue, -1);
  assert.equal(f?.upvalues, [{ name: "a", inStack: true, index: 0 }]);
});

test("every number is a double", () => {
  const numbers: [string, number][] = [
    ["2147483647 + 1", 2147483648],
    ["0xffffffff", 4294967295],
    ["1700000000 * 1000", 1.7e12],
    ["0x1p4", 16],
    ["0x.8p1", 1],
    ["0xA.8", 10.5],
    ["0b1011", 11],
    ["1e400", Number.POSITIVE_INFINITY],
    ["2^53", 2 ** 53],
    ["-5 % 3", 1],
    ["7 / 2", 3.5],
    ["9223372036854775807", 2 ** 63],
  ];
  for (const [text, number] of numbers) assert.equal(parseChunk(`return ${text}`, "=s").constants, [number], text);
});

test("what would fold to zero or nan is left for the script to compute", () => {
  for (const [text, opcode] of [
    ["-0", Opcode.UNM],
    ["0 / 0", Opcode.DIV],
    ["5 % 1e400", Opcode.MOD],
    ["0 * -1", Opcode.MUL],
  ] as const) {
    assert.ok(opcodes(`return ${text}`).includes(opcode), text);
  }
});

test("strings keep their bytes and different strings stay different", () => {
  const { constants } = parseChunk(
    'return "\\1\\23", "\\17\\7", "\\0\\255\xe9", "\\u{20ac}", "a\\z  \n  b", [[\r\nx]]',
    "=s",
  );
  assert.equal(constants, ["\x01\x17", "\x11\x07", "\x00\xff\xe9", "\xe2\x82\xac", "ab", "x"]);
});

test("_ENV is an ordinary name", () => {
  assert.ok(opcodes("local _ENV = {} x = 1").includes(Opcode.SETTABUP));
  assert.equal(parseChunk("return _ENV", "=s").constants, ["_ENV"]);
});

test("names may have bytes from 128 on", () => {
  assert.equal(
    parseChunk("local \xc3\xa9 = 1", "=s").locals.map(({ name }) => name),
    ["\xc3\xa9"],
  );
});

test("syntax errors read as recorded", () => {
  // Golden cases "goto and labels" and "number literals in source", and what Lua 5.2's goto implies.
  const errors: [string, string][] = [
    ["goto = 1 return goto", "s:1: '<name>' expected near '='"],
    ["local goto = 5 return goto", "s:1: '<name>' expected near 'goto'"],
    ["x.goto = 1", "s:1: '<name>' expected near 'goto'"],
    ["goto", "s:1: '<name>' expected near '<eof>'"],
    ["x = 10LL", "s:1: 64-bit integer literal is not supported near '10LL'"],
    ["\nx = 0xffULL y", "s:2: 64-bit integer literal is not supported near '0xffULL'"],
    ["x = 2i", "s:1: imaginary number literal is not supported near '2i'"],
  ];
  for (const [source, message] of errors) assert.is(errorOf(source), message);
});

test("what Lua 5.2 allows is allowed", () => {
  const allowed = [
    "a\n(b)()",
    ";;",
    "while 1 do break x = 1 end",
    "goto a\nlocal x\n::a:: ; ::b::",
    "return;",
    "for i = 1, 2 do goto c; local x ::c:: end",
  ];
  for (const source of allowed) assert.is(errorOf(source), "", source);
});

test("acceptance and messages are luajit's", () => {
  if (!installed("luajit")) return;
  assert.ok(statements.length > 400);
  const expected = luajit("print(hex(problem or ''))", statements).map((hex) =>
    Buffer.from(hex, "hex").toString("latin1"),
  );
  statements.forEach((source, i) => {
    assert.is(errorOf(source), expected[i], JSON.stringify(source));
  });
});

test("calls, operators and accesses stand at luajit's lines", () => {
  if (!installed("luajit")) return;
  const failing: [string, Opcode][] = [
    ["local x = 1 +\n nilv\n\nlocal y", Opcode.ADD],
    ["local x = nilv\n + 1\n\nlocal y", Opcode.ADD],
    ["local x = (nilv\n) +\n\n 3", Opcode.ADD],
    ["local x = -\nnilv\n\nlocal y", Opcode.UNM],
    ["local x = #\n\nnilv\nlocal y", Opcode.LEN],
    ["local x = nilv ..\n 'a' ..\n 'b'\n\nlocal y", Opcode.CONCAT],
    ["local x = 'a' ..\n 'a' ..\n nilv\n\n..'c'", Opcode.CONCAT],
    ["local x = nilv\n^\n2\n^\n3", Opcode.POW],
    ["local x = 1 + (2 *\n nilv\n)\n", Opcode.MUL],
    ["nilv(\n1,\n2\n)\n", Opcode.CALL],
    ["local t = {}\nt\n.a(\n1\n)", Opcode.CALL],
    ["nilv\n{\n1\n}", Opcode.CALL],
    ["nilv\n[[x\n\ny]]", Opcode.CALL],
    ["return nilv(\n1,\n2\n)\n", Opcode.TAILCALL],
    ["local a\na\n[\n1\n]\n=\n1", Opcode.SETTABLE],
    ["nilv.x, y =\n1,\n2", Opcode.SETTABLE],
    ["local a\na:b(\n)", Opcode.SELF],
    ["if nilv\n<\n1\nthen\nend", Opcode.LT],
    ["for i = 1,\nnilv\ndo\nend", Opcode.FORPREP],
    ["for i in\nnilv,\n1\ndo\nend", Opcode.TFORCALL],
    ["local a\nfunction a.b()\n end", Opcode.SETTABLE],
  ];
  const sources = failing.map(([source]) => source);
  const messages = luajit("print((tostring(select(2, pcall(f or error, problem))):gsub('\\n.*', '')))", sources);
  failing.forEach(([source, opcode], i) => {
    const { code, lines } = parseChunk(source, "=s");
    const at = code.findIndex((instruction) => instruction.opcode === opcode);
    assert.is(lines[at], Number(messages[i]?.split(":")[1]), `${JSON.stringify(source)}: ${messages[i]}`);
  });
});

test("a method chain over several lines calls where the arguments begin", () => {
  const { code, lines } = parseChunk("local t = ...\nt\n:a()\n:b(\n1)", "=s");
  assert.equal(
    lines.filter((_, at) => code[at]?.opcode === Opcode.CALL),
    [3, 4],
  );
});

test("chunk names show as LuaJIT shortens them", () => {
  const shown: [string, string][] = [
    ["=stdin", "stdin"],
    ["@dir/file.lua", "dir/file.lua"],
    [`@${"d/".repeat(60)}f.lua`, `...${"/d".repeat(25)}/f.lua`],
    [`=${"n".repeat(80)}`, "n".repeat(59)],
    ["plain", '[string "plain"]'],
    ["", '[string ""]'],
    ["=", ""],
    ["@", ""],
    ["x = 1\n=", '[string "x = 1..."]'],
    ["\n\n=", '[string "..."]'],
    ["a\0b", '[string "a"]'],
    ["x".repeat(47), `[string "${"x".repeat(47)}"]`],
    ["x".repeat(49), `[string "${"x".repeat(45)}..."]`],
  ];
  for (const [name, short] of shown) assert.is(shortSource(name), short, JSON.stringify(name));
});

test("chunk names of every length show as luajit's", () => {
  if (!installed("luajit")) return;
  const names = ["", "=", "@"].flatMap((prefix) =>
    Array.from({ length: 30 }, (_, i) => prefix + "abcdefghij".repeat(8).slice(0, i + 40)),
  );
  const shown = luajit("print((select(2, loadstring('=', text)):gsub(':1:.*', '')))", names);
  names.forEach((name, i) => {
    assert.is(shortSource(name), shown[i]);
  });
});

test("nesting too deep is a syntax error", () => {
  const deep = ["(", "x = {", "x = {", "f(", "do ", "if x then ", "function f() ", "x = not ", "x = a[", "x = - a ^ "];
  for (const opening of deep) {
    const source = opening.startsWith("x = ") ? `x = ${opening.slice(4).repeat(100_000)}` : opening.repeat(100_000);
    assert.is(errorOf(source), "s:1: chunk has too many syntax levels", opening);
  }
  assert.is(errorOf(`x = ${"a .. ".repeat(100_000)}a`), "s:1: chunk has too many syntax levels");
  assert.is(errorOf(`${"a,".repeat(100_000)}a = 1`), "s:1: main function has more than 200 variable names");
  for (const depth of [197, 198]) {
    assert.is(errorOf(`x = ${"(".repeat(depth)}1${")".repeat(depth)}`) === "", depth === 197);
  }
});

test("limits of variables are LuaJIT's", () => {
  const locals = sequence(201, (i) => `local a${i}`).join("\n");
  assert.is(errorOf(locals), "s:201: main function has more than 200 local variables");
  assert.is(errorOf(`\nfunction f()\n${locals} end`), "s:203: function at line 2 has more than 200 local variables");
  const outer = sequence(121, (i) => `local a${i}`).join("\n");
  const used = (count: number) => `function f() g() return ${sequence(count, (i) => `a${i}`).join("\n+")}\n+ h end`;
  assert.is(errorOf(`${outer}\n${used(120)}`), "");
  assert.is(errorOf(`${outer}\n${used(121)}`), "s:243: function at line 122 has more than 120 upvalues");
  assert.match(errorOf(`return ${"1,".repeat(300)}1`), "s:1: function or expression too complex near");
});

test("long chunks parse", () => {
  const constants = sequence(70_000, (i) => `"s${i}"`).join(",");
  assert.is(parseChunk(`return {${constants}}`, "=s").constants.length, 70_000);
  const lines = sequence(10_000, (i) => `x = f(${i}, "k${i}") do local y = x end`).join("\n");
  assert.is(parseChunk(lines, "=s").locals.length, 10_000);
});

test("what would keep the parser busy for minutes is refused", () => {
  const tooLong = "s:1: control structure too long";
  assert.match(errorOf(`while x do ${"x = y ".repeat(70_000)} end`), `${tooLong} near 'end'`);
  assert.match(errorOf("goto e\n".repeat(100_000)), "control structure too long");
  assert.match(errorOf(`x = a${" and a".repeat(100_000)}`), tooLong);
});

test("a parse that fails leaves nothing behind", () => {
  const source = "local a = 1 return function() return a, b, 'x', 0x10 end";
  const before = JSON.stringify(parseChunk(source, "=s"));
  for (const broken of ["x = (((", "do local a = 'x\n", "for i = 1, 2 do ::a:: ::a::", "x = {//", "x = '\\u{d800}'"]) {
    assert.ok(errorOf(broken));
    assert.is(JSON.stringify(parseChunk(source, "=s")), before);
  }
});

function opcodes(source: string): number[] {
  const collect = ({ code, children }: ParsedFunction): number[] => [
    ...code.map(({ opcode }) => opcode),
    ...children.flatMap(collect),
  ];
  return collect(parseChunk(source, "=s"));
}

/** The message, "" if there is no error. */
function errorOf(source: string): string {
  try {
    parseChunk(source, "=s");
    return "";
  } catch (thrown) {
    if (thrown instanceof LuaSyntaxError) return thrown.message;
    throw thrown;
  }
}

function sequence(count: number, item: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => item(i + 1));
}

test.run();
