/** LuaJIT's `table`. All access is raw; where LuaJIT writes a function in Lua (`remove`, `getn`, `foreachi`) `__len` counts. */
import { checkFunction, checkNumber, checkString, checkTable } from "../arguments.ts";
import { borderOfConstructor } from "../constructor-size.ts";
import { formatNumber } from "../numbers.ts";
import { raise } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { NOTHING, type Result, typeName, type Value } from "../values.ts";
import { type Library, libraryTable } from "./define.ts";
import { Layout } from "./fields.ts";
import { sortTable } from "./sort.ts";
import { chargeElements, moveElements } from "./table-elements.ts";
import { tableExtensions } from "./table-extensions.ts";
import { foreach, foreachi, withLength } from "./table-foreach.ts";

const TABLE = new Layout();

export { tableExtensions } from "./table-extensions.ts";

/** LuaJIT's limit of values on the stack of a C function, its arguments included. */
const MOST_RESULTS = 8000;
/** More strings than these take too much memory until they are joined. */
const MANY_STRINGS = 500;

/** The table `table`, with `new` and `clear`, which OpenResty's own libraries have required before any script runs. */
export function installTable(state: State): Table {
  const extensions = tableExtensions(state);
  return libraryTable(TABLE, tableLibrary(state), {
    new: extensions["table.new"],
    clear: extensions["table.clear"],
  });
}

function tableLibrary(state: State): Library {
  return {
    concat(table, separator, from, to) {
      const count = arguments.length;
      const source = checkTable(state, table, 1, count);
      const text = separator === undefined ? "" : checkString(state, separator, 2, count);
      const first = from === undefined ? 1 : checkInt(state, from, 3, count);
      const last = to === undefined ? source.length() : checkInt(state, to, 4, count);
      return concat(state, source, text, first, last);
    },
    insert(table, position, value) {
      const count = arguments.length;
      const target = checkTable(state, table, 1, count);
      const length = target.length();
      if (count === 2) {
        target.set(length + 1, position);
        return NOTHING;
      }
      if (count !== 3) raise(state, "wrong number of arguments to 'insert'");
      insertAt(state, target, length, checkInt(state, position, 2, count), value);
      return NOTHING;
    },
    remove(table, position) {
      const target = checkTable(state, table, 1, 1);
      if (target.metatable === null) return remove(state, target, target.length(), position);
      return withLength(state, target, (length) => remove(state, target, length, position));
    },
    move(source, from, to, at, destination) {
      const origin = checkTable(state, source, 1, 1);
      const first = checkNumber(state, from, 2, 2);
      const last = checkNumber(state, to, 3, 3);
      const start = checkNumber(state, at, 4, 4);
      const target = destination === undefined ? origin : checkTable(state, destination, 5, 5);
      if (last >= first) moveElements(state, origin, first, Math.floor(last - first) + 1, target, start);
      return target;
    },
    pack(...values) {
      return pack(values);
    },
    unpack(table, from, to) {
      const count = arguments.length;
      const source = checkTable(state, table, 1, count);
      const first = from === undefined ? 1 : checkInt(state, from, 2, count);
      const last = to === undefined ? source.length() : checkInt(state, to, 3, count);
      if (first > last) return NOTHING;
      if (last - first + 1 + count > MOST_RESULTS) raise(state, "too many results to unpack");
      return unpack(state, source, first, last);
    },
    sort(table, comparator) {
      const count = arguments.length;
      const target = checkTable(state, table, 1, count);
      sortTable(state, target, comparator === undefined ? undefined : checkFunction(state, comparator, 2, count));
      return NOTHING;
    },
    maxn(table) {
      const source = checkTable(state, table, 1, arguments.length);
      chargeElements(state, source.slots.length);
      return largestIndex(source);
    },
    getn(table) {
      return withLength(state, checkTable(state, table, 1, 1), (length) => length);
    },
    foreach(table, callback) {
      return foreach(state, checkTable(state, table, 1, 1), checkFunction(state, callback, 2, 2));
    },
    foreachi(table, callback) {
      return foreachi(state, checkTable(state, table, 1, 1), checkFunction(state, callback, 2, 2));
    },
  };
}

