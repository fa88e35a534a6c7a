import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox } from "../cli/processes.ts";
import { run } from "../vm/scripts.ts";

// The bundle carries a part of Fengari (.ci/fengari-parser.js): what it parses must be what the whole parses.
const snippets = [
  "return 1 + 2 * 3 ^ 2 / 4 % 5 - -6",
  "return 5 % (1 / 0), -5 % 3, 2 ^ -1, 1 / 0, -(0)",
  "return 'a' .. 1 .. 2.5 .. -0",
  "return not nil, not 1, #'abc', -'2', '3' * '4'",
  "return 0xff, 1e3, .5, 0x.8p1, 1e400",
  "local t = { 1, 2, x = 3, [4] = 5, 'a'; 'b' } return #t, t.x",
  "for i = 1, 3 do for k, v in pairs({}) do local x = i end end",
  "local a, b = ... local function f(...) return select('#', ...) end return f(a, b, nil)",
  "goto done do return 1 end ::done:: return 2",
  "return ('x'):rep(3), [[\nlong]], '\\65\\x42\\z  c\\u{20ac}'",
  "repeat local x = 1 until x == 1 while false do end if x then elseif y then else end",
  ...["x =", "x = = 1", "for", "return 'abc", "return [[abc", "local function", "goto nowhere", "break", "x = 1e"],
  ...[
    "return 1 & 2",
    "return 1 // 2",
    "return 1 << 2",
    "return ~1",
    "a.b:c = 1",
    "return '\\x4'",
    "return '\\u{110000}'",
  ],
  ...[
    "f(",
    "f{",
    "x = }",
    "::a:: ::a::",
    "local x <const> = 1",
    "return ...",
    "function f() return ... end",
    "\0",
    "$",
  ],
];

const parseAll = `
local results = {}
for i, text in ipairs(snippets) do
  local chunk, err = loadstring(text, "=s")
  local values = { pcall(chunk or function() return err end, 1, 2) }
  for n = 1, #values do values[n] = tostring(values[n]) end
  results[i] = table.concat(values, " ")
end
io.write(table.concat(results, "\\n"))`;

test("the bundle's parser is the whole one", async () => {
  const list = snippets.map((text) => `"${[...text].map((char) => `\\${char.charCodeAt(0)}`).join("")}"`);
  const script = `local snippets = { ${list.join(", ").replace(/\\(\d)(?!\d)/g, "\\00$1")} }\n${parseAll}`;
  const { stdout, stderr } = await ngxbox(["run", "-"], { input: script });
  assert.is(stderr, "");
  assert.is(stdout, run(script));
});

test.run();
