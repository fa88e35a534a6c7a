/** Errors that lua-resty-string raises inside its own Lua files, or LuaJIT's FFI in their name: they show the file's name. */
import { LUALIB } from "../../runtime/lualib.ts";
import { LuaError } from "../../vm/errors.ts";
import { Table } from "../../vm/table.ts";
import { typeName, type Value } from "../../vm/values.ts";

/** A place in lua-resty-string: part of the text. */
export interface LibraryPlace {
  readonly file: string;
  readonly line: number;
}

export function raiseAt({ file, line }: LibraryPlace, message: string): never {
  throw new LuaError(`${LUALIB}/resty/${file}:${line}: ${message}`);
}

/**
 * A string of which the library asks the length before it hands it to a C function.
 * @param local how the library calls it
 * @param argument which argument of the C function it becomes: "#2 to 'MD5_Update'"
 */
export function stringAt(place: LibraryPlace, value: Value, local: string, argument: string, cType: string): string {
  if (typeof value === "string") return value;
  if (value instanceof Table) return raiseAt(place, `bad argument ${argument} (cannot convert 'table' to '${cType}')`);
  return raiseAt(place, `attempt to get length of local '${local}' (a ${typeName(value)} value)`);
}

/** What an instance keeps under `field` in place of the reference's C object. */
export function heldBy(place: LibraryPlace, self: Value, field: string): Value {
  if (self instanceof Table) return self.get(field);
  return raiseAt(place, `attempt to index local 'self' (a ${typeName(self)} value)`);
}
