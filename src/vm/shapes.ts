/**
 * Shapes (hidden classes) of tables: which key of the hash part lies in which slot, and what the table inherits by its metatable.
 * Tables that got the same string keys in the same order, and inherit the same, share one shape: so a site in the code remembers
 * by one reference where a field lies, in the table or above it.
 */
import type { Inheritance, Watch } from "./inheritance.ts";
import type { Value } from "./values.ts";

/** Above this many keys, or with a key that is no string, a table gets a shape of its own. */
const SHARED_KEYS_LIMIT = 24;

/** Above this many different successors a shape's tables hold data, not records: they stop sharing. */
const SUCCESSORS_LIMIT = 64;

/** A tree does not grow beyond so many shapes: data can come with the same keys in ever other order. */
const TREE_LIMIT = 2 ** 15;

/** What grows from one root. */
interface Tree {
  shapes: number;
}

/**
 * A private shape belongs to one table, and may grow. A shared shape never changes: one of a tree is for the tables of one
 * machine, and has successors; a fixed one has none, so that machines can share it and none can tell another anything.
 */
type Kind = Tree | "fixed" | "private";

export class Shape {
  readonly slotOf: Map<Value, number>;
  readonly keys: Value[];
  readonly isPrivate: boolean;
  /** What the tables inherit; null where they have no metatable. */
  readonly inheritance: Inheritance | null;
  /** The shape of a table of this one that is cleared, and has no metatable. */
  readonly empty: Shape;
  /** Others depend on what the tables hold ({@link Inheritance}): instructions remember the shape for reading alone. */
  readonly isGuarded: boolean;
  /** Where it grows; null where it is private or fixed. */
  private readonly tree: Tree | null;
  /** Of a private shape: at how many keys its table looks whether some are removed. */
  rebuildAt = 0;
  /** Of a private, guarded shape: who depends on its table. */
  readonly watch: Watch | null;
  /** The guarded one with the same keys that tables of this shape get as metatables. */
  guardedTwin: Shape | null = null;
  /** Of a guarded, shared shape: what is inherited by metatables of it without `__index`, or with a function there. */
  withoutIndex: Inheritance | null = null;
  withComputedIndex: Inheritance | null = null;
  /** What {@link with} answered last: likely to be asked for again where many tables are alike. */
  latest: Shape | null = null;
  private transitions: Map<string, Shape> | null = null;
  /** Of a shape of a tree: the one with the same keys of tables whose inheritance has not been found out. */
  private unsettledTwin: Shape | null = null;

  /** @param empty default: this one */
  private constructor(
    keys: Value[],
    slotOf: Map<Value, number>,
    kind: Kind,
    inheritance: Inheritance | null,
    empty: Shape | null,
    isGuarded = false,
    watch: Watch | null = null,
  ) {
    this.keys = keys;
    this.slotOf = slotOf;
    this.isPrivate = kind === "private";
    this.tree = typeof kind === "object" ? kind : null;
    this.inheritance = inheritance;
    this.isGuarded = isGuarded;
    this.watch = watch;
    this.empty = empty ?? this;
  }

  /** A shape without keys, from which all others of a machine grow by {@link with}. */
  static root(): Shape {
    return new Shape([], new Map(), { shapes: 1 }, null, null);
  }

  static fixed(keys: Value[]): Shape {
    return new Shape(keys, slotsOf(keys), "fixed", null, keys.length === 0 ? null : EMPTY_SHAPE);
  }

  /** A shape with these keys for one table, which has had another before. */
  static own(keys: Value[], { inheritance, empty, isGuarded, watch }: Shape): Shape {
    return new Shape(keys, slotsOf(keys), "private", inheritance, empty, isGuarded, watch);
  }

  /** A sibling of this root: as if tables had had these keys from the beginning. */
  beginningWith(keys: Value[]): Shape {
    return new Shape(keys, slotsOf(keys), { shapes: 1 }, null, this);
  }

