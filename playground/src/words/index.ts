/** The language of the page. Whoever shows words says how, and is called again when the language changes. */
import { en, type Words } from "./en.ts";
import { zh } from "./zh.ts";

export type Language = "en" | "zh";
export type { Words } from "./en.ts";

const DICTIONARIES: Readonly<Record<Language, Words>> = { en, zh };
const KEPT = "ngxbox:language";

const shown = new Set<(words: Words) => void>();
let current: Language = keptLanguage() ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");

export function language(): Language {
  return current;
}

export function words(): Words {
  return DICTIONARIES[current];
}

export function setLanguage(wanted: Language): void {
  current = wanted;
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // it holds for this visit
  }
  for (const show of shown) show(words());
}

/** Calls `show` now, and whenever the language has changed. */
export function inWords(show: (words: Words) => void): void {
  shown.add(show);
  show(words());
}

function keptLanguage(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept === "en" || kept === "zh" ? kept : undefined;
  } catch {
    return undefined;
  }
}
