/** What `send` of sockets sends. */
import { charge } from "../../vm/charge.ts";
import { LuaError } from "../../vm/errors.ts";
import { raiseArgument } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { typeName, type Value } from "../../vm/values.ts";
import { textOfNumber } from "../text/number.ts";

/** Tables may hold tables this deep; the reference runs out of its stack somewhere beyond. */
const DEEPEST = 5000;

/** The bytes of argument 2: of a string, number, boolean, nil, or an array of strings, numbers and such arrays. */
export function dataOf(state: State, value: Value): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return textOfNumber(value);
    case "boolean":
      return String(value);
    case "undefined":
      return "nil";
    default:
      if (value instanceof Table) return joined(state, value);
      return raiseArgument(state, 2, `string, number, boolean, nil, or array table expected, got ${typeName(value)}`);
  }
}

/** Walks with a stack of its own: a table that contains itself must not use up the JavaScript stack. */
function joined(state: State, root: Table): string {
  let text = "";
  const open: { readonly table: Table; at: number; readonly last: number }[] = [];
  const enter = (table: Table) => {
    if (open.length >= DEEPEST) throw new LuaError("stack overflow");
    open.push({ table, at: 1, last: largestIndex(state, table) });
  };
  enter(root);
  for (let walk = open[0]; walk !== undefined; walk = open[open.length - 1]) {
    if (walk.at > walk.last) {
      open.pop();
      continue;
    }
    charge(state, 1);
    const value = walk.table.get(walk.at++);
    if (value instanceof Table) enter(value);
    else if (typeof value === "string" || typeof value === "number") {
      const part = typeof value === "string" ? value : textOfNumber(value);
      state.budget.chargeString(text.length + part.length);
      text += part;
    } else raiseArgument(state, 2, `bad data type ${typeName(value)} found`);
  }
  return text;
}

function largestIndex(state: State, table: Table): number {
  const { shape, slots } = table;
  let largest = table.array.length;
  charge(state, shape.keys.length);
  for (const [slot, key] of shape.keys.entries()) {
    if (slots[slot] === undefined) continue;
    if (typeof key !== "number" || !Number.isInteger(key) || key < 1) raiseArgument(state, 2, "non-array table found");
    if (key > largest) largest = key;
  }
  return largest;
}
