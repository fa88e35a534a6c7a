/** The text that ngx.print makes of its arguments on the command line: all values joined, tables taken apart. */
import { callBlocking } from "../../vm/calls.ts";
import { charge } from "../../vm/charge.ts";
import { LuaError } from "../../vm/errors.ts";
import { NativeFunction } from "../../vm/functions.ts";
import { formatNumber } from "../../vm/numbers.ts";
import { index } from "../../vm/operators.ts";
import { Table } from "../../vm/table.ts";
import { tostringBlocking } from "../../vm/tostring.ts";
import { asList, type Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";

/** Tables may hold tables this deep: `resty` runs out of Lua's stack somewhere beyond. */
const DEEPEST = 5000;

/**
 * Nils at the end are left out, others are "nil"; of tables only the values of 1..n count, as in `resty`.
 * @throws LuaError where a table is nested too deep, or the text would be too long
 */
export function outputText(context: NgxContext, values: readonly Value[]): string {
  const [only] = values;
  if (values.length === 1 && typeof only === "string") return only;
  const text = new Output(context);
  let length = values.length;
  while (length > 0 && values[length - 1] === undefined) length--;
  for (let at = 0; at < length; at++) {
    const value = values[at];
    if (value instanceof Table) text.addTable(value);
    else text.add(value);
  }
  return text.text;
}

class Output {
  text = "";
  private readonly context: NgxContext;

  constructor(context: NgxContext) {
    this.context = context;
  }

  add(value: Value): void {
    const { state, null: ngxNull } = this.context;
    switch (typeof value) {
      case "string":
        this.append(value);
        break;
      case "number":
        this.append(formatNumber(value));
        break;
      case "boolean":
        this.append(String(value));
        break;
      case "undefined":
        this.append("nil");
        break;
      default:
        this.append(value === ngxNull ? "null" : tostringBlocking(state, value));
    }
  }

  /** Walks with a stack of its own: a table that contains itself must not use up the JavaScript stack. */
  addTable(root: Table): void {
    const { state } = this.context;
    const open = [new Walk(root)];
    for (let walk = open[0]; walk !== undefined; walk = open[open.length - 1]) {
      if (walk.at > walk.last) {
        open.pop();
        continue;
      }
      charge(state, 1);
      const { table, at } = walk;
      const value = table.metatable === null ? table.get(at) : this.elementOf(table, at);
      walk.at++;
      if (value instanceof Table) {
        if (open.length >= DEEPEST) throw new LuaError("stack overflow");
        open.push(new Walk(value));
      } else if (value === undefined && table.metatable === null) {
        walk.skipGap();
        this.appendNils(walk.at - at);
      } else this.add(value);
    }
  }

  private elementOf(table: Table, at: number): Value {
    const { state } = this.context;
    const [value] = asList(callBlocking(state, this.indexing, [table, at]));
    return value;
  }

  private readonly indexing = new NativeFunction("index", (table, at) => index(this.context.state, table, at, -1));

  /** A gap in a table may be as long as its largest index says. */
  private appendNils(count: number): void {
    const { state } = this.context;
    state.budget.chargeString(this.text.length + count * 3);
    charge(state, count / 50);
    this.text += "nil".repeat(count);
  }

  private append(part: string): void {
    const { state } = this.context;
    if (this.text === "") this.text = part;
    else {
      state.budget.chargeString(this.text.length + part.length);
      this.text += part;
    }
  }
}

/** How far the joining of one table has come. */
class Walk {
  readonly table: Table;
  at = 1;
  /** `table.maxn`, as far as a loop in steps of 1 can reach. */
  readonly last: number;
  /** The indexes in the hash part, sorted, and how many of them lie behind: a sparse table is looked through once. */
  private readonly sparse: readonly number[];
  private passed = 0;

  constructor(table: Table) {
    this.table = table;
    const { shape, slots } = table;
    this.sparse = shape.keys
      .filter((key, slot): key is number => typeof key === "number" && key >= 1 && slots[slot] !== undefined)
      .sort((left, right) => left - right);
    this.last = Math.floor(Math.max(table.array.length, this.sparse[this.sparse.length - 1] ?? 0));
  }

  /** Goes on to the next index that holds something, or behind the last. */
  skipGap(): void {
    const { array } = this.table;
    while (this.at <= array.length && array[this.at - 1] === undefined) this.at++;
    if (this.at <= array.length) return;
    let next = this.sparse[this.passed];
    while (next !== undefined && (next < this.at || !Number.isInteger(next))) next = this.sparse[++this.passed];
    this.at = next ?? this.last + 1;
  }
}
