// Some packages take longer to load than a short script runs: they stand in the bundles and are carried out at their first use.
// An import would be carried out at once, and Node 20 can require no ES module; esbuild can. (In the command line, they are
// parts: parts.js.)

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ngx = fileURLToPath(new URL("../src/ngx", import.meta.url));

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

/** What pages fetch ahead of a script that may require it: loaders of src/ngx, and what they export. */
const fetched = {
  "load-cjson": "loadCjson",
  "load-libraries": "loadLibraries",
  "load-resty-string": "loadRestyString",
  "load-ssl": "loadSsl",
  "resty-string/aes/load-ciphers": "loadCiphers",
};
const FETCHED = "?fetched";

/**
 * For pages: a loader gives what fetchLibraries (src/ngx/fetch-libraries.ts) has fetched, each in a file of its own. The path of a
 * loader as it is in src/ ends with "?fetched".
 */
export const fetchedLibraries = {
  name: "fetched-libraries",
  setup({ onLoad, onResolve }) {
    for (const [file, name] of Object.entries(fetched)) {
      onLoad(
        { filter: new RegExp(`[\\\\/]ngx[\\\\/]${file.replaceAll("/", "[\\\\/]")}\\.ts$`), namespace: "file" },
        () => ({
          contents: `let load = () => { throw new Error("${name}: nothing was fetched"); };
          export const ${name} = () => load();
          export const fetched = (loaded) => { load = loaded; };`,
        }),
      );
    }
    onResolve({ filter: /\?fetched$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(0, -FETCHED.length)),
      namespace: "fetched",
    }));
    onLoad({ filter: /./, namespace: "fetched" }, ({ path }) => ({
      contents: readFileSync(path, "utf8"),
      loader: "ts",
      resolveDir: dirname(path),
    }));
    onLoad({ filter: /[\\/]ngx[\\/]fetch-libraries\.ts$/ }, () => {
      const slots = Object.keys(fetched).map((file, at) => `import { fetched as keep${at} } from "./${file}.ts";`);
      const imports = Object.entries(fetched).map(
        ([file, name], at) => `import("./${file}.ts${FETCHED}").then(({ ${name} }) => keep${at}(${name}))`,
      );
      const fetching = `export const fetchLibraries = async () => { await Promise.all([${imports.join(", ")}]); };`;
      return { contents: [...slots, fetching].join("\n"), resolveDir: ngx };
    });
  },
};
