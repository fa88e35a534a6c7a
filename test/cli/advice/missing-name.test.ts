import { test } from "uvu";
import * as assert from "uvu/assert";
import { aboutMissingEnd, aboutMissingName } from "../../../src/cli/advice/missing-name.ts";

/** What is said where `code` is the line that an error came from. */
function said(code: string, error: string): string | undefined {
  return aboutMissingName(`t.lua:3: attempt to ${error} (a nil value)`, (chunk, line) =>
    chunk === "t.lua" && line === 3 ? code : undefined,
  );
}

test("a mistyped name of the API is told as it is written", () => {
  for (const [code, error, meant, missing] of [
    ['ngx.sya("a")', "call field 'sya'", "ngx.say", "ngx.sya"],
    ["local ok = ngx.timer.att(1, f)", "call field 'att'", "ngx.timer.at", "ngx.timer.att"],
    ["  ngx.tiemr.at(1, f)", "index field 'tiemr'", "ngx.timer.at", "ngx.tiemr.at"],
    ['pritn("x")', "call global 'pritn'", "print", "pritn"],
    ["x = strng.format('%d', 1)", "index global 'strng'", "string.format", "strng.format"],
  ] as const) {
    assert.is(said(code, error), `If ${meant} is meant, write it so: there is no ${missing}.`);
  }
});

test("a library that was not loaded is told how to load", () => {
  assert.is(
    said("ngx.say(ngx.process.type())", "index field 'process'"),
    'Load the library first: local process = require "ngx.process".',
  );
  assert.is(
    said("local t = cjson.encode({})", "index global 'cjson'"),
    'Load the library first: local cjson = require "cjson".',
  );
  assert.is(
    said('ngx.re.split("a,b", ",")', "call field 'split'"),
    'Load the library first: local re = require "ngx.re".',
  );
});

test("a shared dictionary that was not declared is told how to declare", () => {
  assert.is(said('ngx.shared.cats:set("a", 1)', "index field 'cats'"), "Declare the dictionary: --shdict 'cats 1m'.");
});

test("about names that are the script's own nothing is said", () => {
  assert.is(said("config.host.name = 1", "index field 'host'"), undefined);
  assert.is(said("my_own_function()", "call global 'my_own_function'"), undefined);
  assert.is(said("ngx.say(1)", "call field 'say'"), undefined, "somebody has taken it away");
  assert.is(said("", "call field 'sya'"), undefined, "another line");
  assert.is(said("local a a.b = 1", "index local 'a'"), undefined);
});

test("the text of an error alone tells the end of a name", () => {
  const about = (error: string) => aboutMissingEnd(`attempt to ${error} (a nil value)`);
  assert.is(about("call field 'sayy'"), "If ngx.say is meant, write it so: there is no sayy.");
  assert.is(
    about("call method 'recieve'"),
    "If tcpsock:receive or udpsock:receive is meant, write it so: there is no recieve.",
  );
  for (const error of [
    "index local 'sayy'",
    "call field 'say'",
    "call field 'gett'",
    "call global 'my_own_function'",
  ]) {
    assert.is(about(error), undefined, error);
  }
  assert.is(aboutMissingEnd("x".repeat(1e6)), undefined);
});

test("any line and any message is taken", () => {
  assert.is(said("ngx.".repeat(1e5), "call field 'sya'"), undefined);
  assert.is(
    aboutMissingName(`${"x".repeat(1e6)}:1: attempt to call field 'sya' (a nil value)`, () => ""),
    undefined,
  );
  assert.is(
    aboutMissingName("t.lua:99999999999: attempt to call field 'sya' (a nil value)", () => undefined),
    undefined,
  );
});

test.run();
