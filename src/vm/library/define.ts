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

/** Adds the functions of `library` to `table`: those that are given as such are known elsewhere, too. */
export function define(table: Table, library: Readonly<Record<string, NativeBody | NativeFunction>>): Table {
  for (const name of Object.keys(library)) {
    const body = library[name] as NativeBody | NativeFunction;
    table.set(name, body instanceof NativeFunction ? body : new NativeFunction(name, body));
  }
  return table;
}

/**
 * Functions that few scripts call: their library is made by the first call of one of them.
 * @param names of all that it holds
 */
export function laterFunctions(names: readonly string[], make: () => Library): NativeFunction[] {
  const made: NativeFunction[] = [];
  for (const name of names) {
    const native = new NativeFunction(name, (...args) => {
      const library = make();
      for (const each of made) each.run = library[each.name] as NativeBody;
      return native.run(...args);
    });
    made.push(native);
  }
  return made;
}

/** A new table with the functions of one or several libraries, others, and the values of `constants`. */
export function libraryTable(
  layout: Layout,
  libraries: Library | readonly Library[],
  constants: Readonly<Record<string, Value>> = {},
  others: readonly NativeFunction[] = [],
): Table {
  const fields = new Fields(layout);
  const add = (library: Library) => {
    for (const name of Object.keys(library)) fields.add(name, new NativeFunction(name, library[name] as NativeBody));
  };
  if (isList(libraries)) libraries.forEach(add);
  else add(libraries);
  for (const native of others) fields.add(native.name, native);
  for (const name of Object.keys(constants)) fields.add(name, constants[name]);
  return fields.table();
}

function isList(libraries: Library | readonly Library[]): libraries is readonly Library[] {
  return Array.isArray(libraries);
}