/** A number as LuaJIT's 32-bit integer: what is none, NaN too, is the least one. */
function checkInt(state: State, value: Value, index: number, count: number): number {
  const number = Math.trunc(checkNumber(state, value, index, count));
  return number >= -2147483648 && number <= 2147483647 ? number : -2147483648;
}

function concat(state: State, table: Table, separator: string, first: number, last: number): string {
  if (first > last) return "";
  const count = last - first + 1;
  const text =
    count > MANY_STRINGS ? joined(state, table, separator, first, last) : added(state, table, separator, first, last);
  chargeElements(state, count);
  state.budget.chargeString(text.length);
  return text;
}

/** Adds string to string, which the engine joins when they are read: twice as fast as joining an array. */
function added(state: State, table: Table, separator: string, first: number, last: number): string {
  let text = textAt(state, table, first);
  for (let index = first + 1; index <= last; index++) {
    const next = textAt(state, table, index);
    state.budget.chargeString(text.length + separator.length + next.length);
    if (separator.length > 0) text += separator;
    text += next;
  }
  return text;
}

function joined(state: State, table: Table, separator: string, first: number, last: number): string {
  const texts: string[] = [];
  let length = 0;
  for (let index = first; index <= last; index++) {
    const text = textAt(state, table, index);
    length += text.length + separator.length;
    texts.push(text);
  }
  state.budget.chargeString(length - separator.length);
  return texts.join(separator);
}

function textAt(state: State, table: Table, index: number): string {
  const value = table.get(index);
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value);
  return raise(state, `invalid value (${typeName(value)}) at index ${index} in table for 'concat'`);
}

function insertAt(state: State, table: Table, length: number, position: number, value: Value): void {
  const { array } = table;
  if (position > length) {
    table.set(position, value);
  } else if (position < 1 || array.length !== length) {
    moveElements(state, table, position, length - position + 1, table, position + 1);
    table.set(position, value);
  } else {
    chargeElements(state, length - position);
    array.splice(position - 1, 0, value);
    table.adoptFromHash();
  }
}

function remove(state: State, table: Table, length: number, position: Value): Result {
  if (position !== undefined) return removeAt(state, table, length, checkNumber(state, position, 2, 2));
  if (length === 0) return NOTHING;
  const removed = table.get(length);
  table.set(length, undefined);
  return removed;
}

/** @param position may have a fraction, which LuaJIT cuts off where it reads and writes, not where it counts */
function removeAt(state: State, table: Table, length: number, position: number): Result {
  if (!(position >= 1 && position <= length)) return NOTHING;
  const { array } = table;
  const index = Math.trunc(position);
  const removed = table.get(index);
  if (index === position && array.length === length && index < length) {
    chargeElements(state, length - index);
    if (index === 1) array.shift();
    else array.splice(index - 1, 1);
    return removed;
  }
  moveElements(state, table, index + 1, Math.floor(length - position), table, index);
  table.set(length, undefined);
  return removed;
}

function pack(values: Value[]): Table {
  const count = values.length;
  // Trailing nils: `#` answers what LuaJIT's search finds in an array part of this size.
  const border = count === 0 || values[count - 1] !== undefined ? count : borderOfConstructor(values, count + 1);
  const table = Table.fromArray(values.slice(0, border));
  table.set("n", count);
  for (let at = border; at < count; at++) table.set(at + 1, values[at]);
  return table;
}

function unpack(state: State, table: Table, first: number, last: number): Result {
  if (first === last) return table.get(first);
  chargeElements(state, last - first);
  const { array } = table;
  if (first === 1 && last <= array.length) {
    if (last === 2) return [array[0], array[1]];
    if (last === 3) return [array[0], array[1], array[2]];
  }
  if (first >= 1 && last <= array.length) return array.slice(first - 1, last);
  const values: Value[] = [];
  for (let index = first; index <= last; index++) values.push(table.get(index));
  return values;
}

/** The largest key that is a number, 0 if there is none above it. */
function largestIndex(table: Table): number {
  let largest = table.array.length;
  const { keys, isPrivate } = table.shape;
  if (!isPrivate) return largest; // only names in there
  for (let slot = 0; slot < keys.length; slot++) {
    const key = keys[slot];
    if (typeof key === "number" && key > largest && table.slots[slot] !== undefined) largest = key;
  }
  return largest;
}
