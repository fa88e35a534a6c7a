import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ConfigError } from "../../../src/nginx/conf/emerg.ts";
import { readLuaBlock } from "../../../src/nginx/conf/lua-block.ts";

function code(text: string): string {
  return readLuaBlock(text, 0, 1, "t.conf").code;
}

function refusal(text: string): string {
  try {
    code(text);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
  throw new Error("it was read");
}

test("the block ends at the brace that closes it", () => {
  assert.is(code(" x = { { } } } y }"), " x = { { } } ");
});

test("braces in strings, long brackets and comments do not count", () => {
  for (const lua of [
    "'}'",
    '"\\"}"',
    "[[ } ]]",
    "[==[ ]] } ]==]",
    "-- }\n",
    "--[[ } ]]",
    "--[=[ ]] } ]=]",
    "#a -- it's }\n",
  ]) {
    assert.is(code(`${lua} } rest`), `${lua} `, lua);
  }
});

test("indexing and an unfinished bracket are no long bracket", () => {
  for (const lua of ["a[b[1]]", "[=", "--[= ]\n", "a - b"]) assert.is(code(`${lua}} rest`), lua, lua);
});

test("a quote without its partner on the line opens no string", () => {
  assert.is(code("x = 'a } ' }"), "x = 'a } ' ");
  assert.is(code("x = 'a\n } ' }"), "x = 'a\n ");
  assert.is(code("x = 'a \\\n } ' }"), "x = 'a \\\n ");
});

test("the line of the closing brace is counted", () => {
  assert.equal(readLuaBlock("{\n{\n}}\n\n} x", 0, 10, "t.conf"), { code: "{\n{\n}}\n\n", end: 9, line: 14 });
});

test("a block without its end names where it was opened last", () => {
  const unfinished = "unexpected end of file, expecting terminating characters for lua code block in t.conf:";
  assert.is(refusal("x\n\n"), `${unfinished}1`);
  assert.is(refusal("x\n{\n}\n"), `${unfinished}2`);
});

test("a long bracket without its end names its line", () => {
  const text =
    'Lua code block missing the closing long bracket "]==]", the inlined Lua code may be too long in t.conf:2';
  assert.is(refusal("\nx = [==[ ]] }\n"), text);
});

test("garbage is read or refused", () => {
  const piece = fc.constantFrom("{", "}", "[", "]", "=", "-", '"', "'", "\\", "\n", "a");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      try {
        const block = readLuaBlock(text, 0, 1, "t.conf");
        return text[block.end - 1] === "}" && block.line === text.slice(0, block.end).split("\n").length;
      } catch (thrown) {
        return thrown instanceof ConfigError;
      }
    }),
  );
});

test.run();
