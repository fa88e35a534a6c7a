/** How the standard library's tables are filled. */
import { type NativeBody, NativeFunction } from "../functions.ts";
import type { Table } from "../table.ts";
import type { Value } from "../values.ts";
import { Fields, type Layout } from "./fields.ts";

/**
 * A library as an object of methods. Method shorthand, not arrows, where the number of arguments matters
 * (`arguments.length`).
 */
export type Library = Readonly<Record<string, NativeBody>>;

/** Adds the functions of `library` to `table`. */
export function define(table: Table, library: Library): Table {
  for (const name of Object.keys(library)) {
    table.set(name, new NativeFunction(name, library[name] as NativeBody));
  }
  return table;
}

/** A new table with the functions of one or several libraries and the values of `constants`. */
export function libraryTable(
  layout: Layout,
  libraries: Library | readonly Library[],
  constants: Readonly<Record<string, Value>> = {},
): Table {
  const fields = new Fields();
  for (const library of [libraries].flat() as readonly Library[]) {
    for (const name of Object.keys(library)) fields.add(name, new NativeFunction(name, library[name] as NativeBody));
  }
  for (const name of Object.keys(constants)) fields.add(name, constants[name]);
  return fields.table(layout);
}
