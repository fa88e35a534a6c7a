/**
 * The reference, as the page reads it: what `ngxbox explain` and docs/ say, as JSON that is loaded on demand, in English
 * or in Chinese. Of lessons the page has the English ones in code; here are the Chinese.
 */
import type { Plugin } from "vite";
import { lessons } from "../../src/cli/lessons.ts";
import { referenceSources } from "../../src/cli/reference-sources.ts";
import type { Entry } from "../../src/reference/entry.ts";
import { reference as pagesOf } from "../../src/reference/reference.ts";
import { translations } from "../src/words/reference-zh/index.ts";
import { chineseEntry, chineseLesson } from "./chinese.ts";

/** What they hold, by their names. */
const MODULES: Readonly<Record<string, () => unknown>> = {
  "virtual:ngxbox-reference": pageEntries,
  "virtual:ngxbox-reference/zh": () => pageEntries().map((entry) => chineseEntry(entry, inChinese)),
  "virtual:ngxbox-lessons/zh": () =>
    Object.fromEntries(lessons.map((lesson) => [lesson.code, chineseLesson(lesson, inChinese)])),
};

/** Entries about what can stand in code. */
export function pageEntries(): readonly Entry[] {
  return pagesOf(referenceSources())
    .filter(({ name }) => name !== "directives" && name !== "errors")
    .flatMap((page) => page.entries);
}

const chinese = new Map(translations.map(([english, translated = english]) => [english, translated]));

function inChinese(english: string): string {
  return chinese.get(english) ?? english;
}

export function reference(): Plugin {
  return {
    name: "ngxbox-reference",
    resolveId: (source) => (Object.hasOwn(MODULES, source) ? `\0${source}` : undefined),
    load(id) {
      const held = id.startsWith("\0") ? MODULES[id.slice(1)] : undefined;
      // as text, which engines read faster than code
      return held && `export default JSON.parse(${JSON.stringify(JSON.stringify(held()))});`;
    },
  };
}
