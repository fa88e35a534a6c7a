import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { escapeUri, unescapeUri } from "../../src/ngx/text/escape-uri.ts";
import { decodeArgs, encodeArgs } from "../../src/ngx/text/query-args.ts";
import { Table } from "../../src/vm/table.ts";
import { fakeWorker } from "./fake-worker.ts";

const { run } = fakeWorker();
const everyByte = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join("");

/** Mostly what means something, at times bytes of the upper half. */
const uriText = fc
  .array(fc.oneof(fc.constantFrom(..."%%%%+u0a4fFgz /?"), fc.integer({ min: 0, max: 127 }).map(character)), {
    maxLength: 60,
  })
  .chain((ascii) => fc.constantFrom(ascii.join(""), `${ascii.join("")}\xff\x80`));

function character(byte: number): string {
  return String.fromCharCode(byte);
}

/** The bytes that a type escapes, as ranges. */
function escapedBytes(type: number): string {
  const escaped = [...everyByte].map(
    (byte) => run(`return ngx.escape_uri("\\${byte.charCodeAt(0)}", ${type})`)[0] !== byte,
  );
  const ranges: string[] = [];
  for (let from = 0; from < 256; from++) {
    if (!escaped[from]) continue;
    let to = from;
    while (escaped[to + 1]) to++;
    ranges.push(from === to ? `${from}` : `${from}-${to}`);
    from = to;
  }
  return ranges.join(" ");
}

test("each type escapes nginx's set of bytes", () => {
  // As a real nginx with ngx_lua does.
  assert.equal(
    Array.from({ length: 7 }, (_, type) => escapedBytes(type)),
    [
      "0-32 35 37 63 127-255",
      "0-32 35 37 43 63 127-255",
      "0-32 34-38 43-44 47 58-64 91-94 96 123-125 127-255",
      "0-32 34-35 37 39 127-255",
      "0-32 34 39 127-255",
      "0-32 37",
      "0-32 37",
    ],
  );
});

test("escape_uri takes anything, and a part of a URI by default", () => {
  assert.equal(
    run(
      'return ngx.escape_uri("a/b"), ngx.escape_uri(), ngx.escape_uri(false), ngx.escape_uri(1.5), ngx.escape_uri("a b", 1.9)',
    ),
    ["a%2Fb", "", "", "1.5", "a%20b"],
  );
});

test("a bad type is an error of the caller's caller", () => {
  assert.equal(run('local ok, e = pcall(ngx.escape_uri, "a", -1) return ok, e'), [
    false,
    't.lua:1: "type" -1 out of range',
  ]);
  assert.equal(run('local ok, e = pcall(ngx.escape_uri, "a", "0") return ok, e'), [
    false,
    't.lua:1: "type" is not a number',
  ]);
  assert.equal(
    run(
      'local function f() local x = ngx.escape_uri("a", {}) return x end\nreturn pcall(function()\nlocal y = f() return y end)',
    ),
    [false, 't.lua:3: "type" is not a number'],
  );
  assert.equal(run('return pcall(function() local x = ngx.escape_uri("a", 7) return x end)'), [
    false,
    '"type" 7 out of range',
  ]);
});

test("a long text is escaped byte for byte", () => {
  fc.assert(
    fc.property(uriText, fc.integer({ min: 0, max: 6 }), (text, type) => {
      const expected = [...text].map((byte) => escapeUri(byte, type)).join("");
      assert.is(escapeUri(text, type), expected);
    }),
  );
});

test("in a text of any length what stands for a byte becomes one, and nothing else does", () => {
  fc.assert(
    fc.property(uriText, (text) => {
      const expected = text.replace(/\+|%([0-9a-fA-F]{2})/g, (_, digits) =>
        digits === undefined ? " " : String.fromCharCode(Number.parseInt(digits, 16)),
      );
      assert.is(unescapeUri(text), expected);
    }),
    { numRuns: 1000 },
  );
});

test("unescape_uri leaves what is no escape", () => {
  const cases: Record<string, string> = {
    "%": "%",
    "%4": "%4",
    "%4z": "%4z",
    "%4%41": "%4A",
    "%%41": "%A",
    "%+": "% ",
    "%zz": "%zz",
    "%C3%a9": "\xc3\xa9",
    "%00": "\0",
    "a+b": "a b",
  };
  for (const [escaped, plain] of Object.entries(cases)) {
    assert.equal(run(`return ngx.unescape_uri("${escaped}")`), [plain], escaped);
  }
});

test("unescape_uri reverses escape_uri for all bytes", () => {
  const { context, run: inFresh } = fakeWorker();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(1, 2), (bytes, type) => {
      context.state.globals.set("text", String.fromCharCode(...bytes));
      return inFresh(`return ngx.unescape_uri(ngx.escape_uri(text, ${type})) == text`)[0] === true;
    }),
    { numRuns: 200 },
  );
});

