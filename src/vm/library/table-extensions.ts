/** The functions that OpenResty adds to `table`, to be had by `require("table.new")` and so on. */
import { checkNumber, checkTable } from "../arguments.ts";
import { LuaError } from "../errors.ts";
import { type NativeBody, NativeFunction } from "../functions.ts";
import type { Shape } from "../shapes.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { NOTHING, type Value } from "../values.ts";
import { chargeElements } from "./table-elements.ts";

/** The largest parts of a table in LuaJIT. */
const MOST_ELEMENTS = 2 ** 27;
const MOST_HASH_KEYS = 2 ** 26;

/**
 * By module name. As in the reference, requiring one also puts it into the table `table` (golden case "table extensions of
 * the reference"): that is for the loader to do.
 */
export function tableExtensions(state: State): Record<string, NativeFunction> {
  /** A table whose whole content is about to be looked at. */
  const charged = (value: Value, count: number): Table => {
    const table = checkTable(state, value, 1, count);
    chargeElements(state, table.array.length + table.slots.length);
    return table;
  };
  const functions: Record<string, NativeBody> = {
    new(elements, keys) {
      const elementCount = Math.trunc(checkNumber(state, elements, 1, arguments.length));
      const keyCount = Math.trunc(checkNumber(state, keys, 2, arguments.length));
      checkSize(elementCount, keyCount);
      const table = new Table(state.emptyShape);
      if (elementCount > 0) table.expect(elementCount);
      return table;
    },
    clear(table) {
      checkTable(state, table, 1, arguments.length).clear();
      return NOTHING;
    },
    clone(table) {
      return clone(charged(table, arguments.length), state.emptyShape);
    },
    isarray(table) {
      return isArray(charged(table, arguments.length));
    },
    nkeys(table) {
      return countKeys(charged(table, arguments.length));
    },
    isempty(table) {
      return isEmpty(charged(table, arguments.length));
    },
  };
  const extensions: Record<string, NativeFunction> = {};
  for (const name of Object.keys(functions)) {
    extensions[`table.${name}`] = new NativeFunction(name, functions[name] as NativeBody);
  }
  return extensions;
}

/** Refuses sizes that LuaJIT refuses; ours grow as they are filled. What is no 32-bit integer is the least one. */
function checkSize(elements: number, keys: number): void {
  const tooManyElements = elements > MOST_ELEMENTS && elements < 2 ** 31;
  const tooManyKeys = !(keys >= 0 && keys <= MOST_HASH_KEYS);
  if (tooManyElements || tooManyKeys) throw new LuaError("table overflow");
}

/** A copy one level deep, without the metatable. */
function clone(source: Table, empty: Shape): Table {
  const copy = new Table(empty);
  copy.setArray(source.array.slice());
  copy.hasHoles = source.hasHoles;
  const { shape, slots } = source;
  if (!shape.isPrivate && !shape.isGuarded && shape.inheritance === null) {
    copy.shape = shape;
    copy.slots = slots.slice();
    return copy;
  }
  for (let slot = 0; slot < shape.keys.length; slot++) {
    if (slots[slot] !== undefined) copy.set(shape.keys[slot], slots[slot]);
  }
  return copy;
}

/** Whether all keys are whole numbers; gaps do not matter. */
function isArray(table: Table): boolean {
  const { keys } = table.shape;
  for (let slot = 0; slot < keys.length; slot++) {
    if (table.slots[slot] === undefined) continue;
    const key = keys[slot];
    if (typeof key !== "number" || Math.floor(key) !== key) return false;
  }
  return true;
}

function countKeys(table: Table): number {
  let count = 0;
  for (const value of table.array) if (value !== undefined) count++;
  for (const value of table.slots) if (value !== undefined) count++;
  return count;
}

function isEmpty(table: Table): boolean {
  if (table.array.length > 0) return false;
  for (const value of table.slots) if (value !== undefined) return false;
  return true;
}
