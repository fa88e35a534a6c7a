/** The playground's examples: each runs, in both languages, and prints what its file stdout.txt says. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commentedIn, type Language } from "../../playground/examples/examples.ts";
import { readExamples, readGallery } from "../../playground/examples/read.ts";
import { TOPICS } from "../../playground/examples/topics.ts";
import { checkProject, createSandbox, runProject, sandboxOptionsOf } from "../../src/index.ts";

const LANGUAGES: readonly Language[] = ["en", "zh"];
const gallery = readGallery();
const examples = readExamples();

/** How long a piece of code may be, and how wide: a character of Chinese takes two columns. */
const MOST_LINES = 40;
const MOST_COLUMNS = 80;

const CHINESE = /[\u3000-\u9fff\uff00-\uffef]/;

test("each folder of the gallery is an example of one topic", () => {
  const folders = new Set(Object.keys(gallery).map((path) => path.slice(0, path.indexOf("/"))));
  assert.equal(TOPICS.flatMap((topic) => topic.examples).sort(), [...folders].sort());
  for (const folder of folders) {
    for (const file of ["example.json", "main.lua", "stdout.txt"]) {
      assert.type(gallery[`${folder}/${file}`], "string", `${folder}/${file}`);
    }
  }
});

test("titles and descriptions are there in English and in Chinese, and no title twice", () => {
  for (const { id, title, about } of [...examples, ...TOPICS.map((topic) => ({ ...topic, about: topic.title }))]) {
    for (const text of [title, about]) {
      assert.ok(text.en.length > 3 && !CHINESE.test(text.en), id);
      assert.match(text.zh, CHINESE, id);
    }
  }
  for (const language of LANGUAGES) {
    const titles = examples.map(({ title }) => title[language]);
    assert.is(new Set(titles).size, titles.length);
  }
});

test("each comment is there in both languages, and the code is short", () => {
  for (const [path, text] of Object.entries(gallery)) {
    if (!path.endsWith(".lua")) continue;
    assert.not.match(text, /^\s*--(?! (en|zh): \S)/m, `${path}: a comment says its language`);
    assert.not.match(text, /\t| $|\r/m, path);
    const kinds = text.split("\n").map((line) => /^\s*-- (en|zh): /.exec(line)?.[1] ?? "code");
    const blocks = kinds.filter((kind, at) => kind !== kinds[at - 1]).join(" ");
    assert.not.match(blocks, /en code|en$|(code|^) ?zh/, `${path}: English, then Chinese`);
    for (const language of LANGUAGES) {
      const lines = commentedIn(language, text).trimEnd().split("\n");
      assert.ok(lines.length <= MOST_LINES, `${path} has ${lines.length} lines`);
      for (const line of lines) assert.ok(columns(line) <= MOST_COLUMNS, `${path}: ${columns(line)} columns: ${line}`);
      const comments = lines.filter((line) => line.trimStart().startsWith("--"));
      for (const line of comments) assert.is(CHINESE.test(line), language === "zh", `${path}: ${line}`);
    }
  }
});

for (const { id, project, expected, log } of examples) {
  test(`${id} prints what it should`, async () => {
    for (const language of LANGUAGES) {
      const printed = await run(checkProject(project[language]));
      assert.is(printed.stdout, expected);
      assert.equal([printed.exitCode, printed.error, printed.denied], [0, undefined, []]);
      let at = 0;
      for (const text of log) {
        const found = printed.stderr.indexOf(text, at);
        assert.ok(found >= 0, `${JSON.stringify(text)} is not in the log:\n${printed.stderr}`);
        at = found + text.length;
      }
      if (log.length === 0) assert.is(printed.stderr, "");
    }
  });
}

async function run(project: Parameters<typeof runProject>[1]) {
  const printed = { stdout: "", stderr: "", denied: [] as string[] };
  const box = await createSandbox({ ...sandboxOptionsOf(project), isolation: "none" });
  const result = await runProject(box, project, {
    heard: ({ stdout, stderr, denied }) => {
      printed.stdout += stdout;
      printed.stderr += stderr;
      printed.denied.push(...denied);
    },
  });
  return { ...printed, ...result };
}

function columns(line: string): number {
  return [...line].reduce((sum, character) => sum + (CHINESE.test(character) ? 2 : 1), 0);
}

test.run();
