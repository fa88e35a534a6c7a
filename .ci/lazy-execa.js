// Execa takes longer to load than a short script runs: the bundles load it when the first child is started. An import would
// be carried out at once, and Node 20 can require no ES module; esbuild can.

/** For esbuild. */
export const lazyExeca = {
  name: "lazy-execa",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]processes[\\/]load-execa\.ts$/ }, () => ({
      contents: 'export const loadExeca = () => require("execa").execa;',
    }));
  },
};
