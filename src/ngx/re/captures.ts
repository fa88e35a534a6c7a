/** Tables of what was captured. */
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { truthy, type Value } from "../../vm/values.ts";
import type { Regex } from "../regex/regex.ts";
import { field, inRegex, lengthOf, setField } from "./library-errors.ts";

/** A new table of the last match: [0] is all of it, [1] and so on the groups, false where one took no part; and the names. */
export function captures(state: State, regex: Regex): Table {
  const { groups } = regex;
  const texts: Value[] = [];
  for (let group = 1; group <= groups; group++) texts.push(regex.text(group));
  const table = Table.withZero(state.zeroShape, regex.text(0), texts);
  if (regex.names.length > 0) addNames(state, regex, table);
  return table;
}

/** As {@link captures}, into what the script gave for it. */
export function addCaptures(state: State, regex: Regex, given: Value): Value {
  // All of them first: storing one may call into Lua.
  const texts = Array.from({ length: regex.groups + 1 }, (_, group) => regex.text(group));
  texts.forEach((text, group) => {
    setField(state, inRegex(555), "res", given, group, text);
  });
  if (regex.names.length > 0) addNames(state, regex, given);
  return given;
}

/** What lies under a group's number is put under its name as well; with the option D, into a list. */
function addNames(state: State, regex: Regex, table: Value): void {
  for (const [name, group] of regex.names) {
    const text = field(state, inRegex(520), "res", table, group);
    if (!regex.hasLists) {
      setField(state, inRegex(529), "res", table, name, text);
      continue;
    }
    if (!truthy(text)) continue;
    const old = field(state, inRegex(521), "res", table, name);
    if (truthy(old)) {
      setField(state, inRegex(523), "old", old, lengthOf(state, inRegex(523), "old", old) + 1, text);
    } else {
      setField(state, inRegex(525), "res", table, name, Table.fromArray([text]));
    }
  }
}
