// The Lua around each script (src/sandbox/processes/launcher.ts) stands in the bundles as it is parsed: plain data, for
// parsed-launcher.ts.

import { build } from "esbuild";
import { fengariParser } from "./fengari-parser.js";

/** For esbuild. */
export const parsedLauncher = {
  name: "parsed-launcher",
  setup({ onLoad, initialOptions: { absWorkingDir, define } }) {
    onLoad({ filter: /[\\/]processes[\\/]parsed-launcher\.ts$/ }, async () => ({
      contents: `import { fromStored } from "../../vm/parser/stored.ts";
let parsed;
export const parsedLauncher = () => (parsed ??= fromStored(JSON.parse(${JSON.stringify(await stored(absWorkingDir, define))})));`,
      resolveDir: `${absWorkingDir}/src/sandbox/processes`,
    }));
  },
};

async function stored(root, define) {
  const contents = `import { LAUNCHER, LAUNCHER_CHUNK_NAME } from "./src/sandbox/processes/launcher.ts";
import { parseChunk } from "./src/vm/parser/parse.ts";
import { toStored } from "./src/vm/parser/stored.ts";
export const text = JSON.stringify(toStored(parseChunk(LAUNCHER, LAUNCHER_CHUNK_NAME)));`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    plugins: [fengariParser],
    define,
    bundle: true,
    format: "esm",
    write: false,
  });
  const { text } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  return text;
}
