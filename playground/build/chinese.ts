/** The reference and the lessons in Chinese: all that is read, and nothing that is code. */
import type { Lesson } from "../../src/cli/lessons.ts";
import type { Entry } from "../../src/reference/entry.ts";

/** Gives a text in Chinese. */
export type Translate = (english: string) => string;

/** What the page shows of a lesson, besides its code. */
export type LessonText = Pick<Lesson, "means" | "doThis" | "more">;

export function chineseEntry(entry: Entry, translate: Translate): Entry {
  const { usage, does, facts, example, note, differs } = entry;
  return {
    ...entry,
    usage: usage.map((line) => codeLine(line, translate)),
    does: translate(does),
    facts: facts.map(([label, text]) => [translate(label), factText(label, text, translate)]),
    ...(example === undefined ? {} : { example: { ...example, text: code(example.text, translate) } }),
    ...(note === undefined ? {} : { note: translate(note) }),
    ...(differs === undefined ? {} : { differs: translate(differs) }),
  };
}

export function chineseLesson({ means, doThis, more }: Lesson, translate: Translate): LessonText {
  return { means: translate(means), doThis: translate(doThis), more: translate(more) };
}

function factText(label: string, text: string, translate: Translate): string {
  if (label === "Takes") {
    // "delay (seconds), callback (Lua function)"
    const parameters = [...text.matchAll(/(\w+) \(([^)]*)\)/g)];
    return parameters.map(([, name, kind = ""]) => `${name}（${translate(kind)}）`).join("、");
  }
  if (label === "Where" && text !== "everywhere") {
    const phases = text.replace(/^all but /, "").replaceAll(", ", "、");
    return text.startsWith("all but ") ? `除 ${phases} 以外的所有阶段` : phases;
  }
  return translate(text);
}

function code(text: string, translate: Translate): string {
  return text
    .split("\n")
    .map((line) => codeLine(line, translate))
    .join("\n");
}

/** What is printed stands behind `-->` and `--!`, and how an example is run in a comment of its own. */
function codeLine(line: string, translate: Translate): string {
  return line.replace(/(?<=-- )(?!ngxbox run )\S.*$/, translate);
}
