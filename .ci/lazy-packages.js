// Some parts take longer to load than a short script runs: they are loaded at their first use. An import would be carried out at
// once, and Node 20 can require no ES module; esbuild can.

import { fileURLToPath } from "node:url";

const NOTHING_TO_FETCH = "export const fetchCiphers = async () => {};";

/** The files of src/ that load one, by the end of their names, and what they export of it. */
const loaders = {
  "processes/load-execa": { name: "loadExeca", from: "execa", part: ".execa" },
  "aes/load-ciphers": { name: "loadCiphers", from: "@noble/ciphers/aes.js", part: "", also: NOTHING_TO_FETCH },
};

/** For esbuild: a part stands in the bundle, and is carried out when it is needed. */
export const lazyPackages = plugin(loaders);

/**
 * For the command line, which is read at each start: the parts are files of their own, beside the bundle. With them the
 * reference, which only `explain` needs.
 */
export const lazyFiles = plugin({
  "processes/load-execa": { ...loaders["processes/load-execa"], from: "./execa.cjs" },
  "aes/load-ciphers": { ...loaders["aes/load-ciphers"], from: "./ciphers.cjs" },
  "cli/load-explain": { name: "loadExplain", from: "./explain.cjs", part: ".explainTopic" },
});

/** For pages: ciphers are a file of their own, which is loaded ahead of a script that may need them. */
export const fetchedCiphers = {
  name: "fetched-ciphers",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]aes[\\/]load-ciphers\.ts$/ }, () => ({
      contents: `let loaded;
        export const loadCiphers = () => loaded;
        export const fetchCiphers = async () => { loaded ??= await import("./ciphers.ts"); };`,
      resolveDir: aes,
    }));
  },
};

const aes = fileURLToPath(new URL("../src/ngx/resty-string/aes", import.meta.url));

/** What the files hold: their entry points, from the root. */
export const lazyFileEntries = {
  "execa.cjs": "node_modules/execa/index.js",
  "ciphers.cjs": "node_modules/@noble/ciphers/aes.js",
  "explain.cjs": "src/reference/explain.ts",
};

function plugin(files) {
  return {
    name: "lazy-packages",
    setup({ onLoad }) {
      for (const [file, { name, from, part, also }] of Object.entries(files)) {
        onLoad({ filter: new RegExp(`[\\\\/]${file.replace("/", "[\\\\/]")}\\.ts$`) }, () => ({
          contents: `export const ${name} = () => require("${from}")${part};\n${also ?? ""}`,
        }));
      }
    },
  };
}