test("encode_args knows strings, numbers, booleans and tables of them", () => {
  const cases: Record<string, string> = {
    "{}": "",
    '{ ["a b"] = "c&d=e" }': "a%20b=c%26d%3De",
    "{ a = true }": "a",
    "{ a = false }": "",
    '{ a = { 1, true, false, "", 2.5 } }': "a=1&a&a=&a=2.5",
    "{ a = { x = 1 } }": "a=1",
    "{ a = {} }": "",
    '{ [""] = "x" }': "=x",
    "{ a = 0/0 }": "a=nan",
    "{ a = { false } }": "",
  };
  for (const [table, args] of Object.entries(cases)) {
    assert.equal(run(`return ngx.encode_args(${table})`), [args], table);
  }
});

test("encode_args names what no argument can be", () => {
  const cases: Record<string, string> = {
    "{ a = print_ }": "attempt to use function as query arg value",
    "{ a = { {} } }": "attempt to use table as query arg value",
    "{ a = ngx.null }": "attempt to use userdata as query arg value",
    '{ "x" }': 'attempt to use a non-string key in the "args" option table',
    '{ ["a b"] = false }': "buffer error: 0 != 2",
    '{ ["&="] = {}, a = { 1, 2 }, ["\\0"] = { false } }': "buffer error: 7 != 13",
    nil: "bad argument #1 to '?' (table expected, got nil)",
    "": "expecting 1 argument but seen 0",
    "{}, 1": "expecting 1 argument but seen 2",
  };
  for (const [args, message] of Object.entries(cases)) {
    assert.equal(
      run(`local print_ = pcall return pcall(ngx.encode_args${args === "" ? "" : `, ${args}`})`),
      [false, message],
      args,
    );
  }
});

/** A table of arguments as sorted lines. */
const shown = `
local function shown(text, ...)
  local t, err = ngx.decode_args(text, ...)
  return t.a, t.b, t.c, err
end `;

test("decode_args makes true, texts and tables", () => {
  assert.equal(run(`${shown} return shown("a=1&b&c=%20x+y&=z&&=")`), ["1", true, " x y", undefined]);
  assert.equal(run('local t = ngx.decode_args("a=1&a&%61=b=c") return #t.a, t.a[1], t.a[2], t.a[3]'), [
    3,
    "1",
    true,
    "b=c",
  ]);
});

test("decode_args stops behind so many arguments, and says so where a & follows", () => {
  assert.equal(run(`${shown} return shown("a=1&b=2&c=3", 2)`), ["1", "2", undefined, "truncated"]);
  assert.equal(run(`${shown} return shown("a=1&b=2", 2)`), ["1", "2", undefined, undefined]);
  assert.equal(run(`${shown} return shown("a=1&b=2&", "2")`), ["1", "2", undefined, "truncated"]);
  assert.equal(run(`${shown} return shown("a=1&b=2&c=3", 0)`), ["1", "2", "3", undefined]);
  assert.equal(run(`${shown} return shown("a=1&b=2&c=3", -1)`), ["1", "2", "3", undefined]);
});

test("decode_args reads 100 arguments where it is not told how many", () => {
  const { context, run: inFresh } = fakeWorker();
  context.state.globals.set("hundred", "a&".repeat(100));
  assert.equal(inFresh('local t, err = ngx.decode_args(hundred .. "b") return #t.a, t.b, err'), [
    100,
    undefined,
    "truncated",
  ]);
  assert.equal(inFresh('local t, err = ngx.decode_args(hundred .. "b", 0) return #t.a, t.b, err'), [
    100,
    true,
    undefined,
  ]);
});

test("decode_args checks its arguments as C does", () => {
  const cases: Record<string, string> = {
    "": "expecting 1 or 2 arguments but seen 0",
    '"a", 1, 2': "expecting 1 or 2 arguments but seen 3",
    nil: "bad argument #1 to '?' (string expected, got nil)",
    '"a", nil': "bad argument #2 to '?' (number expected, got nil)",
    '"a", {}': "bad argument #2 to '?' (number expected, got table)",
  };
  for (const [args, message] of Object.entries(cases)) {
    assert.equal(run(`return pcall(ngx.decode_args${args === "" ? "" : `, ${args}`})`), [false, message], args);
  }
});

test("decode_args reads what encode_args writes", () => {
  const { state } = fakeWorker().context;
  const name = fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) => String.fromCharCode(...bytes));
  const value = fc.oneof(name, fc.constant(""), fc.constant(true as const));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 20 }), (pairs) => {
      const args = new Table();
      for (const [key, text] of pairs) args.set(key, text);
      const { args: read } = decodeArgs(state, encodeArgs(state, args), 0);
      return [...new Map(pairs)].every(([key, text]) => read.get(key) === text);
    }),
    { numRuns: 300 },
  );
});

test.run();
