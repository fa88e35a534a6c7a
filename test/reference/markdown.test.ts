import { existsSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { markdownFiles } from "../../src/reference/markdown.ts";
import { madePages } from "./made-pages.ts";
import { pages } from "./pages.ts";

const docs = new URL("../../docs/", import.meta.url);
const files = markdownFiles(pages());

test("docs/ is what npm run docs makes", () => {
  const stale = [...files].filter(([name, text]) => {
    const path = new URL(name, docs);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
  const left = madePages(docs).filter((name) => !files.has(name));
  if (stale.length + left.length > 0) {
    assert.unreachable(
      `run npm run docs, and commit docs/: stale are ${[...stale.map(([name]) => name), ...left].join(", ")}`,
    );
  }
});

/** A page that is written by hand. */
function written(name: string): string | undefined {
  const path = new URL(name, docs);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

test("every link leads to a heading", () => {
  const headings = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .replace(/\\(.)/g, "$1")
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
  for (const [name, text] of files) {
    for (const [, file = "", anchor] of text.matchAll(/(?<!\\)\]\(([\w.]*)(?:#([^)]*))?\)/g)) {
      const target = files.get(file === "" ? name : file) ?? written(file);
      assert.ok(target !== undefined, `${name}: ${file}`);
      if (anchor !== undefined) assert.ok(headings(target).includes(anchor), `${name}: #${anchor}`);
    }
  }
});

test.run();
