/** Tables that each machine makes for itself, with the same names: what those are is found out once. */
import { Shape } from "../shapes.ts";
import { Table } from "../table.ts";
import type { Value } from "../values.ts";

/** The names of such a table, once there has been one. They are those of our own code, and tell nothing of any machine. */
export class Layout {
  /** The shape of the last table, with its names in their order. */
  shape: Shape | undefined;

  /**
   * The shape of a table with other names than the last.
   * @returns undefined where a name comes twice
   */
  shapeOf(names: readonly string[]): Shape | undefined {
    if (new Set(names).size < names.length) return undefined;
    this.shape = Shape.fixed([...names]);
    return this.shape;
  }
}

/** The fields of a table that is about to be made. */
export class Fields {
  private readonly layout: Layout;
  /** What is expected: as long as it comes, nothing is kept of the names. */
  private readonly expected: Shape | undefined;
  private names: string[] | undefined;
  private readonly values: Value[] = [];

  constructor(layout: Layout) {
    this.layout = layout;
    this.expected = layout.shape;
  }

  add(name: string, value: Value): void {
    if (this.names !== undefined) this.names.push(name);
    else if (this.expected?.keys[this.values.length] !== name) this.names = [...this.namesSoFar(), name];
    this.values.push(value);
  }

  /** Makes the table; nothing may be added any more. */
  table(): Table {
    const { expected, values } = this;
    if (expected !== undefined && this.names === undefined && expected.keys.length === values.length)
      return Table.fromSlots(expected, values);
    const names = this.names ?? this.namesSoFar();
    const shape = this.layout.shapeOf(names);
    if (shape !== undefined) return Table.fromSlots(shape, values);
    const table = new Table();
    names.forEach((name, at) => {
      table.set(name, values[at]);
    });
    return table;
  }

  /** Those that have come as expected. */
  private namesSoFar(): string[] {
    return (this.expected?.keys ?? []).slice(0, this.values.length) as string[];
  }
}
