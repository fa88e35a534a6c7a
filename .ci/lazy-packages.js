// Some packages take longer to load than a short script runs: they stand in the bundles and are carried out at their first use.
// An import would be carried out at once, and Node 20 can require no ES module; esbuild can. (In the command line, they are
// parts: parts.js.)

import { fileURLToPath } from "node:url";

const aes = fileURLToPath(new URL("../src/ngx/resty-string/aes", import.meta.url));

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

/** For pages: ciphers are a file of their own, which is loaded ahead of a script that may need them. */
export const fetchedCiphers = {
  name: "fetched-ciphers",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]aes[\\/]load-ciphers\.ts$/ }, () => ({
      contents: `let ciphers;
        export const loadCiphers = () => ciphers;
        export const fetched = (module) => { ciphers = module; };`,
    }));
    onLoad({ filter: /[\\/]aes[\\/]fetch-ciphers\.ts$/ }, () => ({
      contents: `import { fetched } from "./load-ciphers.ts";
        export const fetchCiphers = async () => fetched(await import("./ciphers.ts"));`,
      resolveDir: aes,
    }));
  },
};
