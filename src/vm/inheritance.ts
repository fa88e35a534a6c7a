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
  /** How often it has been looked for because it changed. */
  searches = 0;
  /** It was forgotten once though nothing had changed. */
  madeRoom = false;

  /** Forgets the value; it is looked for again when it is needed. */
  forget(): void {
    this.value = undefined;
    this.isNil = false;
    this.holder = null;
  }

  /** As {@link forget}, because too many are remembered. */
  makeRoom(): void {
    if (this.value !== undefined || this.isNil) this.searches--;
    this.madeRoom = true;
    this.forget();
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
/** So many names are remembered of a table: that there are more is due to code that is generated again and again. */
const MOST_NAMES = 2000;
/** So many cells wait for one thing, at first: see {@link Dependents}. */
const MOST_DEPENDENTS = 64;

/**
 * Cells that must hear of something. Classes come and go, and nobody tells when one is gone. So when there are many cells, all are
 * forgotten: those in use come back. Where most have come back since the last time, there may be twice as many.
 */
export class Dependents {
  private readonly cells = new Set<Cell>();
  private most = MOST_DEPENDENTS;
  private cameBack = 0;

  add(cell: Cell): void {
    if (this.cells.has(cell)) return;
    if (this.cells.size >= this.most) this.makeRoom();
    if (cell.madeRoom) this.cameBack++;
    this.cells.add(cell);
  }

  private makeRoom(): void {
    if (this.cameBack > this.most / 2) this.most *= 2;
    else {
      for (const cell of this.cells) cell.makeRoom();
      this.cells.clear();
    }
    this.cameBack = 0;
  }

  /**
   * `table` has another value for the key that they wait for. Few cells get it at once. Many are forgotten, so that each takes no more
   * time here than it has taken to be looked for: no step of a script may take any time that it likes.
   */
  changed(table: Table, value: Value): void {
    const { size } = this.cells;
    if (size === 0) return;
    const areFew = size <= MOST_DEPENDENTS;
    for (const cell of this.cells) {
      if (areFew && cell.holder === table && value !== undefined) cell.value = value;
      else {
        cell.forget();
        this.cells.delete(cell);
      }
    }
  }

  forget(): void {
    for (const cell of this.cells) cell.forget();
    this.cells.clear();
  }
}

/** Who must hear of the changes of one table. */
export class Watch {
  /** Of the table as a metatable. */
  asMetatable: Inheritance | null = null;
  /** Of the table as the `__index` of metatables with shared shapes, by those. */
  asIndex: Map<Shape, Inheritance> | null = null;
  private readonly waiting = new Map<Value, Dependents>();

  /** For too many names somebody waits, or has waited: the table should have another watch in place of this. */
  get isFull(): boolean {
    return this.waiting.size >= MOST_NAMES;
  }

  /** One for the same table, where nobody waits. */
  emptied(): Watch {
    this.changedAltogether();
    const watch = new Watch();
    watch.asMetatable = this.asMetatable;
    watch.asIndex = this.asIndex;
    return watch;
  }

  /** Those who wait for `key`: always the same, so that who writes it can remember them. */
  dependents(key: Value): Dependents {
    let cells = this.waiting.get(key);
    if (cells === undefined) {
      cells = new Dependents();
      this.waiting.set(key, cells);
    }
    return cells;
  }

  /** `table` has another value for `key`. */
  changed(table: Table, key: Value, value: Value): void {
    this.waiting.get(key)?.changed(table, value);
  }

  /** The table has another metatable, or other keys altogether. */
  changedAltogether(): void {
    for (const cells of this.waiting.values()) cells.forget();
  }
}

/** Those that an {@link Inheritance} depends on. */
export const EVENTS: ReadonlySet<Value> = new Set(["__index", "__newindex", "__eq"]);

/** What `__index` of a metatable is: a table, nothing, or something that must be asked each time. */
type Index = Table | undefined | typeof COMPUTED;
const COMPUTED: unique symbol = Symbol("computed");

export class Inheritance {
  /** Nothing that is known once this is not current. */
  index: Index;
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
  private passing: Dependents | null = null;

  constructor(index: Index, hasNewIndex: boolean, hasEquality: boolean) {
    this.index = index;
    this.hasNewIndex = hasNewIndex;
    this.hasEquality = hasEquality;
  }

  /** The shape with the keys of `shape`, which is of a machine's tree, for a table that inherits this. */
  shapeFor(shape: Shape): Shape {
    if (shape === this.latestFrom) return this.latestShape as Shape;
    this.root ??= shape.rootFor(this);
    const rebased = shape.rebased(this.root);
    // A shape keeps what its tables inherit: classes that follow each other would keep one another.
    if (shape.inheritance === null || shape.inheritance === UNSETTLED) {
      this.latestFrom = shape;
      this.latestShape = rebased;
    }
    return rebased;
  }

  /** What `name` leads to; null where that cannot be remembered. */
  cell(name: string): Cell | null {
    if (this.index === COMPUTED) return null;
    let cell = this.cells.get(name);
    if (cell === undefined) {
      if (this.cells.size >= MOST_NAMES) this.forgetCells();
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
      if (index === COMPUTED) return;
      if (from !== this) {
        from.passing ??= new Dependents();
        from.passing.add(cell);
      }
      if (index === undefined) {
        cell.isNil = true;
        return;
      }
      index.dependents(name).add(cell);
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
    this.forgetCells();
    this.passing?.forget();
    // Instructions go on remembering this for a while.
    this.index = COMPUTED;
    this.root = this.latestFrom = this.latestShape = null;
  }

  private forgetCells(): void {
    for (const cell of this.cells.values()) cell.forget();
    this.cells.clear();
  }
}

/** What a table with a metatable inherits as long as nobody has asked: found out by {@link Table.settled}. */
export const UNSETTLED = new Inheritance(COMPUTED, true, true);
UNSETTLED.isCurrent = false;

/** What tables with `metatable` inherit, if that has been found out. */
export function knownInheritance(metatable: Table): Inheritance | null {
  const { shape } = metatable;
  let known: Inheritance | null;
  if (shape.watch !== null) known = shape.watch.asMetatable;
  else {
    const guarded = shape.isGuarded ? shape : shape.guardedTwin;
    if (guarded === null) return null;
    const index = metatable.getHash("__index");
    if (index instanceof Table) known = index.shape.watch?.asIndex?.get(guarded) ?? null;
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
  else if (watchOfIndex !== undefined) {
    watchOfIndex.asIndex ??= new Map();
    watchOfIndex.asIndex.set(shape, made);
  } else if (index === undefined) shape.withoutIndex = made;
  else shape.withComputedIndex = made;
  return made;
}
