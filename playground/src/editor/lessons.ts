/** What there is to learn from an error, as the command line teaches it: loaded with the first one. */
import type { Lesson } from "../../../src/cli/lessons.ts";
import { language } from "../words/index.ts";

/** The words of a lesson, in the language of the page where they have been translated. */
export type Taught = Pick<Lesson, "code" | "title" | "means" | "doThis" | "more"> & { readonly lang: "en" | "zh" };

export async function lessonOn(message: string): Promise<Taught | undefined> {
  const [{ lessonFor }, { chinese }] = await Promise.all([
    import("../../../src/cli/lessons.ts"),
    import("./lessons-zh.ts"),
  ]);
  const lesson = lessonFor(message);
  if (lesson === undefined) return undefined;
  const translated = language() === "zh" ? chinese[lesson.code] : undefined;
  if (translated === undefined) return { ...lesson, lang: "en" };
  return { ...lesson, ...translated, lang: "zh" };
}
