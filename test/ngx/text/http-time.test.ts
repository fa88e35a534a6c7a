import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatCookieTime, formatHttpTime, parseHttpTime } from "../../../src/ngx/text/http-time.ts";

test("times are written as HTTP has them", () => {
  assert.is(formatHttpTime(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  assert.is(formatHttpTime(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
  assert.is(formatHttpTime(4102444800), "Fri, 01 Jan 2100 00:00:00 GMT");
  assert.is(formatHttpTime(1.9), "Thu, 01 Jan 1970 00:00:01 GMT");
});

test("no time is before 1970 or after 9999", () => {
  for (const seconds of [-1, -1e18, Number.NaN, Infinity, -Infinity]) {
    assert.is(formatHttpTime(seconds), "Thu, 01 Jan 1970 00:00:00 GMT");
  }
  for (const seconds of [253402300800, 1e13, 2 ** 53, 1e18]) {
    assert.is(formatHttpTime(seconds), "Fri, 31 Dec 9999 23:59:59 GMT");
  }
});

test("a cookie's year has two digits up to 2037", () => {
  assert.is(formatCookieTime(1547549204), "Tue, 15-Jan-19 10:46:44 GMT");
  assert.is(formatCookieTime(2145916799), "Thu, 31-Dec-37 23:59:59 GMT");
  assert.is(formatCookieTime(2145916800), "Fri, 01-Jan-2038 00:00:00 GMT");
});

/** As real nginx answered. */
const PARSED: readonly (readonly [string, number | undefined])[] = [
  ["Sun, 06 Nov 1994 08:49:37 GMT", 784111777],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 784111777],
  ["Sun Nov  6 08:49:37 1994", 784111777],
  ["Sun Nov 06 08:49:37 1994", 784111777],
  ["Sun Nov 16 08:49:37 1994", 784975777],
  ["Thu, 01 Jan 1970 00:00:00", 0],
  ["Thu, 1 Jan 1970 00:00:00 GMT", undefined],
  ["Thu,01 Jan 1970 00:00:00 GMT", 0],
  [" Thu, 01 Jan 1970 00:00:00 GMT", undefined],
  ["x, 31 Apr 2020 00:00:00 GMT", undefined],
  ["x, 29 Feb 2021 00:00:00 GMT", undefined],
  ["x, 29 Feb 2020 00:00:00 GMT", 1582934400],
  ["Thu, 01 Jan 2970 00:00:00 GMT", 31556995200],
  ["Sunday, 06-Nov-69 08:49:37 GMT", 3150953377],
  ["Sunday, 06-Nov-70 08:49:37 GMT", 26729377],
  ["Thu, 01 jan 1970 00:00:00 GMT", undefined],
  ["Thu, 01 Jan 1970 23:60:00 GMT", undefined],
  ["Thu, 01 Jan 1970 23:59:60 GMT", undefined],
  ["Thu, 01 Jan 1969 23:59:59 GMT", -31449601],
  ["Wed, 31 Dec 1969 23:59:59 GMT", undefined],
  ["Thu, 01 Jan 1970 1:2:3 GMT", undefined],
  ["Thu, 01 Jan 1970 00:00:00 GMT junk", 0],
  ["Thu, 01-Jan-1970 00:00:00 GMT", undefined],
  [", 01 Jan 1970 00:00:05 PST", 5],
  ["\0, 01 Jan 1970 00:00:05", 5],
  ["Sunday, 06-Nov-94 08:49:3", undefined],
  ["Thu Jan  1 00:00:00 1970 x", 0],
  ["Thu, 00 Jan 1970 00:00:05 GMT", -86395],
  ["Thu, 01 Jan 1600 00:00:05 GMT", -11676095995],
  ["nonsense", undefined],
  ["", undefined],
];

test("times are read as nginx reads them", () => {
  for (const [text, seconds] of PARSED) assert.is(parseHttpTime(text), seconds, text);
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253402300799 }), (seconds) => {
      assert.is(parseHttpTime(formatHttpTime(seconds)), seconds);
    }),
  );
});

test("no text makes it fail", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => void parseHttpTime(text)));
});

test.run();
