// Of Fengari we use the parser. Its modules refer to others, half of it all and a module of Node's, for a few functions and
// numbers: these stand in for them in the bundles, which start faster by that. The recorded cases run against the bundle, and
// test/house/bundle.test.ts compares its parser with the whole one.

import { readFileSync } from "node:fs";

const parts = {
  lapi: "",
  // what goes wrong is told by our lexer and parser; constants have no metatables
  ldebug: "",
  ltm: "",
  lstate: "",
  lundump: "",
  luaconf: `
    exports.LUAI_MAXSTACK = 1000000;
    exports.LUA_MAXINTEGER = 2147483647;`,
  ldo: `
    const { TValue } = require("./lobject.js");
    exports.luaD_inctop = (L) => { L.stack[L.top++] = new TValue(0, null); };`,
  // only the table of a function's constants, in which the integers are keys as userdata
  ltable: `
    const lobject = require("./lobject.js");
    const { luaS_hashlongstr } = require("./lstring.js");
    const hashOf = (key) =>
      key.ttisstring() ? luaS_hashlongstr(key.tsvalue()) : key.ttislightuserdata() ? "#" + key.value : key.value;
    exports.Table = class {
      strong = new Map();
    };
    exports.luaH_new = () => new exports.Table();
    exports.luaH_get = (L, table, key) => table.strong.get(hashOf(key))?.value ?? lobject.luaO_nilobject;
    exports.luaH_setfrom = (L, table, key, value) => table.strong.set(hashOf(key), { key, value });`,
  // constant folding: our lexer makes numbers of numerals, and nothing that only converts to one is folded
  lvm: "exports.tonumber = (constant) => (typeof constant.value === 'number' ? constant.value : false);",
};

/** Each of them has dozens of exports, which an import would copy one by one. */
const IMPORT = /^import (\w+)(?:, \{[^}]*\})? from ("fengari[^"]+");$/gm;
const EXPORT = /^export \{ default as (\w+)[^}]*\} from ("fengari[^"]+");$/gm;

/** What has held in all tests need not be asked at each instruction that is written. */
const ASSERTION = /^(\s*)lua_assert\(.*\);/gm;

/** Of the lexer, what reads characters: ours does. From the first of two texts up to the second. */
const UNREAD = [
  ["const read_numeral = function", "const txtToken = function"],
  ["const skip_sep = function", "const token_to_index ="],
  ["const llex = function", "module.exports.FIRST_RESERVED"],
];

function withoutReading(text) {
  let rest = text;
  for (const [first, next] of UNREAD) {
    const [from, to] = [rest.indexOf(first), rest.indexOf(next)];
    if (from < 0 || to < from) throw new Error(`Fengari's lexer has no "${first}" before "${next}" any more`);
    rest = rest.slice(0, from) + rest.slice(to);
  }
  return `let luaX_next, luaX_lookahead;\n${rest}`;
}

/** For esbuild. */
export const fengariParser = {
  name: "fengari-parser",
  setup({ onLoad }) {
    onLoad(
      { filter: new RegExp(`[\\\\/]fengari[\\\\/]src[\\\\/](${Object.keys(parts).join("|")})\\.js$`) },
      ({ path }) => ({ contents: parts[/([a-z]+)\.js$/.exec(path)[1]] }),
    );
    onLoad({ filter: /[\\/]fengari[\\/]src[\\/]l[a-z]+\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8").replace(ASSERTION, "$1;");
      return { contents: path.endsWith("llex.js") ? withoutReading(text) : text };
    });
    onLoad({ filter: /[\\/]vm[\\/]parser[\\/]fengari[a-z-]*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replace(IMPORT, "const $1 = require($2);")
        .replace(EXPORT, "export const $1 = require($2);"),
      loader: "ts",
    }));
  },
};
