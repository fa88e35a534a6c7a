/**
 * Stock Fengari has the defects that we change, and ours has not: when Fengari changes under us, one of these tests tells
 * which change is not needed any more or does not reach its place.
 */
import { createRequire } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decoded } from "../../../src/vm/parser/opcodes.ts";
import { LuaSyntaxError, parseChunk } from "../../../src/vm/parser/parse.ts";
import { FIRST_RESERVED, RESERVED_WORDS, Token } from "../../../src/vm/parser/tokens.ts";

/** What the tests need of Fengari's own interface. */
interface Fengari {
  lua: {
    lua_load(L: unknown, reader: () => Uint8Array | null, data: null, name: Uint8Array, mode: null): number;
    lua_tojsstring(L: unknown, index: number): string;
    lua_topointer(L: unknown, index: number): { p: { k: { value: unknown }[]; code: { opcode: number }[] } };
  };
  lauxlib: { luaL_newstate(): unknown };
  version: string;
}

const require = createRequire(import.meta.url);
const shared = load();
const stock = withFreshModules(load);

test("this is the Fengari whose insides we know", () => {
  assert.is(stock.version, "0.1.5");
});

test("tokens have the numbers that we know", () => {
  const { RESERVED } = require("fengari/src/llex.js");
  const names = { AND: Token.AND, BREAK: Token.BREAK, ELSEIF: Token.ELSEIF, GOTO: Token.GOTO, OR: Token.OR };
  const signs = {
    CONCAT: Token.CONCAT,
    DOTS: Token.DOTS,
    EQ: Token.EQUAL,
    NE: Token.NOT_EQUAL,
    DBCOLON: Token.DOUBLE_COLON,
  };
  const others = { GE: Token.GREATER_EQUAL, LE: Token.LESS_EQUAL, EOS: Token.END_OF_SOURCE };
  const classes = { FLT: Token.NUMBER, NAME: Token.NAME, STRING: Token.STRING };
  for (const [name, token] of Object.entries({ ...names, ...signs, ...others, ...classes })) {
    assert.is(RESERVED[`TK_${name}`], token, name);
  }
  RESERVED_WORDS.forEach((word, at) => {
    assert.is(RESERVED[`TK_${word.toUpperCase()}`], FIRST_RESERVED + at, word);
  });
});

test("instructions are taken apart as Fengari does", () => {
  const { fullins } = require("fengari/src/lopcodes.js");
  for (let bit = 0; bit < 32; bit++) {
    for (const code of [1 << bit, ~(1 << bit), Math.imul(bit + 1, 0x9e3779b1)])
      assert.equal(decoded(code), fullins(code));
  }
});

test("stock takes two strings for one, ours tells them apart", () => {
  const source = 'return "\\1\\23", "\\17\\7"';
  assert.is(constants(stock, source).length, 1);
  assert.is(parseChunk(source, "=s").constants.length, 2);
});

test("stock folds integers of 32 bits, ours doubles", () => {
  assert.equal(constants(stock, "return 2147483647 + 1"), [-2147483648]);
  assert.equal(constants(stock, "return 0xffffffff"), [-1]);
  assert.equal(parseChunk("return 2147483647 + 1", "=s").constants, [2147483648]);
});

test("stock folds Lua 5.3's modulo, ours leaves LuaJIT's nan to be computed", () => {
  assert.equal(constants(stock, "return 5 % 1e400"), [5]);
  assert.equal(parseChunk("return 5 % 1e400", "=s").constants, [Number.POSITIVE_INFINITY, 5]);
});

test("stock accepts what LuaJIT does not", () => {
  const sources = ["return 7 // 2", "return 5 & 3", "return 5 | 3", "return 5 ~ 3", "return ~5", "return 1 << 2"];
  sources.push("return 1 >> 2", "return '\\u{d800}'");
  for (const source of sources) {
    assert.is(errorOf(stock, source), "", source);
    assert.ok(ourErrorOf(source), source);
  }
});

test("stock refuses what LuaJIT accepts", () => {
  for (const source of ["return 0b101", "local \xc3\xa9 = 1"]) {
    assert.ok(errorOf(stock, source), source);
    assert.is(ourErrorOf(source), "", source);
  }
});

test("stock lets _ENV stand for the environment, ours has no name for it", () => {
  const stored = (codes: readonly { opcode: number }[]) => codes.some(({ opcode }) => opcode === SETTABUP);
  const source = "local _ENV = {} x = 1";
  assert.is(stored(prototype(stock, source).code), false);
  assert.is(stored(parseChunk(source, "=s").code), true);
});

