/** Lessons in Chinese, by their codes. Those that are missing are shown in English. */
import type { Lesson } from "../../../src/cli/lessons.ts";

export const chinese: Readonly<Record<string, Pick<Lesson, "title" | "means" | "doThis">>> = {};
