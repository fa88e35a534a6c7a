import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ConfigError } from "../../../src/nginx/conf/emerg.ts";
import { Grammar, type Step } from "../../../src/nginx/conf/grammar.ts";

/** All steps of a text up to its end. */
function steps(text: string): Step[] {
  const grammar = new Grammar(text, "t.conf");
  const all: Step[] = [];
  for (;;) {
    const step = grammar.next();
    if (step.kind === "end of file") return all;
    all.push(step);
  }
}

function refusal(text: string): string {
  try {
    steps(text);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
  throw new Error("it was read");
}

function words(text: string): readonly string[] {
  const [step] = steps(text);
  if (step === undefined || !("words" in step)) throw new Error("no words");
  return step.words;
}

test("words end at blanks, semicolons and opening braces", () => {
  assert.equal(steps("a b\tc ;d{e;}"), [
    { kind: "statement", words: ["a", "b", "c"] },
    { kind: "block", words: ["d"] },
    { kind: "statement", words: ["e"] },
    { kind: "end of block" },
  ]);
});

test("quotes keep blanks, semicolons, braces and line breaks", () => {
  assert.equal(words(`a "b ; {" 'c "d"\n' "";`), ["a", "b ; {", 'c "d"\n', ""]);
});

test("quotes inside a word belong to it", () => {
  assert.equal(words(`a b"c" d'e;`), ["a", `b"c"`, "d'e"]);
});

test("a backslash keeps what ends a word, and t, r, n and quotes lose it", () => {
  assert.equal(words(String.raw`a b\ c "d\"e\t\d" f\;g \\;`), ["a", "b\\ c", 'd"e\t\\d', "f\\;g", "\\"]);
});

test("a brace after a dollar belongs to the word", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: nginx's own notation of a variable
  assert.equal(words("a ${b}c;"), ["a", "${b}c"]);
});

test("a comment reaches to the end of its line and starts only between words", () => {
  assert.equal(steps("# a;\na b#c; # d {\n"), [{ kind: "statement", words: ["a", "b#c"] }]);
});

test("a closing bracket may follow a quote", () => {
  assert.equal(words('if ("a" = "b") {'), ["if", '("a"', "=", "b", ")"]);
});

test("nginx's words for a broken text, with the line where it was noticed", () => {
  assert.is(refusal("a\nb"), 'unexpected end of file, expecting ";" or "}" in t.conf:2');
  assert.is(refusal("a 'b;\n\n"), 'unexpected end of file, expecting ";" or "}" in t.conf:3');
  assert.is(refusal("a\n}"), 'unexpected "}" in t.conf:2');
  assert.is(refusal("\n;"), 'unexpected ";" in t.conf:2');
  assert.is(refusal("{"), 'unexpected "{" in t.conf:1');
  assert.is(refusal('a "b"c;'), 'unexpected "c" in t.conf:1');
  assert.is(refusal('a "b"}'), 'unexpected "}" in t.conf:1');
});

test("a word has to fit nginx's buffer", () => {
  assert.is(words(`a ${"b".repeat(4095)};`)[1]?.length, 4095);
  assert.is(refusal(`a\n${"b".repeat(4096)};`), 'too long parameter "bbbbbbbbbb..." started in t.conf:2');
  const quoted = 'too long parameter, probably missing terminating """ character in t.conf:1';
  assert.is(refusal(`a "${"b\n".repeat(3000)}";`), quoted);
});

test("what is written with quotes is read back", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab \t\n;{}\"'#$\\".split("")), maxLength: 20 });
  const quote = (word: string) => `"${word.replace(/["\\]/g, "\\$&")}"`;
  fc.assert(
    fc.property(fc.array(text), (args) => {
      assert.equal(words(`x ${args.map(quote).join(" ")};`), ["x", ...args]);
    }),
  );
});

test("garbage is read or refused in nginx's form", () => {
  const piece = fc.constantFrom("a", " ", "\n", ";", "{", "}", '"', "'", "\\", "#", "$", ")", "(", "\0", "ÿ");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      try {
        steps(pieces.join(""));
      } catch (thrown) {
        return thrown instanceof ConfigError && /^[\s\S]+ in t\.conf:\d+$/.test(thrown.message);
      }
      return true;
    }),
  );
});

test.run();
