// The command line as a core, which each start reads, and parts, each a file of its own that is loaded by its first use.
//
// A part begins at a loader of src/: a file named load-*.ts that exports one function, which answers what the file imports. In the
// other bundles it does just that; here, its first call loads the part. What a part needs of the core it gets from there, so that
// there is one of each class; what only parts have in common is a part, too.

import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { build, transform } from "esbuild";

const LOADER = /[\\/]load-[a-z0-9-]+\.ts$/;

/**
 * Bundles `entry` and its parts.
 * @param options for esbuild, with `plugins` for all of them
 * @returns the text of the core and of each part, by its name; all are functions of (exports, require, module, loadPart). And
 *   esbuild's metafiles
 */
export async function bundleInParts(entry, options) {
  const root = options.absWorkingDir;
  const file = (path) => relative(root, path).replaceAll("\\", "/");
  /** The loaders met so far, by the name of their part. */
  const loaders = new Map();
  const loading = loaderPlugin(loaders, file);
  const asCore = (stdin) =>
    build({
      ...options,
      stdin: { contents: stdin, resolveDir: root },
      plugins: [loading, ...options.plugins],
      format: "cjs",
      metafile: true,
      write: false,
    });

  const alone = await asCore(`export * from "./${entry}";`);
  const [{ inputs }] = Object.values(alone.metafile.outputs);
  const inCore = new Set(Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0 || LOADER.test(path)));
  const parts = await buildParts(loaders, { ...options, plugins: [loading, ...options.plugins] }, inCore, file);

  /** What parts ask of the core, under short names. */
  const asked = new Map();
  const texts = new Map();
  for (const { path, text } of parts.outputFiles) {
    texts.set(partName(path), await asFunction(rewritten(text, asked)));
  }
  const imports = [...asked].map(([what, name]) => {
    const [from, exported] = what.split("#");
    return `import { ${exported} as ${name} } from "./${from}";`;
  });
  const core = await asCore(
    `${imports.join("\n")}\nexport * from "./${entry}";\nexport const core = () => ({ ${[...asked.values()].join(", ")} });`,
  );
  return {
    core: await asFunction(core.outputFiles[0].text),
    parts: texts,
    metafiles: [core.metafile, parts.metafile],
  };
}

/** Until there is no loader that has not been met. */
async function buildParts(loaders, options, inCore, file) {
  for (;;) {
    const met = loaders.size;
    const result = await build({
      ...options,
      entryPoints: Object.fromEntries([...loaders.keys()].map((name) => [name, `part:${name}`])),
      plugins: [partPlugin(loaders, inCore, file), ...options.plugins],
      format: "esm",
      splitting: true,
      chunkNames: "shared-[hash]",
      outdir: "parts",
      metafile: true,
      write: false,
    });
    if (loaders.size === met) return result;
  }
}

/** Replaces what a loader does: the first call loads the part. */
function loaderPlugin(loaders, file) {
  return {
    name: "loaders",
    setup({ onLoad }) {
      onLoad({ filter: LOADER }, ({ path }) => {
        const { imports, loader, answer } = loaderAt(path);
        const name = file(path)
          .replace(/^src\//, "")
          .replace(/load-/, "")
          .replace(/\.ts$/, "")
          .replaceAll("/", "-");
        loaders.set(name, { imports, resolveDir: dirname(path) });
        const contents = `let part; export const ${loader} = () => (part ??= loadPart("${name}"))${answer};`;
        return { contents, resolveDir: dirname(path) };
      });
    },
  };
}

function loaderAt(path) {
  const text = readFileSync(path, "utf8");
  const list = (names) => names.split(",").flatMap((name) => name.trim() || []);
  const imports = [...text.matchAll(/^import \{([^}]*)\} from "([^"]+)";$/gm)];
  const imported = imports.flatMap(([, names]) => list(names));
  const exported = /^export const (\w+) = \(\) => (?:(\w+)|\(\{([^}]*)\}\));$/m.exec(text);
  if (exported === null) throw new Error(`${path} is no loader`);
  const [, loader, single, several] = exported;
  const answered = single === undefined ? list(several) : [single];
  if (answered.some((name) => !imported.includes(name))) throw new Error(`${path} answers what it does not import`);
  return { imports, loader, answer: single === undefined ? "" : `.${single}` };
}

