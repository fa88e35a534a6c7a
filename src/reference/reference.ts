/** All pages of the reference. */
import { apiPage, directivePage, errorPage, type Page, type Sources } from "./entry.ts";
import type { Area } from "./note.ts";
import { core_, encoding, output, regex } from "./notes/core.ts";
import { timers } from "./notes/timers.ts";

/** The areas of functions, methods and fields, in the order of a reader's way through them. */
const API: readonly Area[] = [output, core_, encoding, regex, timers];

export function reference({ functions, directives, errors }: Sources): readonly Page[] {
  return [...API.map((area) => apiPage(area, functions))];
}
