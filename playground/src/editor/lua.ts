/** Lua for the editor: colours and indentation. */
import { HighlightStyle, LanguageSupport, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { lua as legacyLua } from "@codemirror/legacy-modes/mode/lua";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";

const language = StreamLanguage.define({
  ...legacyLua,
  languageData: {
    commentTokens: { line: "--", block: { open: "--[[", close: "]]" } },
    closeBrackets: { brackets: ["(", "[", "{", '"', "'"] },
  },
});

/** The colours are the page's own, of the style sheet: they follow light and dark. */
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.atom], color: "var(--code-number)" },
  { tag: [tags.standard(tags.variableName), tags.special(tags.variableName)], color: "var(--code-builtin)" },
]);

export const lua: Extension = [new LanguageSupport(language), syntaxHighlighting(colours)];
