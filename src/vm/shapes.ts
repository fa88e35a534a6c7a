/**
 * Shapes (hidden classes) for the hash part of tables: which key lies in which slot. Tables that got the same string
 * keys in the same order share one shape, so a site in the code can remember a slot by comparing one reference.
 */
import type { Value } from "./values.ts";

/** Above this many keys, or with a key that is no string, a table gets a shape of its own. */
const SHARED_KEYS_LIMIT = 24;

/** Above this many different successors a shape's tables hold data, not records: they stop sharing. */
const SUCCESSORS_LIMIT = 64;

/**
 * A private shape belongs to one table, and may grow. A shared shape never changes: one of a tree is for the tables of one
 * machine, and has successors; a fixed one has none, so that machines can share it and none can tell another anything.
 */
type Kind = "tree" | "fixed" | "private";

export class Shape {
  readonly slotOf: Map<Value, number>;
  readonly keys: Value[];
  readonly isPrivate: boolean;
  /** The shape of a table of this one that is cleared. */
  readonly empty: Shape;
  private readonly isFixed: boolean;
  /** Of a private shape: at how many keys its table looks whether some are removed. */
  rebuildAt = 0;
  /** What {@link with} answered last: likely to be asked for again where many tables are alike. */
  latest: Shape | null = null;
  private transitions: Map<string, Shape> | null = null;

  /** @param empty default: this one */
  private constructor(keys: Value[], kind: Kind, empty: Shape | null) {
    this.keys = keys;
    this.isPrivate = kind === "private";
    this.isFixed = kind === "fixed";
    this.empty = empty ?? this;
    this.slotOf = new Map();
    for (let slot = 0; slot < keys.length; slot++) this.slotOf.set(keys[slot], slot);
  }

  /** A shape without keys, from which all others of a machine grow by {@link with}. */
  static root(): Shape {
    return new Shape([], "tree", null);
  }

  static fixed(keys: Value[]): Shape {
    return new Shape(keys, "fixed", keys.length === 0 ? null : EMPTY_SHAPE);
  }

  /** A shape for one table, which has had another before. */
  static own(keys: Value[], before: Shape): Shape {
    return new Shape(keys, "private", before.empty);
  }

  /** A sibling of this root: as if tables had had these keys from the beginning. */
  beginningWith(keys: Value[]): Shape {
    return new Shape(keys, "tree", this);
  }

  /** The shared shape with one more key. */
  with(key: string): Shape {
    this.transitions ??= new Map();
    let next = this.transitions.get(key);
    if (next === undefined) {
      next = new Shape([...this.keys, key], "tree", this.empty);
      this.transitions.set(key, next);
    }
    this.latest = next;
    return next;
  }

  /** Whether `key` may be added to this shape's shared successors. */
  canShare(key: Value): key is string {
    if (this.isPrivate || this.isFixed || typeof key !== "string" || this.keys.length >= SHARED_KEYS_LIMIT)
      return false;
    const { transitions } = this;
    return transitions === null || transitions.size < SUCCESSORS_LIMIT || transitions.has(key);
  }
}

/** The shape of a table without a hash part that was made outside of any machine's tree: its first key makes it private. */
export const EMPTY_SHAPE = Shape.fixed([]);

/** A shape that no table ever has: what an inline cache holds before its first hit. */
export const NO_SHAPE = Shape.own([], EMPTY_SHAPE);
