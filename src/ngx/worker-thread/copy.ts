/** Lua values on their way from one machine to another. */
import type { Copied, LightCopy } from "../../host/ports.ts";
import { charge } from "../../vm/charge.ts";
import { type Entry, Table } from "../../vm/table.ts";
import { isFunction, Userdata, type Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";

/** How deep tables may lie in each other, with the list of values itself. */
const DEEPEST = 100;

/** Copies a list of values, or says why it cannot be copied. */
export function copyOut(context: NgxContext, values: readonly Value[]): readonly Copied[] | { readonly error: string } {
  const copies: Copied[] = [];
  for (const value of values) {
    const copy = copyOne(context, value, 1);
    if (copy instanceof Uncopied) return { error: copy.reason };
    copies.push(copy);
  }
  return copies;
}

/** Makes values of this machine of a list of copies. */
export function copyIn(context: NgxContext, copies: readonly Copied[]): Value[] {
  return copies.map((copy) => {
    if (Array.isArray(copy)) return tableOf(context, copy as readonly Copied[]);
    return typeof copy === "object" ? lights(context)[(copy as LightCopy).light] : (copy as Value);
  });
}

/** What C knows as addresses: they are the same in all machines of the process. */
function lights({ null: ngxNull, cjson }: NgxContext): Readonly<Record<string, Userdata>> {
  return { null: ngxNull, emptyArray: cjson.marks.emptyArray };
}

/** Why there is no copy. */
class Uncopied {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

function copyOne(context: NgxContext, value: Value, depth: number): Copied | Uncopied {
  if (typeof value !== "object" && typeof value !== "function") return value;
  if (value instanceof Table) return copyTable(context, value, depth);
  if (isFunction(value)) return new Uncopied("unsupported Lua type: LUA_TFUNCTION");
  if (!(value instanceof Userdata)) return new Uncopied("unsupported Lua type: LUA_TTHREAD");
  const light = Object.entries(lights(context)).find(([, held]) => held === value);
  if (light !== undefined) return { light: light[0] };
  return new Uncopied(value.typeName === "cdata" ? "unsupported Lua type" : "unsupported Lua type: LUA_TUSERDATA");
}

function copyTable(context: NgxContext, table: Table, depth: number): readonly Copied[] | Uncopied {
  if (depth >= DEEPEST) {
    return new Uncopied(`suspicious circular references, table depth exceed max depth: ${DEEPEST}`);
  }
  const copies: Copied[] = [];
  const entry: Entry = { key: undefined, value: undefined, passed: 0 };
  while (table.next(entry.key, entry)) {
    charge(context.state, 1);
    const key = copyOne(context, entry.key, depth + 1);
    if (key instanceof Uncopied) return key;
    const value = copyOne(context, entry.value, depth + 1);
    if (value instanceof Uncopied) return value;
    copies.push(key, value);
  }
  return copies;
}

function tableOf(context: NgxContext, copies: readonly Copied[]): Table {
  const table = new Table(context.state.emptyShape);
  const values = copyIn(context, copies);
  for (let at = 0; at < values.length; at += 2) table.set(values[at], values[at + 1]);
  return table;
}
