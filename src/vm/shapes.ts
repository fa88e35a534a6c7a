/**
 * Shapes (hidden classes) for the hash part of tables: which key lies in which slot. Tables that got the same string
 * keys in the same order share one shape, so a site in the code can remember a slot by comparing one reference.
 */
import type { Value } from "./values.ts";

/** Above this many keys, or with a key that is no string, a table gets a shape of its own. */
const SHARED_KEYS_LIMIT = 24;

/** Above this many different successors a shape's tables hold data, not records: they stop sharing. */
const SUCCESSORS_LIMIT = 64;

export class Shape {
  readonly slotOf: Map<Value, number>;
  readonly keys: Value[];
  /** True for a shape that belongs to one table and may grow; a shared shape never changes. */
  readonly isPrivate: boolean;
  /** What {@link with} answered last: likely to be asked for again where many tables are alike. */
  latest: Shape | null = null;
  private transitions: Map<string, Shape> | null = null;

  constructor(keys: Value[], isPrivate: boolean) {
    this.keys = keys;
    this.isPrivate = isPrivate;
    this.slotOf = new Map();
    for (let slot = 0; slot < keys.length; slot++) this.slotOf.set(keys[slot], slot);
  }

  /** The shared shape with one more key. */
  with(key: string): Shape {
    this.transitions ??= new Map();
    let next = this.transitions.get(key);
    if (next === undefined) {
      next = new Shape([...this.keys, key], false);
      this.transitions.set(key, next);
    }
    this.latest = next;
    return next;
  }

  /** Whether `key` may be added to this shape's shared successors. */
  canShare(key: Value): key is string {
    if (this.isPrivate || typeof key !== "string" || this.keys.length >= SHARED_KEYS_LIMIT) return false;
    const { transitions } = this;
    return transitions === null || transitions.size < SUCCESSORS_LIMIT || transitions.has(key);
  }
}

/**
 * The shape of every table that has no hash part: the root of a tree that only grows by {@link Shape.with}. It is shared
 * by all machines, and cannot tell one about another: nothing reads a shape but through a table that has it.
 */
export const EMPTY_SHAPE = new Shape([], false);

/** A shape that no table ever has: what an inline cache holds before its first hit. */
export const NO_SHAPE = new Shape([], true);
