/**
 * Lua values on their way to the host. What crosses is a copy, made without metamethods:
 *
 * | Lua                              | JavaScript                                              |
 * |----------------------------------|---------------------------------------------------------|
 * | nil, ngx.null (cjson.null)       | undefined, null                                         |
 * | boolean, number                  | the same                                                |
 * | string                           | a string where it is valid UTF-8, else a Uint8Array     |
 * | table with just the keys 1 to n  | an array                                                |
 * | another table, the empty one, too | an object; keys that are numbers become text           |
 *
 * Refused: functions, coroutines, userdata, cycles; and what careless code of a host that merges objects would change
 * prototypes by: the key "__proto__", and "constructor" for a table that has "prototype".
 */
import { portableByteText } from "../../vm/byte-text.ts";
import { formatNumber } from "../../vm/numbers.ts";
import { type Entry, Table } from "../../vm/table.ts";
import { typeName, type Userdata, type Value } from "../../vm/values.ts";
import { CrossingError, DEEPEST, type Toll } from "./crossing.ts";

/**
 * @param path where in the argument it lies, for messages; "" for the argument itself
 * @param ngxNull the machine's `ngx.null`
 * @throws CrossingError
 */
export function toHost(
  value: Value,
  path: string,
  ngxNull: Userdata,
  toll: Toll,
  above: readonly Table[] = [],
): unknown {
  switch (typeof value) {
    case "undefined":
    case "boolean":
    case "number":
      toll.pay(path, 0);
      return value;
    case "string":
      toll.pay(path, value.length);
      return textOf(value);
    default:
      if (value === ngxNull) return null;
      if (!(value instanceof Table)) throw new CrossingError(`${path}a ${typeName(value)} does not cross to the host`);
      return fromTable(value, path, ngxNull, toll, above);
  }
}

function fromTable(table: Table, path: string, ngxNull: Userdata, toll: Toll, above: readonly Table[]): unknown {
  if (above.includes(table))
    throw new CrossingError(`${path}a table that is part of itself does not cross to the host`);
  if (above.length >= DEEPEST)
    throw new CrossingError(`${path}tables nested deeper than ${DEEPEST} do not cross to the host`);
  toll.pay(path, 0);
  const within = [...above, table];
  const list: unknown[] = [];
  const object: Record<string, unknown> = {};
  const entry: Entry = { key: undefined, value: undefined, passed: 0 };
  let isList = true;
  for (let more = table.next(undefined, entry); more === true; more = table.next(entry.key, entry)) {
    const { key } = entry;
    const name = nameOf(key, path);
    const inner = toHost(entry.value, `${path}${name}: `, ngxNull, toll, within);
    if (isList && key === list.length + 1) {
      list.push(inner);
      continue;
    }
    if (isList) {
      isList = false;
      for (const [at, item] of list.entries()) define(object, String(at + 1), item, path);
    }
    toll.pay(path, name.length);
    define(object, name, inner, path);
  }
  return isList && list.length > 0 ? list : object;
}

function nameOf(key: Value, path: string): string {
  if (typeof key === "number") return formatNumber(key);
  if (typeof key !== "string")
    throw new CrossingError(`${path}a key that is a ${typeName(key)} does not cross to the host`);
  const name = textOf(key);
  if (typeof name !== "string") throw new CrossingError(`${path}a key that is no UTF-8 does not cross to the host`);
  if (name === "__proto__") throw new CrossingError(`${path}the key "__proto__" does not cross to the host`);
  return name;
}

/** Makes a property, whatever there is of that name in prototypes. */
function define(object: Record<string, unknown>, name: string, value: unknown, path: string): void {
  if (name === "constructor" && typeof value === "object" && value !== null && Object.hasOwn(value, "prototype")) {
    throw new CrossingError(`${path}the keys "constructor" and "prototype" do not cross to the host together`);
  }
  if (Object.hasOwn(object, name))
    throw new CrossingError(`${path}the key ${name} is there as a number and as a string`);
  Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}

function textOf(text: string): string | Uint8Array {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  const bytes = portableByteText.toBytes(text);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}