  /** The shared shape with one more key, which it {@link canShare}. */
  with(key: string): Shape {
    this.transitions ??= new Map();
    let next = this.transitions.get(key);
    if (next === undefined) {
      const keys = [...this.keys, key];
      const tree = this.tree as Tree;
      tree.shapes++;
      next = new Shape(keys, slotsOf(keys), tree, this.inheritance, this.empty);
      this.transitions.set(key, next);
    }
    this.latest = next;
    return next;
  }

  /** Whether `key` may be added to this shape's shared successors. */
  canShare(key: Value): key is string {
    const { tree, transitions } = this;
    if (tree === null || typeof key !== "string" || this.keys.length >= SHARED_KEYS_LIMIT) return false;
    if (tree.shapes < TREE_LIMIT && (transitions === null || transitions.size < SUCCESSORS_LIMIT)) return true;
    return transitions?.has(key) === true;
  }

  /** Whether the shape is a machine's, and shared: only such can promise that a table lacks a field, and have successors. */
  get isOfTree(): boolean {
    return this.tree !== null;
  }

  /** The shape with the same keys of a table that inherits something else. */
  inheriting(inheritance: Inheritance | null): Shape {
    if (inheritance === this.inheritance) return this;
    if (this.isPrivate) {
      // The keys go over: nobody has the old shape any more.
      const own = new Shape(this.keys, this.slotOf, "private", inheritance, this.empty, this.isGuarded, this.watch);
      own.rebuildAt = this.rebuildAt;
      return own;
    }
    if (!this.isOfTree) return this.alone(inheritance);
    return inheritance === null ? this.rebased(this.empty) : inheritance.shapeFor(this);
  }

  /** As {@link inheriting}, where what the table inherits is not known yet. */
  unsettled(unsettled: Inheritance): Shape {
    if (!this.isOfTree) return this.inheriting(unsettled);
    const { empty } = this;
    empty.unsettledTwin ??= empty.rootFor(unsettled);
    this.unsettledTwin ??= this.rebased(empty.unsettledTwin);
    return this.unsettledTwin;
  }

  /** The same keys without successors, for tables that inherit something else. */
  alone(inheritance: Inheritance | null, isGuarded = false): Shape {
    return new Shape(this.keys, this.slotOf, "fixed", inheritance, this.empty, isGuarded);
  }

  /** The shape with this one's keys in the tree of another root. */
  rebased(root: Shape): Shape {
    let shape = root;
    for (const key of this.keys) {
      if (!shape.canShare(key)) return this.alone(root.inheritance);
      shape = shape.with(key);
    }
    return shape;
  }

  /** A root for the tables that inherit this. */
  rootFor(inheritance: Inheritance): Shape {
    return new Shape([], new Map(), { shapes: 1 }, inheritance, this.empty);
  }

  /** The guarded shape with the same keys that all tables of this one can share; null where there is none. */
  guarded(): Shape | null {
    if (!this.isOfTree || this.inheritance !== null) return null;
    this.guardedTwin ??= this.alone(null, true);
    return this.guardedTwin;
  }

  /** The shape of a table that is watched. */
  watchedBy(watch: Watch): Shape {
    const { isPrivate, keys, slotOf } = this;
    const own = isPrivate
      ? new Shape(keys, slotOf, "private", this.inheritance, this.empty, true, watch)
      : new Shape([...keys], new Map(slotOf), "private", this.inheritance, this.empty, true, watch);
    own.rebuildAt = this.rebuildAt;
    return own;
  }
}

function slotsOf(keys: readonly Value[]): Map<Value, number> {
  const slotOf = new Map<Value, number>();
  for (let slot = 0; slot < keys.length; slot++) slotOf.set(keys[slot], slot);
  return slotOf;
}

/** The shape of a table without a hash part that was made outside of any machine's tree: its first key makes it private. */
export const EMPTY_SHAPE = Shape.fixed([]);

/** A shape that no table ever has: what an inline cache holds before its first hit. */
export const NO_SHAPE = Shape.own([], EMPTY_SHAPE);
