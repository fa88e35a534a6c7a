import type { Note } from "../../note.ts";

/** A note about a group of constants, under all their names. */
export function constants(values: Readonly<Record<string, number>>, note: Note): Readonly<Record<string, Note>> {
  const names = Object.keys(values).map((name) => `ngx.${name}`);
  const usage = Object.entries(values).map(([name, value]) => `ngx.${name} = ${value}`);
  return { [names.join(", ")]: { ...note, usage: usage.join("\n") } };
}
