import { test } from "uvu";
import * as assert from "uvu/assert";
import { backBy, byteOffset, decode, findInvalid, isInside, unitAt } from "../../../../src/ngx/regex/exact/utf8.ts";

test("what is valid passes, from one byte to four", () => {
  for (const text of [
    "",
    "abc\0\x7f",
    "\xc2\x80\xdf\xbf",
    "\xe0\xa0\x80\xef\xbf\xbf\xed\x9f\xbf",
    "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
  ]) {
    assert.is(findInvalid(text, 0), undefined);
  }
});

test("each mistake has PCRE2's code, at its first byte", () => {
  const mistakes: [text: string, code: number][] = [
    ...([
      ["\xc3", -3],
      ["\xe2\x82", -3],
      ["\xe2", -4],
      ["\xf0", -5],
      ["\xf8", -6],
      ["\xfc", -7],
    ] as [string, number][]),
    ...([
      ["\xc3a", -8],
      ["\xe2\x82a", -9],
      ["\xf0\x90\x80a", -10],
    ] as [string, number][]),
    ...([
      ["\xf8\x88\x80\x80a", -11],
      ["\xfc\x84\x80\x80\x80a", -12],
    ] as [string, number][]),
    ...([
      ["\xf8\x88\x80\x80\x80", -13],
      ["\xfc\x84\x80\x80\x80\x80", -14],
    ] as [string, number][]),
    ...([
      ["\xf4\x90\x80\x80", -15],
      ["\xf5\x80\x80\x80", -15],
      ["\xed\xa0\x80", -16],
    ] as [string, number][]),
    ...([
      ["\xc0\x80", -17],
      ["\xc1\xbf", -17],
      ["\xe0\x80\x80", -18],
      ["\xf0\x80\x80\x80", -19],
    ] as [string, number][]),
    ...([
      ["\xf8\x80\x80\x80\x80", -20],
      ["\xfc\x80\x80\x80\x80\x80", -21],
    ] as [string, number][]),
    ...([
      ["\x80", -22],
      ["\xbf", -22],
      ["\xfe", -23],
      ["\xff", -23],
    ] as [string, number][]),
  ];
  for (const [text, code] of mistakes) assert.equal(findInvalid(`a\xc3\xa9${text}`, 0), { code, offset: 3 }, text);
  assert.is(findInvalid("\xffa", 1), undefined);
});

test("offsets go from bytes to units and back", () => {
  const decoded = decode("a\xc3\xa9\xf0\x9f\x98\x80\xffz");
  assert.is(decoded.units, "a\xe9\u{1f600}\ufffdz");
  assert.equal(
    [0, 1, 2, 4, 5, 6].map((unit) => byteOffset(decoded, unit)),
    [0, 1, 3, 7, 8, 9],
  );
  assert.equal(
    [0, 1, 3, 7, 8, 9].map((offset) => unitAt(decoded, offset)),
    [0, 1, 2, 4, 5, 6],
  );
  const ascii = decode("abc");
  assert.is(byteOffset(ascii, 2), 2);
  assert.is(unitAt(ascii, 3), 3);
});

test("characters are counted back", () => {
  const text = "a\xc3\xa9\xe2\x82\xacb";
  assert.equal(
    [0, 1, 2, 3, 9].map((count) => backBy(text, 7, count)),
    [7, 6, 3, 1, 0],
  );
  assert.equal(
    [0, 1, 2, 3, 7].map((at) => isInside(text, at)),
    [false, false, true, false, false],
  );
});

test.run();
