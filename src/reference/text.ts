/** Entries as text for a terminal of 80 columns. */
import type { Entry } from "./entry.ts";

/** How parts are made to stand out; on what is no terminal they are as they are. */
export interface Style {
  title(text: string): string;
  code(text: string): string;
  dim(text: string): string;
}

export const PLAIN: Style = { title: (text) => text, code: (text) => text, dim: (text) => text };

export const COLOURED: Style = {
  title: (text) => `\x1b[1m${text}\x1b[0m`,
  code: (text) => `\x1b[36m${text}\x1b[0m`,
  dim: (text) => `\x1b[2m${text}\x1b[0m`,
};

const COLUMNS = 80;
/** Entries about many names do not begin with all of them. */
const LONGEST_TITLE = 70;
const LONGEST_USAGE = 5;

/**
 * An entry in full.
 * @param asked of an entry about many names, the one that is of interest: the lines about others are left out
 */
export function entryText(entry: Entry, style: Style, asked = ""): string {
  const { does, facts, more, example, note, differs } = entry;
  const own = entry.usage.find((line) => line.toLowerCase().includes(`${asked.toLowerCase()} = `));
  const isAboutOne = entry.usage.length > LONGEST_USAGE && asked !== "" && own !== undefined;
  const usage = isAboutOne ? [own] : entry.usage;
  const parts = [style.title(wrapped(shortened(entry.title, LONGEST_TITLE)))];
  if (usage.length > 0) parts.push(usage.map((line) => `  ${style.code(line)}`).join("\n"));
  parts.push(wrapped(does));
  const known = facts.map(([label, text]) => fact(label, text));
  if (isAboutOne) known.push(fact("Others", entry.names.join(" ")));
  if (note !== undefined) known.push(fact("Note", note));
  if (differs !== undefined) known.push(fact("Differs", differs));
  if (known.length > 0) parts.push(known.join("\n"));
  if (more !== undefined) parts.push(wrapped(more));
  if (example !== undefined) parts.push(`${style.dim("Example")}\n${exampleText(example.text, style)}`);
  return `${parts.join("\n\n")}\n`;
}

/** Names with the beginning of their sentences, one a line. */
export function listText(entries: readonly Entry[]): string {
  const rows = entries.map(({ names, title, does }) => [names.length === 1 ? title : names[0], does] as const);
  const width = Math.min(36, Math.max(...rows.map(([name]) => name.length)) + 2);
  return rows.map(([name, does]) => `${shortened(`${name.padEnd(width - 1)} ${does}`, COLUMNS - 1)}\n`).join("");
}

export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}

/** Prose is broken anew at blanks; indented lines are code, and stay. */
export function wrapped(text: string, columns = COLUMNS): string {
  const unbroken = text.replace(/^(\S.*)\n(?=\S)/gm, "$1 ");
  const line = new RegExp(`(.{1,${columns}})(?: |$)`, "g");
  return unbroken.replace(/^\S.*$/gm, (long) => long.replace(line, "$1\n").trimEnd());
}

const LABEL_WIDTH = 9;

function fact(label: string, text: string): string {
  const lines = wrapped(text, COLUMNS - LABEL_WIDTH).split("\n");
  return lines.map((line, at) => `${(at === 0 ? `${label}:` : "").padEnd(LABEL_WIDTH)}${line}`).join("\n");
}

/** What a program prints stands back. */
function exampleText(example: string, style: Style): string {
  return example
    .split("\n")
    .map((line) => {
      const at = line.search(/--[>!]|^-- ngxbox run/);
      if (at < 0) return line === "" ? "" : `  ${style.code(line)}`;
      return `  ${at === 0 ? "" : style.code(line.slice(0, at))}${style.dim(line.slice(at))}`;
    })
    .join("\n");
}
