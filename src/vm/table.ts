/**
 * Lua's table: an array part for the keys 1..n, and a hash part of slots laid out by a {@link Shape}.
 *
 * Everything here is raw access; metamethods are in operators.ts.
 */
import { MemoryError } from "./errors.ts";
import { type Dependents, EVENTS, inheritanceOf, knownInheritance, UNSETTLED, Watch } from "./inheritance.ts";
import { EMPTY_SHAPE, Shape } from "./shapes.ts";
import type { Value } from "./values.ts";

/** Shared by empty tables and never written: a table gets arrays of its own at its first write. */
const NO_VALUES: Value[] = [];

/** V8 ends the process where an array grows beyond 2^27 elements, and it grows by half. */
export const LONGEST_ARRAY = 2 ** 26;
/** A key further behind the array part than this is kept in the hash part, though LuaJIT may have room for it in its array. */
const MOST_HOLES = 1024;
/** V8's Map holds no more. */
const MOST_KEYS = 2 ** 24;

/** An entry of a table, as {@link Table.next} finds it. */
export interface Entry {
  key: Value;
  value: Value;
  /** How many places of removed entries were passed on the way, this time and before: whoever charges for them sets it to 0. */
  passed: number;
}

export class Table {
  /** Changed by {@link setMetatable}, because the shape goes with it. */
  readonly metatable: Table | null = null;
  /**
   * Where each hash key lies in {@link slots}, and what the table inherits. An `undefined` slot is a key that was removed, or not
   * set yet.
   */
  shape: Shape;
  /** As long as the shape has keys, or longer. */
  slots: Value[] = NO_VALUES;
  /** The values of 1..n. The last one is never nil; one in between may be. */
  array: Value[] = NO_VALUES;
  /** How many keys of the hash part are numbers, removed ones included: 0 lets integer reads skip the hash part. */
  private hashNumbers = 0;
  /** For how many keys LuaJIT's array part has room, where that is known and they are no more: else it is for 2^n. */
  private room = 0;
  /** A key within the array part may have been set to nil: then `#` must look for a border. */
  hasHoles = false;
  /** The slot that `next` answered last, so that a traversal needs no look-up. */
  private lastSlot = 0;

  /** @param shape an empty one: of tables that scripts fill, their machine's ({@link State.emptyShape}) */
  constructor(shape: Shape = EMPTY_SHAPE) {
    this.shape = shape;
  }

  /** A table with room for the fields of a shared shape, all nil. */
  static ofShape(shape: Shape): Table {
    const table = new Table(shape);
    const { length } = shape.keys;
    if (length > 0) table.slots = blank(length, undefined);
    return table;
  }

  /** A table with `values` as 1..n; the array becomes the table's own. */
  static fromArray(values: Value[]): Table {
    const table = new Table();
    table.setArray(values);
    return table;
  }

  /** A table with just the keys of a shared shape; `slots`, a value for each, becomes the table's own. */
  static fromSlots(shape: Shape, slots: Value[]): Table {
    const table = new Table(shape);
    table.slots = slots;
    return table;
  }

  /**
   * As {@link fromArray}, with `zero` under the key 0 besides: what a match of a regular expression is. None may be nil.
   * @param shape whose one key is 0
   */
  static withZero(shape: Shape, zero: Value, values: Value[]): Table {
    const table = new Table(shape);
    if (values.length > 0) table.array = values;
    table.slots = [zero];
    table.hashNumbers = 1;
    return table;
  }

  /**
   * Replaces the array part of a new table by `values`, which becomes the table's own.
   * @param room for so many keys, or more
   */
  setArray(values: Value[], room = 0): void {
    this.room = room;
    let length = values.length;
    while (length > 0 && values[length - 1] === undefined) length--;
    values.length = length;
    if (length > 0) this.array = values;
  }

  get(key: Value): Value {
    if (typeof key === "number") {
      const array = this.array;
      if (key > 0 && key <= array.length && (key | 0) === key) return array[key - 1];
      if (this.hashNumbers === 0) return undefined;
    }
    return this.getHash(key);
  }

  /** Reads a key of the hash part: for strings, what {@link get} does, without asking. */
  getHash(key: Value): Value {
    const slot = this.shape.slotOf.get(key);
    return slot === undefined ? undefined : this.slots[slot];
  }

