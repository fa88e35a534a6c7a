/** What there is to learn from an error, as the command line teaches it: loaded with the first one. */
import type { Lesson } from "../../../src/cli/lessons.ts";
import { language } from "../words/index.ts";

/** The words of a lesson, in the language of the page. */
export type Taught = Pick<Lesson, "code" | "means" | "doThis" | "more"> & { readonly lang: "en" | "zh" };

export async function lessonOn(message: string): Promise<Taught | undefined> {
  const lang = language();
  const [{ lessonFor }, chinese] = await Promise.all([
    import("../../../src/cli/lessons.ts"),
    lang === "zh" ? import("virtual:ngxbox-lessons/zh") : undefined,
  ]);
  const lesson = lessonFor(message);
  return lesson && { ...lesson, ...chinese?.default[lesson.code], lang };
}
