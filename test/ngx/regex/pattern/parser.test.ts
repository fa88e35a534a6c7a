import { test } from "uvu";
import * as assert from "uvu/assert";
import { has } from "../../../../src/ngx/regex/pattern/byte-sets.ts";
import type { Node } from "../../../../src/ngx/regex/pattern/nodes.ts";
import { parsePattern } from "../../../../src/ngx/regex/pattern/parser.ts";

const PLAIN = { caseless: false, multiline: false, dotall: false, extended: false, dupnames: false };

/** A pattern as it was understood, in words; undefined where it was left to PCRE. */
function read(pattern: string, options: Partial<typeof PLAIN> = {}): string | undefined {
  const parsed = parsePattern(pattern, { ...PLAIN, ...options });
  return parsed === undefined ? undefined : shown(parsed.root);
}

function shown(node: Node): string {
  switch (node.kind) {
    case "set": {
      const members = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => has(node.set, byte));
      const isMostly = members.length > 128;
      const named = isMostly
        ? Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !has(node.set, byte))
        : members;
      const text = named
        .map((byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(16)))
        .join(",");
      return isMostly ? `not<${text}>` : members.length === 1 ? text : `<${text}>`;
    }
    case "sequence":
      return node.items.map(shown).join(" ");
    case "choice":
      return `(${node.options.map(shown).join(" | ")})`;
    case "capture":
      return `${node.group}(${shown(node.body)})`;
    case "atomic":
      return `atomic(${shown(node.body)})`;
    case "look":
      return `${node.isNegative ? "no " : ""}${node.isAhead ? "ahead" : "behind"}(${shown(node.body)})`;
    case "repeat":
      return `${shown(node.body)}{${node.least},${node.most},${node.how}}`;
    case "reference":
      return `copy of ${node.group}`;
    case "assertion":
      return `[${node.what}]`;
    case "keep out":
      return "[keep out]";
  }
}

test("characters, escapes and sets", () => {
  assert.is(read("a\\x62\\x{63}\\144\\o{145}\\.\\_"), "a b c d e . _");
  assert.is(read("\\x\\0\\07\\cA\\e\\a\\f\\n\\r\\t"), "0 0 7 1 1b 7 c a d 9");
  assert.is(read("\\d.\\N"), "<0,1,2,3,4,5,6,7,8,9> not<a> not<a>");
  assert.is(read("\\h\\v\\s"), "<9,20,a0> <a,b,c,d,85> <9,a,b,c,d,20>");
  assert.is(read("\\Qa.[b\\E.\\Q|"), "a . [ b not<a> |");
  assert.is(read("]}{,2}"), "] } { , 2 }");
});

test("classes", () => {
  assert.is(read("[a-c]"), "<a,b,c>");
  assert.is(read("[^a\\n]"), "not<a,a>");
  assert.is(read("[]a][^]a]"), "<],a> not<],a>");
  assert.is(read("[-a][a-][\\]a]"), "<-,a> <-,a> <],a>");
  assert.is(read("[\\d_]"), "<0,1,2,3,4,5,6,7,8,9,_>");
  assert.is(read("[[:digit:]x[:blank:]]"), "<9,20,0,1,2,3,4,5,6,7,8,9,x>");
  assert.is(read("[\\b\\x41-\\x43]"), "<8,A,B,C>");
});

test("letters have no case with the option i, of ASCII alone", () => {
  assert.is(read("a[b-c]\xe9", { caseless: true }), "<A,a> <B,C,b,c> e9");
  assert.is(read("[[:upper:]]", { caseless: true }), read("[[:alpha:]]"));
  assert.is(read("(?i)a(?-i)b|c(?i:d)e"), "(<A,a> b | c <D,d> e)");
  assert.is(read("(a(?i)b|c)d"), "1((a <B,b> | <C,c>)) d");
});

test("repetitions", () => {
  assert.is(
    read("a*b+?c?+d{2}e{3,}f{0,4}?"),
    "a{0,Infinity,greedy} b{1,Infinity,lazy} c{0,1,possessive} d{2,2,greedy} e{3,Infinity,greedy} f{0,4,lazy}",
  );
  assert.is(read("(?:ab)*"), "a b{0,Infinity,greedy}");
  assert.is(read("\\Qab\\E+"), "a b{1,Infinity,greedy}");
});

test("groups, references and look-arounds", () => {
  assert.is(
    read("(a)(?<n>b)(?'m'c)(?P<l>d)\\1\\g{-2}\\k<n>(?P=m)"),
    "1(a) 2(b) 3(c) 4(d) copy of 1 copy of 3 copy of 2 copy of 3",
  );
  assert.is(read("(?>a)(?=b)(?!c)(?<=d)(?<!e)"), "atomic(a) ahead(b) no ahead(c) behind(d) no behind(e)");
  assert.is(read("(?n)(a)(?<x>b)"), "a 1(b)");
  assert.is(read("\\11(a)"), "9 1(a)");
});

test("anchors by the options m and s", () => {
  assert.is(read("^.$"), "[start] not<a> [end but for a newline]");
  assert.is(read("^.$", { multiline: true, dotall: true }), "[line start] not<> [line end]");
  assert.is(
    read("\\A\\z\\Z\\G\\b\\B\\K"),
    "[start] [end] [end but for a newline] [search start] [word boundary] [no word boundary] [keep out]",
  );
});

test("white space and comments", () => {
  assert.is(read(" a # comment\n b + \\ [ ]", { extended: true }), "a b{1,Infinity,greedy} 20 20");
  assert.is(read("a(?#b)c (?x) d # e"), "a c 20 d");
});

test("what is rare, wrong, or more than can be said here is left to PCRE", () => {
  const patterns = [
    ...[
      "(",
      ")",
      "[a",
      "*a",
      "a**",
      "a{2,1}",
      "a{65536}",
      "(?z)",
      "(?<n",
      "\\",
      "[z-a]",
      "[[:foo:]]",
      "[a-\\d]",
      "[\\d-z]",
    ],
    ...[
      "(?R)",
      "(?1)",
      "(?&n)",
      "(?(1)a)",
      "(?|a)",
      "(*FAIL)",
      "(?C)",
      "\\X",
      "\\p{L}",
      "\\x{100}",
      "\\400",
      "\\N{U+41}",
    ],
    ...[
      "\\1",
      "(a)\\2",
      "\\k<n>",
      "(?<n>a)(?<n>b)",
      "(?i)(a)\\1",
      "^*",
      "\\b+",
      "(?=a)*",
      "\\K+",
      "(?i)+",
      "\\u0041",
      "\\y",
    ],
    ...["(?xx)a", "(?U)a*", "(?J)", "[[.a.]]", "[:alpha:]", "\\c", "\\c\xe9", "(?^-i)", "a\\8", "\\g{-1}", "\\g{0}"],
    ...[".?\\R", "\\S*\\h", "\\R?\\s", "(".repeat(300) + ")".repeat(300)],
  ];
  for (const pattern of patterns) assert.is(read(pattern), undefined, pattern);
});

test("names are sorted as PCRE has them", () => {
  const parsed = parsePattern("(?<b>x)(?<a>y)(?<b>z)", { ...PLAIN, dupnames: true });
  assert.equal(parsed?.names, [
    ["a", 2],
    ["b", 1],
    ["b", 3],
  ]);
});

test.run();