  /** Writes without metamethods. `key` must be neither nil nor NaN. */
  set(key: Value, value: Value): void {
    if (typeof key === "number") {
      const array = this.array;
      const length = array.length;
      if (key > 0 && key <= length && (key | 0) === key) {
        if (value !== undefined) array[key - 1] = value;
        else if (key === length) this.popLast();
        else {
          array[key - 1] = undefined;
          this.hasHoles = true;
        }
        return;
      }
      if (key === length + 1 && value !== undefined) {
        if (array === NO_VALUES) this.array = [value];
        else if (length < LONGEST_ARRAY) array.push(value);
        else throw new MemoryError();
        if (this.hashNumbers !== 0) this.adoptFromHash();
        return;
      }
      if (value === undefined && this.hashNumbers === 0) return;
      if (value !== undefined && this.joinsArray(key)) {
        this.extend(key, value);
        return;
      }
    }
    this.setHash(key, value);
  }

  /** As {@link set}, for one of the first keys of a table that the reference makes with room for them: other keys before it may be free. */
  setEarly(key: number, value: Value): void {
    if (value !== undefined && key > this.array.length && this.hashNumbers === 0) {
      this.extend(key, value);
    } else this.set(key, value);
  }

  /** Makes `key`, which lies behind the array part, its last one. */
  private extend(key: number, value: Value): void {
    if (this.array === NO_VALUES) this.array = [];
    const { array } = this;
    if (array.length < key - 1) this.hasHoles = true;
    while (array.length < key - 1) array.push(undefined);
    array.push(value);
  }

  /** Writes a key of the hash part: for strings, what {@link set} does, without asking. */
  setHash(key: Value, value: Value): void {
    const { shape } = this;
    if (shape.isGuarded) {
      this.setGuarded(key, value);
      return;
    }
    const slot = shape.slotOf.get(key);
    if (slot !== undefined) {
      this.slots[slot] = value;
      return;
    }
    if (value !== undefined) this.addKey(key, value);
  }

  /** As {@link setHash}, where others depend on what the table holds. */
  private setGuarded(key: Value, value: Value): void {
    const slot = this.shape.slotOf.get(key);
    // What is there already: many constructors of objects write __index each time.
    if (Object.is(value, slot === undefined ? undefined : this.slots[slot])) return;
    if (EVENTS.has(key)) knownInheritance(this)?.end();
    if (slot !== undefined) this.slots[slot] = value;
    else {
      this.watched();
      this.addKey(key, value);
    }
    this.shape.watch?.changed(this, key, value);
  }

  /** @param metatable null: none */
  setMetatable(metatable: Table | null): void {
    if (metatable === this.metatable) return;
    (this as { metatable: Table | null }).metatable = metatable;
    const known = metatable === null ? null : knownInheritance(metatable);
    // Which may be this table itself: its shape is looked at after that.
    if (known !== null) metatable?.guarded();
    if (this.shape.isGuarded) this.watched().changedAltogether();
    this.shape = metatable !== null && known === null ? this.shape.unsettled(UNSETTLED) : this.shape.inheriting(known);
  }

  /** The shape, with what the table inherits: where that was not known, it is found out. */
  settled(): Shape {
    const { metatable } = this;
    if (metatable !== null && !this.shape.inheritance?.isCurrent) {
      const inheritance = inheritanceOf(metatable);
      this.shape = this.shape.inheriting(inheritance);
    }
    return this.shape;
  }

  /** Sees to it that no change of the table goes unnoticed, and answers its shape. */
  guarded(): Shape {
    const { shape } = this;
    if (!shape.isGuarded) {
      const guarded = shape.guarded();
      if (guarded === null) this.watched();
      else this.shape = guarded;
    }
    return this.shape;
  }

  /** Who must hear of changes of the table. */
  watched(): Watch {
    const { shape, slots } = this;
    if (shape.watch !== null) return shape.watch;
    const watch = new Watch();
    watch.asMetatable = knownInheritance(this);
    this.shape = shape.watchedBy(watch);
    if (!shape.isPrivate) this.slots = slots.slice(0, shape.keys.length);
    return watch;
  }

  /** Those who must hear of changes of one key. */
  dependents(key: Value): Dependents {
    const watch = this.watched();
    if (!watch.isFull) return watch.dependents(key);
    const emptied = watch.emptied();
    // With it the shape is another one, by which nobody has remembered who waits.
    this.shape = this.shape.watchedBy(emptied);
    return emptied.dependents(key);
  }

  /** Has everything forgotten that others remember of what the table holds. */
  haveForgotten(): void {
    const { shape } = this;
    if (!shape.isGuarded) return;
    knownInheritance(this)?.end();
    shape.watch?.changedAltogether();
  }

