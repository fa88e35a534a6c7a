// Of Fengari we use the parser. Its modules refer to those of its virtual machine, half of it all, for two functions:
// these stand in for them in the bundles, which start faster by that. The recorded cases run against the bundle, and
// test/house/bundle.test.ts compares its parser with the whole one.

const parts = {
  lapi: "",
  // what goes wrong is told by our lexer and parser; constants have no metatables
  ldebug: "",
  ltm: "",
  lstate: "",
  lundump: "",
  ldo: `
    const { TValue } = require("./lobject.js");
    exports.luaD_inctop = (L) => { L.stack[L.top++] = new TValue(0, null); };`,
  // constant folding: our lexer makes numbers of numerals, and nothing that only converts to one is folded
  lvm: "exports.tonumber = (constant) => (typeof constant.value === 'number' ? constant.value : false);",
};

/** For esbuild. */
export const fengariParser = {
  name: "fengari-parser",
  setup({ onLoad }) {
    onLoad(
      { filter: new RegExp(`[\\\\/]fengari[\\\\/]src[\\\\/](${Object.keys(parts).join("|")})\\.js$`) },
      ({ path }) => ({
        contents: parts[/([a-z]+)\.js$/.exec(path)[1]],
      }),
    );
  },
};
