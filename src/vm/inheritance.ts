/**
 * What tables inherit by their metatables, remembered: one {@link Inheritance} for all whose metatables look alike and have the
 * same `__index`, one {@link Cell} for each name that is looked up there. A cell holds what the chain of `__index` tables leads
 * to, so that compiled code needs two comparisons for a method: the shape of the table, and that the cell has a value.
 *
 * That holds as long as nobody changes a table on the way without the cells hearing of it. So those tables have guarded shapes:
 * no instruction remembers where to write in them, and {@link Table.setHash} tells what depends on them.
 */
import type { Shape } from "./shapes.ts";
import { Table } from "./table.ts";
import type { Value } from "./values.ts";

/** What a name leads to by way of a metatable. */
export class Cell {
  /** What it is; nil also while that is not known, or is nothing that can be remembered. */
  value: Value = undefined;
  /** It leads to nothing, for sure. */
  isNil = false;
  /** The table that has the value. */
  holder: Table | null = null;
  /** How often it has been looked for. */
  searches = 0;

  /** Forgets the value; it is looked for again when it is needed. */
  forget(): void {
    this.value = undefined;
    this.isNil = false;
    this.holder = null;
  }
}

/** What is inherited where there is no metatable. */
export const NOTHING_INHERITED = new Cell();
NOTHING_INHERITED.isNil = true;
Object.freeze(NOTHING_INHERITED);

/** A name whose value changes so often is looked up each time. */
const MOST_SEARCHES = 20;
/** Longer chains of `__index` tables are followed each time. */
const MOST_LEVELS = 16;
/** So many cells may wait for one key of a table; then all of them are forgotten, because most will be of classes that are gone. */
const MOST_WAITING = 64;

/** Who must hear of the changes of one table. */
export class Watch {
  /** Of the table as a metatable. */
  asMetatable: Inheritance | null = null;
  /** Of the table as the `__index` of metatables with shared shapes, by those. */
  readonly asIndex = new Map<Shape, Inheritance>();
  private readonly waiting = new Map<Value, Set<Cell>>();

  add(key: Value, cell: Cell): void {
    const cells = this.waiting.get(key);
    if (cells === undefined) this.waiting.set(key, new Set([cell]));
    else {
      if (cells.size >= MOST_WAITING) forgetAll(cells);
      cells.add(cell);
    }
  }

  /** `table` has another value for `key`. */
  changed(table: Table, key: Value, value: Value): void {
    const cells = this.waiting.get(key);
    if (cells === undefined) return;
    for (const cell of cells) {
      if (cell.holder === table && value !== undefined) cell.value = value;
      else {
        cell.forget();
        cells.delete(cell);
      }
    }
  }

  /** The table has another metatable, or other keys altogether. */
  changedAltogether(): void {
    for (const cells of this.waiting.values()) forgetAll(cells);
    this.waiting.clear();
  }
}

function forgetAll(cells: Set<Cell>): void {
  for (const cell of cells) cell.forget();
  cells.clear();
}

/** Those that an {@link Inheritance} depends on. */
export const EVENTS: ReadonlySet<Value> = new Set(["__index", "__newindex", "__eq"]);

/** What `__index` of a metatable is: a table, nothing, or something that must be asked each time. */
type Index = Table | undefined | typeof COMPUTED;
const COMPUTED: unique symbol = Symbol("computed");

export class Inheritance {
  readonly index: Index;
  /** Whether one of the metatables has, or may have, `__newindex`. */
  readonly hasNewIndex: boolean;
  /** The same of `__eq`. */
  readonly hasEquality: boolean;
  /** False once one of the metatables has another of these {@link EVENTS}: nothing here is true any more. */
  isCurrent = true;
  /** Where the shapes of tables that inherit this begin. */
  private root: Shape | null = null;
  private latestFrom: Shape | null = null;
  private latestShape: Shape | null = null;
  private readonly cells = new Map<string, Cell>();
  /** The cells of others whose chain leads through here. */
  private readonly passing = new Set<Cell>();

