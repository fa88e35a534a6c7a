/** The lessons, and how an error finds its own. */

import type { Lesson } from "./lessons/lesson.ts";
import { limitLessons } from "./lessons/limits.ts";
import { runningLessons } from "./lessons/running.ts";
import { syntaxLessons } from "./lessons/syntax.ts";
import { valueLessons } from "./lessons/values.ts";

export type { Lesson } from "./lessons/lesson.ts";

/** Every lesson, ordered by code. Within an area the special comes before the general: the first match counts. */
export const lessons: readonly Lesson[] = [...valueLessons, ...runningLessons, ...limitLessons, ...syntaxLessons];

/** A trace quotes function names and paths; the message is in front of it. A hostile message may be of any length. */
const LONGEST_MESSAGE = 4096;

/** The lesson for an error's text or a line of the error log. */
export function lessonFor(errorText: string): Lesson | undefined {
  const message = (errorText.split("\nstack traceback:", 1)[0] ?? "").slice(0, LONGEST_MESSAGE);
  const found = lessons.filter(({ matches }) => matches.test(message));
  // "thread aborted: runtime error: t.lua:1: attempt to …" has two; what the error itself says teaches more.
  return found.find((lesson) => lesson !== ABORTED) ?? found[0];
}

const ABORTED = lessons.find(({ code }) => code === "NB215");

/**
 * Up to three lines for a terminal: what the error means, what to do, and where to read on. Empty if nothing is known.
 * @param special what to do in this very case, where that is known
 */
export function teach(errorText: string, special?: string): string[] {
  const lesson = lessonFor(errorText);
  if (lesson === undefined) return [];
  return [`means: ${lesson.means}`, `do: ${special ?? lesson.doThis}`, `more: ngxbox explain ${lesson.code}`];
}

/** What {@link teach} says, as text that stands under the error. */
export function taught(errorText: string, special?: string): string {
  return teach(errorText, special)
    .map((line) => `  ${line}\n`)
    .join("");
}
