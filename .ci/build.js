// Builds dist/: the command line as one bundle with its code cache, the library with its types, the licences of what they carry.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { declareTypes } from "./declarations.js";
import { fengariParser } from "./fengari-parser.js";
import { fetchedLibraries, lazyPackages } from "./lazy-packages.js";
import { parsedLauncher } from "./parsed-launcher.js";
import { bundleInParts } from "./parts.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
/** Nothing of it is bundled but its binary, which is read when the first regular expression needs it. */
const PCRE2 = "node_modules/@stephen-riley/pcre2-wasm";
/** What every output has in common: one file, for the oldest Node we support, readable when it stands in a stack trace. */
const shared = {
  // Fengari would read its limits from this variable, and fail on what is no JSON
  define: { "process.env.FENGARICONF": "undefined" },
  plugins: [fengariParser, parsedLauncher, lazyPackages],
  bundle: true,
  platform: "node",
  target: "node20",
  logLevel: "warning",
  absWorkingDir: root,
};

const inParts = {
  ...shared,
  define: { ...shared.define, "import.meta.url": "undefined" },
  plugins: [fengariParser, parsedLauncher],
};

// While another build of the same tree may be reading it, dist/ is replaced file by file.
mkdirSync(dist, { recursive: true });
copyFileSync(join(root, PCRE2, "dist/libpcre2.wasm"), join(dist, "pcre2.wasm"));
const command = await bundleCommandLine();
const cell = await bundleCell();
const library = await bundleLibrary();
const page = await bundlePage();
writeLicences([...command, ...cell, library.metafile, page.metafile]);
if (!process.argv.includes("--no-types")) {
  declareTypes(root);
  await buildPlayground();
}
await warmUp();

async function bundleCommandLine() {
  const { core, parts, metafiles } = await bundleInParts("src/cli/main.ts", inParts);
  const bundle = JSON.stringify(writeBundle("cli", core, parts));
  const argv = (first) => `[${first}...process.argv.slice(2)]`;
  await Promise.all([
    executable("ngxbox.cjs", `start(__dirname, ${bundle}, ${argv("")});`),
    executable("resty-box.cjs", `start(__dirname, ${bundle}, ${argv('"resty-box", ')});`),
  ]);
  return metafiles;
}

/** What a sandbox's own thread or process runs. */
async function bundleCell() {
  const { core, parts, metafiles } = await bundleInParts("src/sandbox/isolation/cell.ts", inParts);
  await executable("sandbox.cjs", `startCell(__dirname, ${JSON.stringify(writeBundle("sandbox", core, parts))});`);
  return metafiles;
}

/**
 * Writes dist/NAME-HASH.js, which src/cli/start.ts runs, and its parts, one behind the other, as dist/NAME-HASH.parts.
 * @returns what the start needs to know
 */
function writeBundle(prefix, core, parts) {
  const archive = [...parts.values()].join("");
  const name = `${prefix}-${createHash("sha256").update(core).update(archive).digest("hex").slice(0, 12)}`;
  for (const old of readdirSync(dist))
    if (old.startsWith(`${prefix}-`) && !old.startsWith(name)) rmSync(join(dist, old));
  writeFileSync(join(dist, `${name}.parts`), archive);
  writeFileSync(join(dist, `${name}.js`), core);
  let end = 0;
  const places = [...parts].map(([part, { length }]) => [part, [(end += length) - length, length]]);
  return { name, parts: Object.fromEntries(places) };
}

/** An executable is a CommonJS file because Node starts those some 5 ms faster than ES modules. */
async function executable(file, start) {
  const contents = `import { start, startCell } from "./src/cli/start.ts";
${start}`;
  await build({
    ...shared,
    stdin: { contents, resolveDir: root },
    format: "cjs",
    outfile: join(dist, file),
    banner: { js: "#!/usr/bin/env node" },
    minify: true,
  });
  chmodSync(join(dist, file), 0o755);
}

