/** How the standard library's tables are filled. */
import { type NativeBody, NativeFunction } from "../functions.ts";
import { Table } from "../table.ts";
import type { Value } from "../values.ts";

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

/**
 * As {@link define}, for functions that few scripts call: their library is made by the first call of one of them.
 * @param names of all that it holds
 */
export function defineLater(table: Table, names: readonly string[], make: () => Library): Table {
  const made: NativeFunction[] = [];
  for (const name of names) {
    const native = new NativeFunction(name, (...args) => {
      const library = make();
      for (const each of made) each.run = library[each.name] as NativeBody;
      return native.run(...args);
    });
    made.push(native);
    table.set(name, native);
  }
  return table;
}

/** A new table with the functions of `library` and the values of `constants`. */
export function libraryTable(library: Library, constants: Readonly<Record<string, Value>> = {}): Table {
  const table = define(new Table(), library);
  for (const name of Object.keys(constants)) table.set(name, constants[name]);
  return table;
}
