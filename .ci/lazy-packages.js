// Some packages take longer to load than a short script runs: they stand in the bundles and are carried out at their first use.
// An import would be carried out at once, and Node 20 can require no ES module; esbuild can. (In the command line, they are
// parts: parts.js.)

/** The files of src/ that load one, by the end of their names, and what they export of it. */
const files = {
  "processes/load-execa": { name: "loadExeca", from: "execa", part: ".execa" },
  "aes/load-ciphers": { name: "loadCiphers", from: "@noble/ciphers/aes.js", part: "" },
};

/** For esbuild. */
export const lazyPackages = {
  name: "lazy-packages",
  setup({ onLoad }) {
    for (const [file, { name, from, part }] of Object.entries(files)) {
      onLoad({ filter: new RegExp(`[\\\\/]${file.replace("/", "[\\\\/]")}\\.ts$`) }, () => ({
        contents: `export const ${name} = () => require("${from}")${part};`,
      }));
    }
  },
};
