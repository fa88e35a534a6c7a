/** How the page is built: static files that lie under any path. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { builtCore } from "./build/core.ts";
import { licences } from "./build/licences.ts";
import { offline } from "./build/offline.ts";
import { reference } from "./build/reference.ts";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  plugins: [builtCore(), reference(), offline(), licences()],
  worker: { format: "es", plugins: () => [builtCore()] },
  build: {
    outDir: "../dist/playground",
    emptyOutDir: true,
    target: "es2022",
    // a page that sends nothing needs no way to load ahead what it has beside it
    modulePreload: { polyfill: false },
    // what is on the page is text of the page's own: no picture or letter comes as a data URL
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
});
