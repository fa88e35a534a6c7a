/** `npm run docs`: writes docs/ from the declarations and the notes. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { markdownFiles } from "../../src/reference/markdown.ts";
import { madePages } from "./made-pages.ts";
import { pages } from "./pages.ts";

const docs = new URL("../../docs/", import.meta.url);
const files = markdownFiles(pages());
mkdirSync(docs, { recursive: true });
for (const old of madePages(docs)) if (!files.has(old)) rmSync(new URL(old, docs));
for (const [name, text] of files) writeFileSync(new URL(name, docs), text);
process.stdout.write(`docs/: ${files.size} files\n`);
