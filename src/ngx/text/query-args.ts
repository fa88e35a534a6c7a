/** Query arguments: `a=1&b&c=x%20y` and the table that stands for it. */
import { charge } from "../../vm/charge.ts";
import { formatNumber } from "../../vm/numbers.ts";
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { type Entry, Table } from "../../vm/table.ts";
import { typeName, type Value } from "../../vm/values.ts";
import { ESCAPE_URI_COMPONENT, escapeUri, unescapeUri } from "./escape-uri.ts";

/** Arguments that one table may get, unless the caller says otherwise. */
export const MOST_ARGS = 100;

/**
 * @param most how many arguments are read, empty ones included; 0 and less: all
 * @returns the table, and whether a further argument was (or, behind a `&` at the end, could have been) left out
 */
export function decodeArgs(state: State, text: string, most: number): { args: Table; truncated: boolean } {
  const args = new Table(state.emptyShape);
  let from = 0;
  for (let count = 1; ; count++) {
    charge(state, 1);
    const end = text.indexOf("&", from);
    addArg(args, end < 0 ? text.slice(from) : text.slice(from, end));
    if (end < 0) return { args, truncated: false };
    if (count === most) return { args, truncated: true };
    from = end + 1;
  }
}

/** One argument. Without `=` its value is true; without a name it does not count; several of one name make a table. */
function addArg(args: Table, arg: string): void {
  const at = arg.indexOf("=");
  const name = unescapeUri(at < 0 ? arg : arg.slice(0, at));
  if (name === "") return;
  const value = at < 0 ? true : unescapeUri(arg.slice(at + 1));
  const known = args.getHash(name);
  if (known === undefined) args.setHash(name, value);
  else if (known instanceof Table) known.set(known.length() + 1, value);
  else args.setHash(name, Table.fromArray([known, value]));
}

/**
 * @throws LuaError where a key is no string, or a value is none that an argument can have. So it does where a key needs
 * escapes and nothing is written for it (`{ ["a b"] = false }`): the reference reckons with room for these escapes, and
 * then misses them.
 */
export function encodeArgs(state: State, args: Table): string {
  const written: string[] = [];
  let length = 0;
  let missed = 0;
  const add = (name: string, value: Value) => {
    const arg = argText(state, name, value);
    if (arg === undefined) return;
    length += arg.length + 1;
    state.budget.chargeString(length);
    written.push(arg);
  };
  eachEntry(state, args, (key, value) => {
    if (typeof key !== "string") raise(state, 'attempt to use a non-string key in the "args" option table');
    const name = escapedText(state, key);
    const before = written.length;
    if (value instanceof Table) eachEntry(state, value, (_key, element) => add(name, element));
    else add(name, value);
    if (written.length === before) missed += name.length - key.length;
  });
  const text = written.join("&");
  return missed === 0 ? text : raise(state, `buffer error: ${text.length} != ${text.length + missed}`);
}

/** Nothing for false. */
function argText(state: State, name: string, value: Value): string | undefined {
  switch (typeof value) {
    case "string":
      return `${name}=${escapedText(state, value)}`;
    case "number":
      return `${name}=${escapedText(state, formatNumber(value))}`;
    case "boolean":
      return value ? name : undefined;
    default:
      return raise(state, `attempt to use ${typeName(value)} as query arg value`);
  }
}

function escapedText(state: State, text: string): string {
  state.budget.chargeString(text.length * 3);
  return escapeUri(text, ESCAPE_URI_COMPONENT);
}

function eachEntry(state: State, table: Table, visit: (key: Value, value: Value) => void): void {
  const entry: Entry = { key: undefined, value: undefined, passed: 0 };
  while (table.next(entry.key, entry) === true) {
    charge(state, 1);
    visit(entry.key, entry.value);
  }
}
