/** What errors mean, for who reads them in a terminal. */
import { lessonFor, taught } from "./lessons.ts";

export const loadLessons = () => ({ lessonFor, taught });