  /** The border that `#` answers without metamethods. */
  length(): number {
    const length = this.array.length;
    if (length > 0) return this.hasHoles ? this.borderAmongHoles() : length;
    this.hasHoles = false;
    if (this.hashNumbers === 0) return 0;
    let border = 0;
    while (this.getHash(border + 1) !== undefined) border++;
    return border;
  }

  /**
   * The entry after `key` in the order of traversal (undefined: the first), written to `entry`.
   * @returns false after the last one; undefined where `key` is not in the table
   */
  next(key: Value, entry: Entry): boolean | undefined {
    let slot = 0;
    let first = 0;
    const array = this.array;
    if (key === undefined || (typeof key === "number" && key > 0 && key <= array.length && (key | 0) === key)) {
      first = key === undefined ? 0 : (key as number);
      for (let index = first; index < array.length; index++) {
        if (array[index] !== undefined) {
          entry.key = index + 1;
          entry.value = array[index];
          if (index > first) entry.passed += index - first;
          return true;
        }
      }
      first -= array.length;
    } else if (this.shape.keys[this.lastSlot] === key) {
      slot = this.lastSlot + 1;
      first = slot;
    } else {
      const found = this.shape.slotOf.get(key);
      if (found !== undefined) slot = found + 1;
      else if (typeof key !== "number" || !this.hasRoomFor(key)) return undefined;
      else if (key === 0) return this.next(undefined, entry);
      first = slot;
    }
    const { slots } = this;
    const { keys } = this.shape;
    const { length } = keys;
    for (; slot < length; slot++) {
      const value = slots[slot];
      if (value !== undefined) {
        this.lastSlot = slot;
        entry.key = keys[slot];
        entry.value = value;
        if (slot > first) entry.passed += slot - first;
        return true;
      }
    }
    entry.passed += length - first;
    entry.key = undefined;
    entry.value = undefined;
    return false;
  }

  /**
   * The quick way of a traversal by {@link next}: answers the key, and writes the value alone.
   * @returns undefined where `key` is not the string that was answered last, or the place after it is not in use
   */
  keyAfter(key: string, entry: Entry): Value {
    const slot = this.lastSlot + 1;
    const { keys } = this.shape;
    if (slot >= keys.length || keys[slot - 1] !== key) return undefined;
    const value = this.slots[slot];
    if (value === undefined) return undefined;
    this.lastSlot = slot;
    entry.value = value;
    return keys[slot];
  }

  /** Removes every entry and keeps the metatable. */
  clear(): void {
    const { metatable, shape } = this;
    this.room = this.capacity;
    this.hasHoles = false;
    this.haveForgotten();
    if (shape.watch !== null) {
      // Who depends on the table still does.
      this.shape = Shape.own([], shape);
      this.slots = [];
    } else {
      this.shape = shape.empty;
      if (metatable !== null) this.shape = this.shape.unsettled(UNSETTLED);
      this.slots = NO_VALUES;
    }
    this.array = NO_VALUES;
    this.hashNumbers = 0;
    this.lastSlot = 0;
  }

  /** The array part has grown by one: what follows it in the hash part joins it. */
  adoptFromHash(): void {
    const { array, slots } = this;
    const { keys, slotOf } = this.shape;
    for (let key = array.length; ; key++) {
      const slot = slotOf.get(key);
      const value = slot === undefined ? undefined : slots[slot];
      if (key > array.length) {
        if (value === undefined) return;
        array.push(value);
      }
      if (slot === undefined) continue;
      // A traversal must not find the place that the key had.
      slotOf.delete(key);
      keys[slot] = undefined;
      slots[slot] = undefined;
    }
  }

  /** Adds one value whose key is what `shape` has more than the table's present, shared one. */
  addSlot(shape: Shape, value: Value): void {
    this.shape = shape;
    const { slots } = this;
    const slot = shape.keys.length - 1;
    if (slot < slots.length) slots[slot] = value;
    else this.slots = grown(slots, value, undefined);
  }

  private addKey(key: Value, value: Value): void {
    const shape = this.shape;
    if (shape.canShare(key)) {
      this.addSlot(shape.with(key), value);
      return;
    }
    if (!shape.isPrivate) this.takePrivateShape();
    else if (shape.keys.length >= shape.rebuildAt) this.rebuild();
    const { keys, slotOf } = this.shape;
    const slot = keys.length;
    if (slot >= MOST_KEYS) throw new MemoryError();
    if (typeof key === "number") {
      this.hashNumbers++;
      if (key === 0) key = 0; // -0 and 0 are one key
    }
    slotOf.set(key, slot);
    keys.push(key);
    this.slots.push(value);
  }

