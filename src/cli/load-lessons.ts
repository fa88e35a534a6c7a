/** What errors mean, for who reads them in a terminal. */
import { lessonFor, teach } from "./lessons.ts";

export const loadLessons = () => ({ lessonFor, teach });
