/** sw.js: keeps every file of the page, so that it works without a network after the first visit. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const source = fileURLToPath(new URL("./service-worker.js", import.meta.url));
const publicFiles = ["icon.svg", "manifest.webmanifest"];

export function offline(): Plugin {
  return {
    name: "ngxbox-offline",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const files = [...Object.keys(bundle), ...publicFiles].sort();
        const hash = createHash("sha256").update(readFileSync(source));
        for (const name of files) {
          const file = bundle[name];
          hash.update(name).update(file === undefined ? "" : file.type === "chunk" ? file.code : file.source);
        }
        const version = hash.digest("hex").slice(0, 16);
        const list = JSON.stringify(files.filter((name) => name !== "index.html").concat("./"));
        const text = readFileSync(source, "utf8").replace('"VERSION"', `"${version}"`).replace('["FILES"]', list);
        this.emitFile({ type: "asset", fileName: "sw.js", source: text });
      },
    },
  };
}