/** dist/index.cjs, and dist/index.js, which gives the same to ES modules: a program that has both has one. */
async function bundleLibrary() {
  const result = await build({
    ...shared,
    entryPoints: ["src/index.ts"],
    format: "cjs",
    outfile: join(dist, "index.cjs"),
    metafile: true,
    define: { ...shared.define, "import.meta.url": "moduleUrl" },
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  const names = Object.keys(createRequire(import.meta.url)(join(dist, "index.cjs")));
  // an import of a CommonJS file would have Node look for its exports, which takes longer than to run it
  const wrapper = `import { createRequire } from "node:module";
export const { ${names.join(", ")} } = createRequire(import.meta.url)("./index.cjs");
`;
  writeFileSync(join(dist, "index.js"), wrapper);
  return result;
}

/** dist/browser.js, for a Web Worker of a page, and parts that it loads when they are needed: dist/browser-NAME-HASH.js. */
async function bundlePage() {
  for (const old of readdirSync(dist)) if (/^browser-.*\.js$/.test(old)) rmSync(join(dist, old));
  return build({
    ...shared,
    entryPoints: ["src/browser.ts"],
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: dist,
    splitting: true,
    chunkNames: "browser-[name]-[hash]",
    define: { ...shared.define, process: "undefined" },
    plugins: [fengariParser, parsedLauncher, fetchedLibraries, luaLibraries()],
    minify: true,
    // so that publint sees at a glance that this is a module
    banner: { js: "export {};" },
    metafile: true,
  });
}

/** The folder lua, without its examples, as a module for pages. */
function luaLibraries() {
  return {
    name: "lua-libraries",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]sandbox[\\/]lua-libraries\.ts$/ }, () => {
        const lua = join(root, "lua");
        const paths = readdirSync(lua, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".lua"));
        const libraries = paths
          .map((path) => path.replaceAll("\\", "/"))
          .filter((path) => !path.startsWith("examples/"));
        const texts = Object.fromEntries(
          libraries.sort().map((path) => [path, readFileSync(join(lua, path), "latin1")]),
        );
        return { contents: `export const LUA_LIBRARIES = ${JSON.stringify(texts)};` };
      });
    },
  };
}

/** dist/playground, which `ngxbox playground` serves: it takes the core from dist/browser.js. */
async function buildPlayground() {
  const vite = await import("vite");
  await vite.build({ root: join(root, "playground"), logLevel: "error" });
}

/** Their licences ask that the notice goes with every copy. */
function writeLicences(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.flatMap((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  folders.add(PCRE2);
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} is bundled and carries no licence file: its notice must be written by hand`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
  });
  notices.push(readFileSync(join(root, ".ci/pcre2-licence.txt"), "utf8"));
  const head = "ngxbox's files in this folder contain the following packages.\n";
  writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), [head, ...notices].join(`\n${"-".repeat(80)}\n\n`));
}

/**
 * A run leaves a code cache of what has none yet (see src/cli/start.ts): what it runs is what later ones find compiled. The core
 * is read at each start, and holds no more than a start needs; the parts hold what scripts ask of them.
 */
async function warmUp() {
  const peer = createServer((socket) => socket.on("data", () => socket.write("+OK\r\n")).on("error", () => {}));
  await once(peer.listen(0, "127.0.0.1"), "listening");
  const leaveCaches = (...options) => run(process.execPath, [join(dist, "ngxbox.cjs"), "run", ...options], "ignore");
  await leaveCaches(join(root, ".ci/warm-up/start.lua"), join(root, ".ci/warm-up/programs.lua"));
  await leaveCaches("--shdict", "dogs 1m", join(root, ".ci/warm-up/parts.lua"), String(peer.address().port));
  peer.close();
  // a thread has no flags of its own; a process has its memory limit, here the one of the default limits
  for (const flags of [[], ["--max-old-space-size=512", "--max-semi-space-size=4"]])
    await run(process.execPath, [...flags, join(dist, "sandbox.cjs")]);
}

async function run(program, argv, stdout = "inherit") {
  const child = spawn(program, argv, { stdio: ["ignore", stdout, "inherit"] });
  const [status] = await once(child, "exit");
  if (status !== 0) throw new Error(`${program} ${argv.join(" ")} ended with status ${status}`);
}
