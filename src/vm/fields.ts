/** Reads and writes of fields by name, through the places where the instruction found them before ({@link FieldCache}). */
import { EVENTS, type Inheritance, NOTHING_INHERITED } from "./inheritance.ts";
import { type FieldCache, FieldPlace, LACKING } from "./instructions.ts";
import { index, setIndex } from "./operators.ts";
import { NO_SHAPE, type Shape } from "./shapes.ts";
import type { State } from "./state.ts";
import { Table } from "./table.ts";
import { isFunction, type Result, type Value } from "./values.ts";

/** Answered where a field must be looked for: nil is an answer of its own. No value of a script. */
export const UNKNOWN: unique symbol = Symbol("unknown");
type Known = Value | typeof UNKNOWN;

/** `object[key]`. The instruction itself has tried the first place of the cache already. */
export function getField(state: State, cache: FieldCache, object: Value, key: string, register: number): Result {
  const known = elsewhere(cache, object);
  if (known !== UNKNOWN) return known;
  let inherited: Known = UNKNOWN;
  if (object instanceof Table) {
    const slot = object.shape.slotOf.get(key) ?? LACKING;
    const own = slot === LACKING ? undefined : object.slots[slot];
    if (own !== undefined) {
      rememberOwn(cache, object.shape, slot);
      return own;
    }
    if (mayWait(cache, object)) return index(state, object, key, register);
    const shape = object.settled();
    inherited = inheritedBy(cache, shape, slot, shape.inheritance, key);
  } else if (typeof object === "string") {
    const inheritance = state.inheritanceOfStrings();
    // A string without `__index` has no fields: that is an error.
    if (inheritance !== null && inheritance.index !== undefined)
      inherited = inheritedBy(cache, NO_SHAPE, LACKING, inheritance, key);
  }
  return inherited === UNKNOWN ? index(state, object, key, register) : inherited;
}

/** What tables of a shape, which have nothing in `slot`, inherit under `key`. */
function inheritedBy(
  cache: FieldCache,
  shape: Shape,
  slot: number,
  inheritance: Inheritance | null,
  key: string,
): Known {
  const cell = inheritance === null ? NOTHING_INHERITED : inheritance.cell(key);
  if (cell === null || (cell.value === undefined && !cell.isNil)) return UNKNOWN;
  if (slot !== LACKING || !shape.isPrivate || shape === NO_SHAPE) add(cache, new FieldPlace(shape, slot, cell));
  return cell.value;
}

/** `object[key] = value`. The instruction itself has tried the first place of the cache already. */
export function setField(
  state: State,
  cache: FieldCache,
  object: Value,
  key: string,
  value: Value,
  register: number,
): Result {
  if (!(object instanceof Table)) return setIndex(state, object, key, value, register);
  if (setElsewhere(cache, object, value)) return undefined;
  const slot = object.shape.slotOf.get(key);
  if (slot !== undefined && object.slots[slot] !== undefined) {
    if (object.shape.isGuarded) setGuarded(cache, object, key, value, slot);
    else {
      rememberOwn(cache, object.shape, slot);
      object.slots[slot] = value;
    }
    return undefined;
  }
  if (mayWait(cache, object)) return setIndex(state, object, key, value, register);
  const shape = object.settled();
  if (shape.inheritance?.hasNewIndex) return setIndex(state, object, key, value, register);
  object.setHash(key, value);
  if (shape.isGuarded) return undefined;
  if (slot !== undefined) add(cache, new FieldPlace(shape, slot, null));
  else if (value !== undefined && shape.isOfTree && object.shape.isOfTree) {
    add(cache, new FieldPlace(shape, LACKING, null, object.shape));
  }
  return undefined;
}

/**
 * Whether it need not be found out yet what a table inherits. That takes as long as many look-ups, and a metatable that makes a table
 * of data another one's `__index` is often for one table. Of classes it must be known before functions are compiled.
 */
