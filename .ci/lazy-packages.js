// Some parts take longer to load than a short script runs: they are loaded at their first use. An import would be carried out at
// once, and Node 20 can require no ES module; esbuild can.

/** The files of src/ that load one, by the end of their names, and what they export of it. */
const loaders = {
  "processes/load-execa": { name: "loadExeca", from: "execa", part: ".execa" },
  "aes/load-ciphers": { name: "loadCiphers", from: "@noble/ciphers/aes.js", part: "" },
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
      for (const [file, { name, from, part }] of Object.entries(files)) {
        onLoad({ filter: new RegExp(`[\\\\/]${file.replace("/", "[\\\\/]")}\\.ts$`) }, () => ({
          contents: `export const ${name} = () => require("${from}")${part};`,
        }));
      }
    },
  };
}
