// Some packages take longer to load than a short script runs: the bundles load them at their first use. An import would be
// carried out at once, and Node 20 can require no ES module; esbuild can.

/** The files of src/ that load one, by the end of their names, and what they are in a bundle. */
const loaders = {
  "processes/load-execa": 'export const loadExeca = () => require("execa").execa;',
  "cli/load-explain": 'export const loadExplain = () => require("./explain.cjs").explainTopic;',
  "aes/load-ciphers": 'export const loadCiphers = () => require("@noble/ciphers/aes.js");',
};

/** For esbuild. */
export const lazyPackages = {
  name: "lazy-packages",
  setup({ onLoad }) {
    for (const [file, contents] of Object.entries(loaders)) {
      onLoad({ filter: new RegExp(`[\\\\/]${file.replace("/", "[\\\\/]")}\\.ts$`) }, () => ({ contents }));
    }
  },
};