function mayWait(cache: FieldCache, { metatable, shape: { inheritance } }: Table): boolean {
  if (metatable === null || inheritance?.isCurrent) return false;
  const index = metatable.getHash("__index");
  return index instanceof Table && isData(index) && ++cache.unsettled % PATIENCE !== 0;
}

const PATIENCE = 4;

function isData({ shape, slots }: Table): boolean {
  if (shape.watch !== null || slots.length > MOST_FIELDS) return false;
  for (const value of slots) if (isFunction(value)) return false;
  return true;
}

/** Of more it is not asked whether they are data. */
const MOST_FIELDS = 24;

/** Writes a field, which is not nil, of a table that others depend on. */
function setGuarded(cache: FieldCache, object: Table, key: string, value: Value, slot: number): void {
  object.setHash(key, value);
  if (EVENTS.has(key)) return;
  const dependents = object.dependents(key);
  add(cache, new FieldPlace(object.shape, slot, null, null, dependents));
}

/** What is found where the instruction found the field before, but for tables of the first place's very shape. */
export function elsewhere(cache: FieldCache, object: Value): Known {
  if (object === undefined) return UNKNOWN;
  // What is no table has no shape. `instanceof` would take as long as all the rest.
  const shape = typeof object === "string" ? NO_SHAPE : ((object as Table).shape as Shape | undefined);
  if (shape === undefined) return UNKNOWN;
  const { key } = cache;
  if (key !== undefined && shape.keys[cache.slot] === key) {
    const value = (object as Table).slots[cache.slot];
    if (value !== undefined) {
      if (!cache.varies) cache.varies = true;
      return value;
    }
  }
  for (let place = cache.next; place !== null; place = place.next) {
    if (place.shape !== shape) continue;
    const { slot, cell } = place;
    if (slot !== LACKING) {
      const value = (object as Table).slots[slot];
      if (value !== undefined) return value;
    }
    if (cell === null) return UNKNOWN;
    return cell.value === undefined && !cell.isNil ? UNKNOWN : cell.value;
  }
  return UNKNOWN;
}

/** As {@link elsewhere}: writes a field; false where it must be looked for. */
export function setElsewhere(cache: FieldCache, object: Table, value: Value): boolean {
  const { shape, slots } = object;
  const { key, slot: first } = cache;
  if (key !== undefined && shape.keys[first] === key && slots[first] !== undefined && !shape.isGuarded) {
    slots[first] = value;
    if (!cache.varies) cache.varies = true;
    return true;
  }
  for (let place = cache.next; place !== null; place = place.next) {
    if (place.shape !== shape) continue;
    const { addedShape, slot } = place;
    const { inheritance } = shape;
    if (addedShape === null) {
      if (object.slots[slot] === undefined && inheritance !== null) {
        if (inheritance.hasNewIndex || !inheritance.isCurrent) return false;
      }
      object.slots[slot] = value;
      place.dependents?.changed(object, value);
    } else {
      if (inheritance !== null && !inheritance.isCurrent) return false;
      if (value !== undefined) object.addSlot(addedShape, value);
    }
    return true;
  }
  return false;
}

/** Keeps where tables of a shape have a field themselves, as the first place. */
function rememberOwn(cache: FieldCache, shape: Shape, slot: number): void {
  if (cache.shape === shape) return;
  if (cache.shape !== NO_SHAPE) add(cache, new FieldPlace(cache.shape, cache.slot, null));
  cache.shape = shape;
  cache.slot = slot;
  cache.key = shape.keys[slot];
}

/** Adds a place in front of the others, and forgets one for the same tables, or those that there are too many of. */
function add(cache: FieldCache, place: FieldPlace): void {
  place.next = cache.next;
  cache.next = place;
  let last = place;
  for (let count = 1; last.next !== null; count++) {
    const { next }: FieldPlace = last;
    if (count >= MOST_PLACES) last.next = null;
    else if (next.shape === place.shape) last.next = next.next;
    else last = next;
  }
}

const MOST_PLACES = 8;
