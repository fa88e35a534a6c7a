/** lua-cjson itself, where it is installed. OpenResty's is a fork of it: what they do alike is compared. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Value } from "../../../src/vm/values.ts";
import { skip } from "../../skip.ts";
import { luaErrorOf, withCjson } from "./with-cjson.ts";

/** Answers a JSON text or a mistake for each line of input, which is a text in hexadecimal. */
const SCRIPT = `local cjson = require "cjson"
  cjson.encode_sparse_array(true)
  cjson.encode_invalid_numbers("null")
  for line in io.lines() do
    local text = line:gsub("..", function(byte) return string.char(tonumber(byte, 16)) end)
    local ok, value = pcall(cjson.decode, text)
    local answer = ok and cjson.encode(value) or value
    print((answer:gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)))
  end`;

function hex(text: string): string {
  return Buffer.from(text, "latin1").toString("hex");
}

/** The fork has two names for numbers. */
function alike(answer: Value): string {
  return String(answer).replace("T_INTEGER", "T_NUMBER");
}

const tokens = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"a"',
  '"b"',
  '"',
  "1",
  "-2.5e3",
  "0x1p4",
  "inf",
  "-nan",
  "01",
  "1.",
  "e5",
];
const more = [
  "true",
  "null",
  "tru",
  " ",
  "\\n",
  "\\u00e9",
  "\\ud83d\\ude00",
  "\\ud83d",
  "\\x",
  "\0",
  "\xff",
  "\x01",
  "+",
  "/",
];
const strings = fc
  .array(fc.constantFrom("x", "yy".repeat(20), "\\n", "\\u00e9", "\\ud83d\\ude00", "\\/", "\xc3\xa9", "\x7f"), {
    maxLength: 8,
  })
  .map((parts) => `"${parts.join("")}"`);
const objects = fc
  .array(fc.tuple(strings, fc.constantFrom("1", "[]", "{}", "null", '[1,"x"]')), { maxLength: 1 })
  .map((members) => `{${members.map(([name, value]) => `${name}:${value}`).join(",")}}`);
const garbage = fc.array(fc.constantFrom(...tokens, ...more), { maxLength: 12 }).map((parts) => parts.join(""));
// Large integers are what the fork reads otherwise.
const numbers = fc.oneof(
  fc.double().map((number) => number.toExponential()),
  fc.integer().map(String),
);
const arrays = fc
  .array(fc.oneof(strings, objects, numbers, garbage), { maxLength: 6 })
  .map((items) => `[${items.join(",")}]`);

test("lua-cjson answers the same", () => {
  const probe = spawnSync("luajit", ["-e", 'require "cjson"']);
  if (probe.status !== 0) return skip("lua-cjson is not installed");
  const texts = fc.sample(fc.oneof(strings, objects, numbers, garbage, arrays), 3000);
  const input = texts.map((text) => `${hex(text)}\n`).join("");
  const { stdout } = spawnSync("luajit", ["-e", SCRIPT], { input, encoding: "utf8" });
  const answers = stdout.split("\n");
  const { call, decode, encode } = withCjson();
  call("encode_sparse_array", true);
  call("encode_invalid_numbers", "null");
  texts.forEach((text, at) => {
    let answer: Value;
    const mistake = luaErrorOf(() => {
      answer = encode(decode(text));
    });
    assert.is(hex(alike(mistake ?? answer)), answers[at], JSON.stringify(text));
  });
});

test.run();
