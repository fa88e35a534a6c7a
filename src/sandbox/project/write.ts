/** From a project to text: the same text for the same project, whatever the order in which it was made. */
import type { Project } from "../project.ts";
import { PROJECT_FIELDS } from "./read.ts";

/** JSON with a field a line, the files last, names in order. */
export function writeProject(project: Project): string {
  const fields = PROJECT_FIELDS.filter((name) => project[name] !== undefined);
  const ordered = Object.fromEntries(fields.map((name) => [name, inOrder(project[name])]));
  return `${JSON.stringify(ordered, undefined, 2)}\n`;
}

/** The entries of an object by their names; anything else as it is. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