  /** Drops keys without values. Where there are none, nothing is gained by another shape until there are twice as many. */
  private rebuild(): void {
    const { slots } = this;
    for (let slot = 0; slot < slots.length; slot++) {
      if (slots[slot] === undefined) {
        this.takePrivateShape();
        return;
      }
    }
    this.shape.rebuildAt = slots.length * 2;
  }

  /** Gives the table a shape of its own that holds just the keys that are there. */
  private takePrivateShape(): void {
    const { keys } = this.shape;
    const liveKeys: Value[] = [];
    const liveSlots: Value[] = [];
    let numbers = 0;
    for (let slot = 0; slot < keys.length; slot++) {
      if (this.slots[slot] === undefined) continue;
      liveKeys.push(keys[slot]);
      liveSlots.push(this.slots[slot]);
      if (typeof keys[slot] === "number") numbers++;
    }
    this.shape = Shape.own(liveKeys, this.shape);
    this.slots = liveSlots;
    this.hashNumbers = numbers;
    this.shape.rebuildAt = Math.max(16, liveSlots.length * 2);
  }

  /**
   * Whether a new key behind the array part becomes the last of a larger array part, with holes before it: LuaJIT has array
   * parts of 2^n keys, and makes one where more than a quarter of them are in use. (`t[1] = 1 t[2] = 2 t[4] = 4`: `#t` is 4.)
   * Or there was room for it already.
   * Its other holes are of no consequence for `#`, and stay in the hash part here.
   */
  private joinsArray(key: number): boolean {
    if (this.hashNumbers === 0 && key <= this.room && key <= this.array.length + MOST_HOLES && Number.isInteger(key)) {
      return key > 0;
    }
    if (this.shape.keys.length > 0) return false;
    if (!(key >= 2 && key < LONGEST_ARRAY && (key & (key - 1)) === 0) || !Number.isInteger(key)) return false;
    const { array } = this;
    let used = 1;
    for (const value of array) if (value !== undefined) used++;
    return used > key / 4;
  }

  /**
   * Whether a number without a value lies in what LuaJIT has as the array part (0 included), where `next` takes every key: a
   * traversal that clears what it passes goes on. Array parts that have grown have room for 2^n keys.
   */
  private hasRoomFor(key: number): boolean {
    const { capacity } = this;
    return capacity > 0 && key >= 0 && key <= capacity && Number.isInteger(key);
  }

  /** For how many keys LuaJIT's array part has room. */
  private get capacity(): number {
    const { length } = this.array;
    return length > this.room ? 2 ** Math.ceil(Math.log2(length)) : this.room;
  }

  /** The border that LuaJIT's search finds in an array part of which not all is in use. */
  private borderAmongHoles(): number {
    const { array } = this;
    let high = this.capacity;
    if (array.length === high) return high;
    let low = 0;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (array[middle - 1] === undefined) high = middle;
      else low = middle;
    }
    return low;
  }

  /** `table.new`: the array part is to have so many keys. */
  expect(elements: number): void {
    this.room = elements;
  }

  /** Takes the last value of the array part away, and the nils before it. */
  popLast(): void {
    const array = this.array;
    if (array.length > this.room) this.room = this.capacity;
    array.pop();
    while (array.length > 0 && array[array.length - 1] === undefined) array.pop();
  }
}

/** `size` times nil. `U` is nil: a parameter, because the engine shares the elements of constant literals until the first write. */
function blank(size: number, U: undefined): Value[] {
  switch (size) {
    case 1:
      return [U];
    case 2:
      return [U, U];
    case 3:
      return [U, U, U];
    case 4:
      return [U, U, U, U];
    case 5:
      return [U, U, U, U, U];
    case 6:
      return [U, U, U, U, U, U];
    case 7:
      return [U, U, U, U, U, U, U];
    case 8:
      return [U, U, U, U, U, U, U, U];
    default:
      return new Array<Value>(size).fill(U);
  }
}

/**
 * `slots`, which are all in use, with `value` behind them. The engine would give the second of an array's elements room for
 * fifteen more: a small record would take three times its size.
 * @param U nil, see {@link blank}
 */
function grown(slots: Value[], value: Value, U: undefined): Value[] {
  if (slots.length === 0) return [value, U, U, U];
  if (slots.length === 4) return [slots[0], slots[1], slots[2], slots[3], value, U, U, U];
  slots.push(value);
  return slots;
}
