/** The pages of the reference as Markdown, for docs/. */
import type { Entry, Page } from "./entry.ts";

/** The files of docs/, by name. */
export function markdownFiles(pages: readonly Page[]): ReadonlyMap<string, string> {
  return new Map([["README.md", index(pages)], ...pages.map((page) => [`${page.name}.md`, pageFile(page)] as const)]);
}

const GENERATED = "<!-- Made by `npm run docs` from the declarations in src/ and the notes in src/reference/notes. -->";

function index(pages: readonly Page[]): string {
  const rows = pages.map((page) => {
    const names = page.entries.map((entry, at) => `[${shortTitle(entry)}](${page.name}.md#${slugs(page)[at]})`);
    return `### [${page.title}](${page.name}.md)\n\n${page.about}\n\n${names.join(" · ")}`;
  });
  return `${GENERATED}

# Reference

What scripts can use under ngxbox. \`ngxbox explain NAME\` prints the same in a terminal. Every example is a script that a
test runs: \`-->\` is in front of what it prints, \`--!\` in front of what is in its error log or ends it. Where a first
line says \`-- ngxbox run OPTIONS\`, it needs these options.

For programs that run scripts: [sandboxes](sandbox.md), [tests with them](testing.md), [permissions and limits](permissions.md),
[projects](projects.md). What an error means and what to do about it: [errors](errors.md).

${rows.join("\n\n")}
`;
}

function pageFile(page: Page): string {
  const anchors = slugs(page);
  const rows = page.entries.map(
    (entry, at) => `| [${cell(shortTitle(entry))}](#${anchors[at]}) | ${cell(entry.does)} |`,
  );
  return `${GENERATED}

# ${page.title}

${page.about}

[All pages](README.md)

| | |
|---|---|
${rows.join("\n")}

${page.entries.map(section).join("\n\n")}
`;
}

function section(entry: Entry): string {
  const { usage, does, facts, more, example, note, differs } = entry;
  const parts = [`## ${escaped(entry.title)}`, fenced(usage.join("\n"), "text"), escaped(does)];
  const known = facts.map(([label, text]) => `- ${label}: ${escaped(text)}`);
  if (note !== undefined) known.push(`- Note: ${escaped(note)}`);
  if (differs !== undefined) known.push(`- Different here: ${escaped(differs)}`);
  if (known.length > 0) parts.push(known.join("\n"));
  if (more !== undefined) parts.push(proseAndCode(more));
  if (example !== undefined) parts.push(fenced(example.text, example.language));
  return parts.join("\n\n");
}

function fenced(text: string, language: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Indented lines are code in Markdown as well; what stands around them is prose. */
function proseAndCode(text: string): string {
  return text.replace(/^\S.*$/gm, escaped);
}

/** Characters that would mean something to Markdown, outside of code. Underscores inside of names do not. */
function escaped(text: string): string {
  return text.replace(/[\\*<>[\]#|]|\b_|_\b/g, (mark, at: number) => (isInName(text, at) ? mark : `\\${mark}`));
}

function isInName(text: string, at: number): boolean {
  return text[at] === "_" && /\w/.test(text[at - 1] ?? "") && /\w/.test(text[at + 1] ?? "");
}

function cell(text: string): string {
  return escaped(text);
}

function shortTitle({ title, names }: Entry): string {
  return title.length > 60 ? `${names[0]}, …` : title;
}

/** The anchors that GitHub gives the headings of a page. */
function slugs({ entries }: Page): readonly string[] {
  const seen = new Map<string, number>();
  return entries.map(({ title }) => {
    const slug = title
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