/** The entries of parts; and what lies in the core is asked of it. */
function partPlugin(loaders, inCore, file) {
  return {
    name: "parts",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^part:/ }, ({ path }) => ({ path: path.slice("part:".length), namespace: "part" }));
      onLoad({ filter: /.*/, namespace: "part" }, ({ path }) => {
        const { imports, resolveDir } = loaders.get(path);
        const lines = imports.map(([, names, from]) => `export {${names}} from "${from}";`);
        return { contents: lines.join("\n"), resolveDir };
      });
      onResolve({ filter: /^[.]/ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === "resolved") return undefined;
        const found = await resolve(path, { resolveDir, kind, pluginData: "resolved" });
        const inside = file(found.path);
        return inCore.has(inside) ? { path: `core:${inside}`, external: true, sideEffects: false } : undefined;
      });
    },
  };
}

/** An ES module of esbuild's as the body of a function of (exports, require, module, loadPart). */
function rewritten(text, asked) {
  const bindings = (list, between) => list.trim().replace(/\s+as\s+/g, between);
  /** The name by which the core answers an export of one of its files. */
  const nameOf = (from, exported) => {
    const what = `${from}#${exported}`;
    if (!asked.has(what)) asked.set(what, `core${asked.size}`);
    return asked.get(what);
  };
  return text
    .replace(/^import \* as ([\w$]+) from "core:([^"]+)";$/gm, (_, space, from) => {
      const used = new Set(
        [...text.matchAll(new RegExp(`(?<![\\w$/.])${space.replaceAll("$", "\\$")}\\.(\\w+)`, "g"))].map(
          ([, name]) => name,
        ),
      );
      const fields = [...used].map((name) => `${name}: loadPart().${nameOf(from, name)}`);
      return `const ${space} = { ${fields.join(", ")} };`;
    })
    .replace(/^import \{([^}]*)\} from "core:([^"]+)";$/gm, (_, list, from) => {
      const taken = list.split(",").flatMap((item) => {
        const [exported, local = exported] = item.trim().split(/\s+as\s+/);
        if (exported === "") return [];
        return [`${nameOf(from, exported)}: ${local}`];
      });
      return `const { ${taken.join(", ")} } = loadPart();`;
    })
    .replace(/^import \{([^}]*)\} from "\.\/([^"]+)\.js";$/gm, (_, list, part) => {
      return `const { ${bindings(list, ": ")} } = loadPart("${part}");`;
    })
    .replace(/^import "\.\/([^"]+)\.js";$/gm, 'loadPart("$1");')
    .replace(/\bimport\("\.\/([^"]+)\.js"\)/g, 'Promise.resolve().then(() => loadPart("$1"))')
    .replace(/^import \{([^}]*)\} from "(node:[^"]+)";$/gm, (_, list, name) => {
      return `const { ${bindings(list, ": ")} } = require("${name}");`;
    })
    .replace(/^import (?:\* as )?([\w$]+) from "(node:[^"]+)";$/gm, 'const $1 = require("$2");')
    .replace(/^export \{([^}]*)\};$/gm, (_, list) => {
      const fields = list.split(",").map((item) => {
        const [local, exported = local] = item.trim().split(/\s+as\s+/);
        return `${exported}: ${local}`;
      });
      return `module.exports = { ${fields.join(", ")} };`;
    });
}

/** A third less to read at each start; names stay, for what NGXBOX_DEBUG shows. */
async function asFunction(text) {
  const { code } = await transform(`(function (exports, require, module, loadPart) { "use strict"; ${text}})`, {
    minifyWhitespace: true,
  });
  return code;
}

function partName(path) {
  return /([^\\/]+)\.js$/.exec(path)[1];
}
