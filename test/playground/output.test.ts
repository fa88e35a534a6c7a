/** The page's log of output: lines, streams, and bytes that are no text. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { OutputLog } from "../../playground/src/output/log.ts";
import { logLine, placesIn } from "../../playground/src/output/places.ts";
import { shownText, visibleText } from "../../playground/src/output/text.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

function linesOf(log: OutputLog): string[] {
  return Array.from({ length: log.lines }, (_, number) => {
    const { stream, bytes } = log.line(number);
    return `${stream}: ${shownText(bytes).text}`;
  });
}

test("lines are parted at line feeds, wherever pieces end", () => {
  const log = new OutputLog();
  for (const piece of ["one\ntw", "o", "\n\n", "three"]) log.append({ stream: "stdout", bytes: bytes(piece) });
  assert.equal(linesOf(log), ["stdout: one", "stdout: two", "stdout: ", "stdout: three"]);
  assert.equal(log.all(), bytes("one\ntwo\n\nthree"));
  log.clear();
  assert.equal(linesOf(log), []);
});

test("the other stream begins a line of its own, and nothing is added for that", () => {
  const log = new OutputLog();
  log.append({ stream: "stdout", bytes: bytes("begins ") });
  log.append({ stream: "stderr", bytes: bytes("a warning\n") });
  log.append({ stream: "stdout", bytes: bytes("goes on\n") });
  assert.equal(linesOf(log), ["stdout: begins ", "stderr: a warning", "stdout: goes on"]);
  assert.equal(log.all(), bytes("begins a warning\ngoes on\n"));
});

test("many lines keep their places", () => {
  const log = new OutputLog();
  for (let number = 0; number < 50_000; number++) log.append({ stream: "stdout", bytes: bytes(`line ${number}\n`) });
  assert.is(log.lines, 50_000);
  assert.is(shownText(log.line(49_999).bytes).text, "line 49999");
  assert.is(shownText(log.line(1234).bytes).text, "line 1234");
});

test("bytes that are no UTF-8 are written as such, and counted", () => {
  const cases: [string, string, number][] = [
    ["plain", "plain", 0],
    ["caf\xc3\xa9", "café", 0],
    ["\xf0\x9f\x98\x80", "😀", 0],
    ["\xff\xfe", "\\xff\\xfe", 2],
    ["a\xc3", "a\\xc3", 1],
    ["\xc0\xaf", "\\xc0\\xaf", 2],
    ["\xed\xa0\x80!", "\\xed\\xa0\\x80!", 3],
    ["\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", 4],
    ["\xe4\xb8", "\\xe4\\xb8", 2],
    ["\xef\xbb\xbfbom", "\ufeffbom", 0],
  ];
  for (const [given, text, invalid] of cases) assert.equal(shownText(bytes(given)), { text, invalid }, text);
});

test("every single byte and pair of bytes comes out as the decoder has it, or escaped", () => {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let first = 0; first < 256; first++) {
    for (let second = 0; second < 256; second += 7) {
      const given = Uint8Array.of(first, second);
      const { text, invalid } = shownText(given);
      let decoded: string | undefined;
      try {
        decoded = strict.decode(given);
      } catch {}
      if (decoded === undefined) assert.ok(invalid > 0, `${first} ${second}`);
      else assert.is(text, decoded);
    }
  }
});

test("control characters are made visible, tabs are not", () => {
  assert.is(visibleText("a\tb\0c\x1b[1m"), "a\tb\\x00c\\x1b[1m");
});

test("lines of the error log tell their level and message", () => {
  assert.equal(logLine("2026/01/01 00:00:01 [error] 1000#1000: *2 [lua] main.lua:1: oops"), {
    level: "error",
    message: "[lua] main.lua:1: oops",
  });
  assert.is(logLine("2026/01/01 [error] no"), undefined);
  assert.is(logLine("stack traceback:"), undefined);
});

test("places in the code are found in texts", () => {
  const [first, second] = placesIn("lib/jobs.lua:12: bad, called at init_by_lua:3 and x:4");
  assert.equal(first, { file: "lib/jobs.lua", line: 12, from: 0, to: 15 });
  assert.equal([second?.file, second?.line], ["init_by_lua", 3]);
  assert.is(placesIn("nothing here").length, 0);
});

test.run();
