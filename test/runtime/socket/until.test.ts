import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Until } from "../../../src/runtime/socket/until.ts";
import { InputBuffer } from "../../../src/runtime/stream/input-buffer.ts";
import { portableByteText } from "../../../src/vm/byte-text.ts";

/** Reads what `pieces` give until they end, each time by `sizes` in turn (0: all up to the pattern). */
function reads(until: Until, pieces: readonly string[], sizes: readonly number[], bufferBytes = 4096): string[] {
  const coming = pieces.filter((piece) => piece !== "");
  const options = { bytes: portableByteText, size: bufferBytes, sizeUntilEnd: bufferBytes };
  const buffer = new InputBuffer({ ...options, next: () => coming.shift() ?? null });
  const got: string[] = [];
  for (let at = 0; ; at++) {
    if (until.takeEnd()) {
      got.push("END");
      continue;
    }
    const how = buffer.advance(until.reader(sizes[at % sizes.length] ?? 0));
    got.push(buffer.takeText());
    if (how !== "done") return got;
  }
}

function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (const length of lengths) {
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}

const text = fc.string({ unit: fc.constantFrom("a", "b", "-"), maxLength: 60 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 6 });
const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 });
const bufferBytes = fc.integer({ min: 1, max: 20 });

test("however a text arrives, it is split at the pattern", () => {
  fc.assert(
    fc.property(text, pattern, lengths, bufferBytes, fc.boolean(), (whole, at, into, size, isInclusive) => {
      const got = reads(new Until(at, isInclusive), cut(whole, into), [0], size);
      const expected = whole
        .split(at)
        .map((part, index, all) => (isInclusive && index < all.length - 1 ? part + at : part));
      // what had begun like the pattern when the text ended was never told from it
      const last = expected[expected.length - 1] ?? "";
      const begun = [...at].map((_, length) => at.slice(0, length)).filter((start) => last.endsWith(start));
      const longest = begun[begun.length - 1] ?? "";
      assert.equal(got, [...expected.slice(0, -1), last.slice(0, last.length - longest.length)]);
    }),
    { numRuns: 2000 },
  );
});

test("in pieces the same bytes come, each piece as long as asked for, or somewhat longer, until the pattern", () => {
  fc.assert(
    fc.property(text, pattern, lengths, fc.integer({ min: 1, max: 7 }), (whole, at, into, size) => {
      const pieces = reads(new Until(at, false), cut(whole, into), [size]);
      const all = reads(new Until(at, false), [whole], [0]);
      const joined = pieces
        .join("\n")
        .split("END")
        .map((part) => part.replaceAll("\n", ""));
      assert.is(joined.join("|"), all.join("|"));
      const longest = size + at.length - 1;
      assert.ok(
        pieces.every((piece) => piece.length <= longest || piece === "END"),
        pieces.join(),
      );
    }),
    { numRuns: 2000 },
  );
});

test("what began like the pattern and was none comes as a whole, though it is more than asked for", () => {
  assert.equal(reads(new Until("--==", false), ["--x--==y"], [1]), ["--", "x", "", "END", "y", ""]);
});

test("a pattern of bytes is one", () => {
  assert.equal(reads(new Until("\0\xff", true), ["a\0\0\xff", "b"], [0]), ["a\0\0\xff", "b"]);
});

test.run();
