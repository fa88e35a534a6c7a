/** The worker as one script, which starts at once and runs without what loading TypeScript adds to functions. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { INTERPRETED, RESUMED } from "./roads.ts";

/** Puts a count of each instruction before the `switch` over its kind. */
const countInstructions: Plugin = {
  name: "count-instructions",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]vm[\\/](interpreter|instruction-bodies)\.ts$/ }, ({ path }) => {
      const counter = path.endsWith("interpreter.ts") ? INTERPRETED : RESUMED;
      const source = readFileSync(path, "utf8");
      const counted = source.replace("switch (i.op) {", "REACHED[i.op]++; switch (i.op) {");
      if (counted === source) throw new Error(`${path} has no switch over instructions`);
      return {
        contents: `const REACHED = (globalThis.${counter} = new Array(100).fill(0));\n${counted}`,
        loader: "ts",
      };
    });
  },
};

/** The text of worker.ts and all that it needs, as CommonJS. */
export async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("worker.ts", import.meta.url))],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    define: { "import.meta.url": JSON.stringify(import.meta.url), "process.env.FENGARICONF": "undefined" },
    plugins: [countInstructions],
  });
  return outputFiles[0]?.text ?? "";
}
