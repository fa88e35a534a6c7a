import { differenceTitles, waitingTitles } from "./recordings.ts";
import type { Verdict } from "./run-cases.ts";

/** Titles that waiting.txt and DIFFERENCES.md hold. */
export interface Listed {
  readonly waiting: ReadonlySet<string>;
  readonly differences: ReadonlySet<string>;
}

export function listed(): Listed {
  return { waiting: waitingTitles(), differences: differenceTitles() };
}

/** What stands between these verdicts and a green run, one text for each problem; see CONTRIBUTING.md for the rules. */
export function problems(verdicts: readonly Verdict[], { waiting, differences }: Listed): string[] {
  return verdicts.flatMap((verdict) => {
    const { title, missed } = verdict;
    const agrees = missed.length === 0;
    if (!agrees) return waiting.has(title) || differences.has(title) ? [] : [explain(verdict)];
    if (waiting.has(title)) return [`${title}: agrees now. Remove it from waiting.txt`];
    if (differences.has(title)) return [`${title}: agrees now. Remove its entry from DIFFERENCES.md`];
    return [];
  });
}

/** Faults of the lists themselves: names of no case, and names in both. */
export function listProblems(titles: ReadonlySet<string>, { waiting, differences }: Listed): string[] {
  const unknown = (list: ReadonlySet<string>, file: string) =>
    [...list]
      .filter((title) => !titles.has(title))
      .map((title) => `${title}: ${file} names it, and no such case exists`);
  const both = [...differences].filter((title) => waiting.has(title));
  return [
    ...unknown(waiting, "waiting.txt"),
    ...unknown(differences, "DIFFERENCES.md"),
    ...both.map((title) => `${title}: stands in waiting.txt and in DIFFERENCES.md`),
  ];
}

/** One line for each area and one for all. */
export function summary(verdicts: readonly Verdict[]): string {
  const agreeing = (some: readonly Verdict[]) => some.filter(({ missed }) => missed.length === 0).length;
  const areas = [...new Set(verdicts.map(({ area }) => area))];
  const lines = areas.map((area) => {
    const cases = verdicts.filter((verdict) => verdict.area === area);
    return `${area.padEnd(10)} ${agreeing(cases)}/${cases.length} cases agree`;
  });
  const total = `${"total".padEnd(10)} ${agreeing(verdicts)}/${verdicts.length} cases agree`;
  return [...lines, `${"serve".padEnd(10)} not run: ngxbox has no server yet`, total].join("\n");
}

/** The case's title and, for each output that does not agree, the lines that differ. */
export function explain({ title, recorded, got, missed }: Verdict): string {
  const parts = missed.map((output) => `  ${output}\n${difference(recorded.expected[output], got[output])}`);
  return [`${title}: does not agree`, ...parts].join("\n");
}

/** The lines between the first and the last that differ, each side cut at a length; a line before them shows the place. */
function difference(expected: string, got: string): string {
  const [old, now] = [readable(expected), readable(got)];
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const side = (lines: string[], mark: string) => {
    const different = lines.slice(start, lines.length - end);
    const shown = different.slice(0, shownLines).map((line) => `    ${mark} ${line}`);
    return different.length > shownLines ? [...shown, `    ${mark} … ${different.length - shownLines} more`] : shown;
  };
  const context = old.slice(Math.max(0, start - 1), start).map((line) => `      ${line}`);
  return [...context, ...side(old, "-"), ...side(now, "+")].join("\n");
}

const shownLines = 12;

/** Lines of text for a person, from bytes: what a terminal would not show stands as its number. */
function readable(bytes: string): string[] {
  const text = Buffer.from(bytes.replace(/\n+$/, ""), "latin1").toString("utf8");
  const controls = /[^\P{Cc}\t\n]/gu;
  return text.replace(controls, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`).split("\n");
}
