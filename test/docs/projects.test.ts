/** The examples of docs/projects.md, by the built library: `npm test` builds it first. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, type Project, parseProject, runProject, sandboxOptionsOf } from "../../src/index.ts";
import { PROJECT_FIELDS } from "../../src/sandbox/project/read.ts";
import { run } from "../cli/processes.ts";

const page = readFileSync(new URL("../../docs/projects.md", import.meta.url), "utf8");

function code(language: string): string {
  const [, text = ""] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(page) ?? [];
  return text;
}

test("the project of the page prints what is said there", async () => {
  const [, printed = ""] = /^ {4}\$ ngxbox run .*\n((?: {4}.*\n)+)/m.exec(page) ?? [];
  const project: Project = parseProject(code("json"));
  const box = await createSandbox({ ...sandboxOptionsOf(project), isolation: "none" });
  let stdout = "";
  await runProject(box, project, {
    heard: (progress) => {
      stdout += progress.stdout;
    },
  });
  assert.is(stdout, printed.replace(/^ {4}/gm, ""));
});

test("each field is in the table, and no other", () => {
  const rows = [...page.matchAll(/^\| (`.*?) \|/gm)].map(([, first = ""]) => first);
  const named = rows.flatMap((first) => first.split(", ").map((name) => name.replaceAll("`", "")));
  assert.equal(named.sort(), [...PROJECT_FIELDS].sort());
});

test("the program of the page runs", async () => {
  const library = new URL("../../dist/index.js", import.meta.url).href;
  const program = code("js").replace('from "ngxbox"', `from ${JSON.stringify(library)}`);
  const ended = await run(process.execPath, ["--input-type=module", "--eval", program], { input: "" });
  assert.equal(ended, { exit: 0, stdout: "2\ntrue true 0 undefined { base64: '/wA=' }\n", stderr: "" });
});

test.run();
