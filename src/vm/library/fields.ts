/** Tables that each machine makes for itself, with the same names: what those are is found out once. */
import { Shape } from "../shapes.ts";
import { Table } from "../table.ts";
import type { Value } from "../values.ts";

/** The names of such a table, once there has been one. They are those of our own code, and tell nothing of any machine. */
export class Layout {
  private shape: Shape | undefined;

  /**
   * The shape of a table with these names, in their order.
   * @returns undefined where a name comes twice
   */
  shapeOf(names: readonly string[]): Shape | undefined {
    const { shape } = this;
    if (shape !== undefined && isList(shape.keys, names)) return shape;
    if (new Set(names).size < names.length) return undefined;
    this.shape = Shape.fixed([...names]);
    return this.shape;
  }
}

/** The fields of a table that is about to be made. */
export class Fields {
  private readonly names: string[] = [];
  private readonly values: Value[] = [];

  add(name: string, value: Value): void {
    this.names.push(name);
    this.values.push(value);
  }

  /** Makes the table; nothing may be added any more. */
  table(layout: Layout): Table {
    const { names, values } = this;
    const shape = layout.shapeOf(names);
    if (shape !== undefined) return Table.fromSlots(shape, values);
    const table = new Table();
    names.forEach((name, at) => {
      table.set(name, values[at]);
    });
    return table;
  }
}

function isList(keys: readonly Value[], names: readonly string[]): boolean {
  if (keys.length !== names.length) return false;
  for (let at = 0; at < names.length; at++) if (keys[at] !== names[at]) return false;
  return true;
}
