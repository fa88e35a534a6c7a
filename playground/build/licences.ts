/** licences.txt: the notices of the packages that are in the page's files. The core's are beside dist/browser.js. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));

export function licences(): Plugin {
  return {
    name: "ngxbox-licences",
    apply: "build",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
      const folders = new Set(modules.flatMap((id) => /node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []));
      const notices = [...folders].sort().map(noticeOf);
      const core = readFileSync(`${root}dist/THIRD-PARTY-LICENSES.txt`, "utf8");
      const text = [...notices, core].join(`\n${"-".repeat(80)}\n\n`);
      this.emitFile({ type: "asset", fileName: "licences.txt", source: text });
    },
  };
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
  const file = readdirSync(root + folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} carries no licence file: its notice must be written by hand`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${root}${folder}/${file}`, "utf8").trim()}\n`;
}
