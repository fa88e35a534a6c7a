/** The page takes the core as the package has it: what src/browser.ts is to types, dist/browser.js is to the bundle. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const built = fileURLToPath(new URL("../../dist/browser.js", import.meta.url));

export function builtCore(): Plugin {
  return {
    name: "ngxbox-core",
    enforce: "pre",
    resolveId(source) {
      if (!source.endsWith("/src/browser.ts")) return undefined;
      if (!existsSync(built)) throw new Error("dist/browser.js is missing: npm run build makes it");
      return built;
    },
  };
}
