// Nothing that a script says can get out of the text that is generated for it.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { interceptCode } from "../campaign/generated-code.ts";
import { run, TIERS } from "../scripts.ts";

/** Would set this, if it were ever run. */
const caught = globalThis as { injected?: unknown };
const ATTACK = "globalThis.injected=1";

/** What ends texts, templates, comments, lines, blocks and functions of JavaScript, each with an attack behind it. */
const BREAKOUTS = [
  `'];${ATTACK}//`,
  `"];${ATTACK}//`,
  `\`];${ATTACK}//`,
  `\${${ATTACK}}`,
  `*/${ATTACK}/*`,
  `//\n${ATTACK}\n//`,
  `\r${ATTACK}`,
  `\xe2\x80\xa8${ATTACK}`,
  `\xe2\x80\xa9${ATTACK}\xe2\x80\xa9`,
  `\\";${ATTACK}//`,
  `\\\\';${ATTACK}//`,
  `\\u0022;${ATTACK}//`,
  `\\x27;${ATTACK}//`,
  `\0";${ATTACK}//`,
  `<!--${ATTACK}-->`,
  `</script><script>${ATTACK}</script>`,
  `}}}}};${ATTACK};{{{{{`,
  `) { return ${ATTACK} } (`,
  `]=]${ATTACK}[=[`,
  `\${\`\${${ATTACK}}\`}`,
  `r0;${ATTACK}`,
  `__proto__`,
  `constructor`,
];

const NUMERALS = ["1e999", "-1e999", "0/0", "-0", "0", "1e21", "1e-7", "5e-324", "2^53", "-2^31", "0x7fffffff", "1.5"];

test("texts, names of fields and chunk names do not get into generated code", () => {
  const generatedFor = (text: string) => {
    const q = quoted(text);
    const source = `
      local t = {[${q}] = ${q}, [1] = ${q}}
      local function f(s, ...) t[${q}] = s .. ${q} if s == ${q} or ${q} < s then t.x = ${q} end return t[${q}], ${q}, ... end
      local o = setmetatable({}, {__index = function(_, k) return k end, __call = function(self, ...) return ... end})
      for i = 1, 12 do
        assert(f(${q}, ${q}) == ${q} .. ${q} and o[${q}] == ${q} and o(${q}) == ${q} and #(${q} .. i) > 1)
        for k, v in pairs({[${q}] = i}) do assert(k == ${q} and v == i) end
        pcall(error, ${q}) pcall(function() local x = t[${q}][${q}][${q}] end) pcall(function() return -${q}, ${q} + 1 end)
        _G[${q}] = ${q} loadstring("return ...", ${q})(${q}) pcall(loadstring("error(...)", "@" .. ${q}), ${q})
        debug.traceback(${q}) coroutine.wrap(function(...) coroutine.yield(...) end)(${q})
      end
      print(t[${q}] == ${q} .. ${q})`;
    return generated(source, "true\n", [`@${text}`, text]);
  };
  // Where a function is gone on with depends on steps, which long texts take more of.
  const called = (codes: readonly string[]) => codes.filter((code) => code.includes("function run_")).join("\n");
  // A name that is new gets a shape of its own only as long as there are few, and one that other tests used has one: so each is
  // compared with new names and with such.
  let names = 0;
  const known = ["a", "b", "y", "name"].map((name) => called(generatedFor(name)));
  const harmless = () => called(generatedFor(`harmless ${++names}`));
  assert.ok(harmless() !== "");
  for (const text of BREAKOUTS) {
    const [before, got, after] = [harmless(), called(generatedFor(text)), harmless()];
    assert.ok([before, after, ...known].includes(got), `what is generated depends on ${text}`);
  }
});

test("names, labels and comments do not get into generated code", () => {
  // Names may hold any byte above 127, so the separators of lines that JavaScript knows.
  const name = "\xe2\x80\xa8injected\xe2\x80\xa9";
  const source = `
    local function ${name}(${name}, ...) ${name} = ${name} + 1 if ${name} > 3 then goto ${name} end
      do return ${name}, ... end ::${name}:: return -${name} -- ${ATTACK} \xe2\x80\xa8${ATTACK}
    end
    local o = {${name} = function(self, ...) return ... end}
    for i = 1, 12 do assert(${name}(i) and o:${name}(i) == i) ${name}2 = ${name} end
    print(${name}(1), ${name}(5), ${name}2 == ${name}) --[[ */ ${ATTACK} /* ]]`;
  generated(source, "2\t-6\ttrue\n", [`@${name}.lua`]);
});

test("numbers get into generated code as numbers that mean the same", () => {
  const checks = NUMERALS.map(
    (numeral) => `do
      local n = ${numeral}
      local function f(x) return x + ${numeral}, x == ${numeral}, ${numeral} - x, {[${numeral} == 0 and 1 or 2] = ${numeral}} end
      for i = 1, 12 do f(i) end
      local a, b, c, d = f(1)
      io.write(tostring(a), tostring(b), tostring(c), tostring(1 / ${numeral}), tostring(d[2]), tostring(n == ${numeral}), "\\n")
    end`,
  );
  const [interpreted, compiled] = TIERS.map((tier) => run(checks.join("\n"), {}, {}, tier));
  assert.is(compiled, interpreted);
  generated(checks.join("\n"), interpreted ?? "", ["@numbers.lua"]);
});

/** Runs `source` in each tier, which must print `expected`. Answers the code that is generated, free of what it says. */
function generated(source: string, expected: string, chunkNames: readonly string[]): string[] {
  const all: string[] = [];
  for (const tier of [...TIERS, {}]) {
    for (const chunkName of chunkNames) {
      const codes: string[] = [];
      const stop = interceptCode((code) => {
        codes.push(code);
        return code;
      });
      try {
        assert.is(run(`assert(loadstring(${quoted(source)}, ${quoted(chunkName)}))()`, {}, {}, tier), expected);
      } finally {
        stop();
      }
      assert.is(codes.length > 0, tier !== TIERS[0], "functions are compiled in one tier and not in the other");
      for (const code of codes) assertHarmless(code);
      assert.is(caught.injected, undefined);
      all.push(...codes);
    }
  }
  return all;
}

/** Generated code has a few words of its own in quotes, one template, and no comments or characters beyond ASCII. */
function assertHarmless(code: string): void {
  assert.not.match(code, /injected|globalThis|__proto__|constructor|\/\/|\/\*|<!|-->|[^\n -~]/);
  assert.not.match(code.replace(/"[a-z ]*"/g, "").replace(/`\$\{turn\}`/g, ""), /["'`\\]/);
}

/** A Lua text that holds exactly these bytes. */
function quoted(text: string): string {
  const bytes = [...text].map((character) => `\\${character.charCodeAt(0).toString().padStart(3, "0")}`);
  return `"${bytes.join("")}"`;
}

test.run();
