import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "../fake-worker.ts";

const { run } = fakeWorker();
const str = 'local str = require "resty.string" ';

test("to_hex writes two digits for each byte", () => {
  assert.equal(run(`${str} return str.to_hex("\\0\\1\\171\\255"), str.to_hex(""), str.to_hex("abc", 2)`), [
    "0001abff",
    "",
    "6162",
  ]);
});

test("atoi knows decimal digits and nothing else", () => {
  const cases: Record<string, number> = {
    "123": 123,
    "007": 7,
    "12x": -1,
    "-1": -1,
    "": -1,
    " 1": -1,
    "9223372036854775807": 2 ** 63,
    "9223372036854775808": -1,
    "000000000000000000000000000005": 5,
  };
  for (const [text, number] of Object.entries(cases)) {
    assert.equal(run(`${str} return str.atoi("${text}")`), [number], text);
  }
});

test("what has no length is an error inside the library", () => {
  assert.equal(run(`${str} return pcall(str.to_hex)`), [
    false,
    "/usr/local/openresty/lualib/resty/string.lua:29: attempt to get length of local 's' (a nil value)",
  ]);
  assert.equal(run(`${str} return pcall(str.atoi, 5)`), [
    false,
    "/usr/local/openresty/lualib/resty/string.lua:42: attempt to get length of local 's' (a number value)",
  ]);
});

test.run();
