/** The recorded cases in a Web Worker of a real Chromium, in sandboxes of the bundle for pages. */
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { goldenRuns, judge } from "../sandbox/golden-cases.ts";
import { openPage } from "./page.ts";

test("recorded cases agree in a page", async () => {
  const all = goldenRuns();
  const runs = all.runs.filter(({ options }) => !NEEDS_FILES.test(options.files["t.lua"] ?? ""));
  const opened = await openPage({
    "/worker.js": await workerText(),
    "/cases.js": `export default ${JSON.stringify(runs.map(({ options }) => options))}`,
  });
  if (opened === undefined) return;
  try {
    const outputs = await opened.page.evaluate<string[]>(OUTPUTS_OF_WORKER);
    const { agreed, unexpected } = judge(runs, outputs);
    process.stdout.write(
      `${agreed} of ${runs.length} cases agree in Chromium; ${all.cases - runs.length} of ${all.cases} need files or other options\n`,
    );
    assert.ok(agreed >= runs.length * 0.97, `only ${agreed}: ${unexpected.join("; ")}`);
  } finally {
    await opened.close();
  }
});

/** Functions of files and processes. */
const NEEDS_FILES =
  /\b(?:io\.(?:open|lines|popen|tmpfile|input|output)|os\.(?:remove|rename|tmpname|execute)|dofile|loadfile)\b/;

/** For the page: text, because what compiles the tests would add calls of its own to a function. */
const OUTPUTS_OF_WORKER = `new Promise((resolve, reject) => {
  const worker = new Worker("/worker.js", { type: "module" });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
})`;

async function workerText(): Promise<string> {
  const contents = `
    import { createSandbox } from "/dist/browser.js";
    import cases from "/cases.js";
    import { goldenOutput } from "./test/sandbox/golden-output.ts";
    const outputs = [];
    for (const options of cases) outputs.push(await goldenOutput(createSandbox, options));
    postMessage(outputs);`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["/dist/browser.js", "/cases.js"],
  });
  return outputFiles[0]?.text ?? "";
}

test.run();