test("stock's messages are not LuaJIT's", () => {
  const differing: [string, string, string][] = [
    ["x = ", "unexpected symbol near <eof>", "unexpected symbol near '<eof>'"],
    ["local 1", "<name> expected near '1'", "'<name>' expected near '1'"],
    ["a b", "syntax error near 'b'", "'=' expected near 'b'"],
    ["f() = 1", "syntax error near '='", "unexpected symbol near '='"],
    ["x, f() = 1", "syntax error near '='", "syntax error near '='"],
    ["x = 10LL", "syntax error near <eof>", "64-bit integer literal is not supported near '10LL'"],
    ["x = 3y", "syntax error near <eof>", "malformed number near '3y'"],
    ["x = 'a\\q'", "invalid escape sequence near ''a\\q'", "invalid escape sequence near ''a'"],
    ["x = [[a", "unfinished long string (starting at line 1) near <eof>", "unfinished long string near '<eof>'"],
    ["break", "<break> at line 1 not inside a loop", "no loop to break"],
    ["goto a", "no visible label 'a' for <goto> at line 1", "undefined label 'a'"],
    ["::a:: ::a::", "label 'a' already defined on line 1", "duplicate label 'a'"],
    [
      "goto x local y ::x:: print(y)",
      "<goto x> at line 1 jumps into the scope of local 'y'",
      "<goto x> jumps into the scope of local 'y'",
    ],
    [
      `x = ${"(".repeat(300)}`,
      "too many JS levels (limit is 200) in main function near '('",
      "chunk has too many syntax levels",
    ],
    [
      `return ${"1,".repeat(300)}1`,
      "function or expression needs too many registers near '1'",
      "function or expression too complex near '1'",
    ],
  ];
  for (const [source, theirs, ours] of differing) {
    assert.is(errorOf(stock, source), `s:1: ${theirs}`);
    assert.is(ourErrorOf(source), `s:1: ${ours}`);
  }
});

test("another user of the same Fengari keeps its language", () => {
  assert.is(errorOf(shared, "return 7 // 2 & 1 << 3"), "");
  assert.is(errorOf(shared, "x = "), errorOf(stock, "x = "));
  assert.is(errorOf(shared, "x = 'a\\q'"), errorOf(stock, "x = 'a\\q'"));
  assert.equal(constants(shared, "return 2147483647 + 1"), [-2147483648]);
});

const SETTABUP = 8;

function load(): Fengari {
  return {
    lua: require("fengari/src/lua.js"),
    lauxlib: require("fengari/src/lauxlib.js"),
    version: require("fengari/package.json").version,
  };
}

/** Runs `use` as if no module of Fengari had been loaded, then puts the loaded ones back. */
function withFreshModules<T>(use: () => T): T {
  const isFengari = (path: string) => path.includes("/fengari/");
  const loaded = Object.entries(require.cache).filter(([path]) => isFengari(path));
  for (const [path] of loaded) delete require.cache[path];
  try {
    return use();
  } finally {
    for (const path of Object.keys(require.cache).filter(isFengari)) delete require.cache[path];
    Object.assign(require.cache, Object.fromEntries(loaded));
  }
}

function loadSource({ lua, lauxlib }: Fengari, source: string) {
  const L = lauxlib.luaL_newstate();
  let text: Uint8Array | null = Uint8Array.from(source, (character) => character.charCodeAt(0));
  const read = () => {
    const once = text;
    text = null;
    return once;
  };
  const status = lua.lua_load(
    L,
    read,
    null,
    Uint8Array.from("=s", (c) => c.charCodeAt(0)),
    null,
  );
  return { L, status };
}

function errorOf(fengari: Fengari, source: string): string {
  const { L, status } = loadSource(fengari, source);
  return status === 0 ? "" : fengari.lua.lua_tojsstring(L, -1);
}

function prototype(fengari: Fengari, source: string) {
  const { L, status } = loadSource(fengari, source);
  assert.is(status, 0);
  return fengari.lua.lua_topointer(L, -1).p;
}

function constants(fengari: Fengari, source: string): unknown[] {
  return prototype(fengari, source).k.map(({ value }) => value);
}

function ourErrorOf(source: string): string {
  try {
    parseChunk(source, "=s");
    return "";
  } catch (thrown) {
    if (thrown instanceof LuaSyntaxError) return thrown.message;
    throw thrown;
  }
}

test.run();