  constructor(index: Index, hasNewIndex: boolean, hasEquality: boolean) {
    this.index = index;
    this.hasNewIndex = hasNewIndex;
    this.hasEquality = hasEquality;
  }

  /** The shape with the keys of `shape`, which is of a machine's tree, for a table that inherits this. */
  shapeFor(shape: Shape): Shape {
    if (shape !== this.latestFrom) {
      this.root ??= shape.rootFor(this);
      this.latestShape = shape.rebased(this.root);
      this.latestFrom = shape;
    }
    return this.latestShape as Shape;
  }

  /** What `name` leads to; null where that cannot be remembered. */
  cell(name: string): Cell | null {
    if (this.index === COMPUTED) return null;
    let cell = this.cells.get(name);
    if (cell === undefined) {
      cell = new Cell();
      this.cells.set(name, cell);
    } else if (cell.value !== undefined || cell.isNil) return cell;
    if (cell.searches++ < MOST_SEARCHES) this.search(name, cell);
    return cell;
  }

  /** Follows the `__index` tables. */
  private search(name: string, cell: Cell): void {
    let from: Inheritance = this;
    for (let level = 0; level < MOST_LEVELS; level++) {
      const { index } = from;
      if (index === COMPUTED || (index !== undefined && isWeak(index))) return;
      if (from !== this) from.passing.add(cell);
      if (index === undefined) {
        cell.isNil = true;
        return;
      }
      index.watched().add(name, cell);
      const value = index.getHash(name);
      if (value !== undefined) {
        cell.value = value;
        cell.holder = index;
        return;
      }
      const next = index.settled().inheritance;
      if (next === null) {
        cell.isNil = true;
        return;
      }
      from = next;
    }
  }

  /** A metatable has changed: the tables that have it look for what they inherit anew. */
  end(): void {
    this.isCurrent = false;
    for (const cell of this.cells.values()) {
      cell.forget();
      cell.searches = MOST_SEARCHES;
    }
    forgetAll(this.passing);
  }
}

/** What a table with a metatable inherits as long as nobody has asked: found out by {@link Table.settled}. */
export const UNSETTLED = new Inheritance(COMPUTED, true, true);
UNSETTLED.isCurrent = false;

/** Values that nothing but a cell holds must not stay alive in weak tables. */
function isWeak({ metatable }: Table): boolean {
  return metatable !== null && metatable.getHash("__mode") !== undefined;
}

/** What tables with `metatable` inherit, if that has been found out. */
export function knownInheritance(metatable: Table): Inheritance | null {
  const { shape } = metatable;
  let known: Inheritance | null;
  if (shape.watch !== null) known = shape.watch.asMetatable;
  else {
    const guarded = shape.isGuarded ? shape : shape.guardedTwin;
    if (guarded === null) return null;
    const index = metatable.getHash("__index");
    if (index instanceof Table) known = index.shape.watch?.asIndex.get(guarded) ?? null;
    else known = index === undefined ? guarded.withoutIndex : guarded.withComputedIndex;
  }
  return known?.isCurrent ? known : null;
}

/** What tables with `metatable` inherit. Guards the metatable, and what its `__index` is. */
export function inheritanceOf(metatable: Table): Inheritance {
  const index = metatable.getHash("__index");
  const watchOfIndex = index instanceof Table ? index.watched() : undefined;
  const shape = metatable.guarded();
  const known = knownInheritance(metatable);
  if (known !== null) return known;
  const { watch } = shape;
  // Of a shared shape, another table may have what this one has not.
  const has = (event: string) => (watch === null ? shape.slotOf.has(event) : metatable.getHash(event) !== undefined);
  const what = index instanceof Table || index === undefined ? index : COMPUTED;
  const made = new Inheritance(what, has("__newindex"), has("__eq"));
  if (watch !== null) watch.asMetatable = made;
  else if (watchOfIndex !== undefined) watchOfIndex.asIndex.set(shape, made);
  else if (index === undefined) shape.withoutIndex = made;
  else shape.withComputedIndex = made;
  return made;
}
