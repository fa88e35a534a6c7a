import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Opcode } from "../../../src/vm/parser/opcodes.ts";
import { LuaSyntaxError, parseChunk } from "../../../src/vm/parser/parse.ts";
import { installed, luajitOfEach } from "../real-lua.ts";

const anyOf = (...texts: readonly string[]) => fc.constantFrom(...texts);
const many = (item: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(item, { maxLength }).map((items) => items.join(""));

const lineBreak = anyOf("\n", "\r", "\r\n", "\n\r", "\n\n", "\r\r");
const escaped = fc.oneof(
  anyOf(
    "a",
    "b",
    "f",
    "n",
    "r",
    "t",
    "v",
    "\\",
    "'",
    '"',
    "z",
    "z  \n\t ",
    "z\r\n\r",
    "x41",
    "xfF",
    "Xff",
    "Z",
    "U{41}",
    "x4",
    "xg1",
    "x",
    "q",
    "\0",
  ),
  anyOf(
    "65",
    "065",
    "0651",
    "255",
    "256",
    "999",
    "9x",
    "u{41}",
    "u{7ff}",
    "u{800}",
    "u{20AC}",
    "u{10ffff}",
    "u{0000041}",
  ),
  anyOf(
    "u{110000}",
    "u{d7ff}",
    "u{d800}",
    "u{dfff}",
    "u{e000}",
    "u{}",
    "u{",
    "u",
    "u41",
    "u{41",
    "u{4g}",
    "u{fffffffff41}",
  ),
  lineBreak,
);
const letter = fc.oneof(
  { arbitrary: anyOf("a", "b", "0", " ", "[", "]", "=", "-", "\0", "\x7f", "\x80", "\xff", "'", '"'), weight: 4 },
  { arbitrary: escaped.map((sequence) => `\\${sequence}`), weight: 2 },
  { arbitrary: lineBreak, weight: 1 },
);
const content = many(letter, 6);
const quoted = fc
  .tuple(anyOf("'", '"'), content, anyOf("same", "same", "same", "other"))
  .map(([quote, text, closing]) => {
    const inside = text.replaceAll(quote, "");
    return quote + inside + (closing === "same" ? quote : "");
  });
const level = anyOf("", "=", "==");
const long = fc.tuple(level, content, level).map(([opening, text, closing]) => `[${opening}[${text}]${closing}]`);
const numeral = many(
  anyOf(
    "0",
    "1",
    "9",
    "0x",
    "0b",
    ".",
    "e",
    "E",
    "p",
    "P",
    "+",
    "-",
    "f",
    "A",
    "e5",
    "e-3",
    "p+2",
    "x",
    "_",
    "\xe9",
    "00",
  ),
  5,
).map((text) => `1${text}`);
const hexadecimal = many(anyOf("0", "a", "F", ".", "p", "p1", "P-2", "8", "g"), 5).map((text) => `0x${text}`);
const comment = fc.oneof(
  fc.tuple(anyOf("--", "--[", "--[=", "--]]", "---"), content, lineBreak).map((parts) => parts.join("")),
  long.map((text) => `--${text}`),
);
const sign = anyOf(
  ..."+-*/%^#<>=){}[]:,.~&|!@$?`\\\0\x01\x7f",
  "==",
  "~=",
  "<=",
  ">=",
  "..",
  "...",
  "//",
  "<<",
  ">>",
  "::",
  "<<=",
  ".5",
);
const word = anyOf(
  "a",
  "_b1",
  "\xc3\xa9",
  "x\xff",
  "and",
  "or",
  "not",
  "nil",
  "true",
  "end",
  "return",
  "local",
  "__proto__",
);

test("literals are worth what luajit takes them for", () => {
  if (!installed("luajit")) return;
  const number = numeral.filter((text) => !/[^ep][+-]/i.test(text)); // no sum
  const literal = fc.oneof(quoted, long, number, hexadecimal);
  const skipped = fc.oneof(fc.constant(""), comment);
  const chunk = fc.tuple(skipped, literal).map(([before, value]) => `return ${before} ${value}`);
  compare(
    chunk,
    `local ok, value = pcall(f or error, problem)
     print(hex(ok and type(value) == "number" and ("%.17g"):format(value) or tostring(value)))`,
    (source) => {
      const { code, constants } = parseChunk(source, "=s");
      const [value] = constants;
      const isLiteral = code[0]?.opcode === Opcode.LOADK && code[1]?.opcode === Opcode.RETURN;
      if (!isLiteral) return undefined;
      return typeof value === "number" ? value : String(value);
    },
  );
});

test("what is a token, and what is wrong with it, is luajit's", () => {
  if (!installed("luajit")) return;
  const token = fc.oneof(quoted, long, numeral, hexadecimal, comment, sign, word);
  const space = anyOf(" ", "", "\n", "\t\v\f", "\r\n");
  const chunk = fc
    .array(fc.tuple(token, space), { minLength: 1, maxLength: 5 })
    .map((tokens) => tokens.map((parts) => parts.join("")).join(""));
  compare(chunk, "print(hex(problem or ''))", (source) => {
    parseChunk(source, "=s");
    return "";
  });
});

/** What a chunk comes to; undefined where it does not matter. */
type Outcome = (source: string) => string | number | undefined;

/** Holds what `outcome` gives, or the message of its error, against what luajit prints in hexadecimal. */
function compare(chunk: fc.Arbitrary<string>, script: string, outcome: Outcome): void {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const sources = fc
    .sample(chunk, { numRuns: 3000, seed })
    .filter((source) => !IS_LEFT_OUT.test(source) && !source.startsWith("#"));
  const theirs = luajitOfEach(script, sources);
  sources.forEach((source, i) => {
    const their = Buffer.from(theirs[i] ?? "", "hex").toString("latin1");
    const ours = outcomeOf(source, outcome);
    if (ours === undefined) return;
    const expected = typeof ours === "number" ? Number(their.replace("inf", "Infinity")) : their;
    assert.is(ours, expected, `${JSON.stringify(source)} (seed ${seed})`);
  });
}

// The words and signs leave out what differs in the dialect of 5.2 that OpenResty's LuaJIT is built for: goto, ";", and
// "(" on a new line.

/** 64-bit and imaginary numbers are objects of LuaJIT's. */
const IS_LEFT_OUT = /[0-9a-f.](?:u?ll|llu|i)/i;

function outcomeOf(source: string, outcome: Outcome): ReturnType<Outcome> {
  try {
    return outcome(source);
  } catch (thrown) {
    if (thrown instanceof LuaSyntaxError) return thrown.message;
    throw thrown;
  }
}

test.run();
