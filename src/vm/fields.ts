/** Reads and writes of fields by name, through the places where the instruction found them before ({@link FieldCache}). */
import { type FieldCache, FieldPlace, LACKING } from "./instructions.ts";
import { index, setIndex } from "./operators.ts";
import { NO_SHAPE } from "./shapes.ts";
import type { State } from "./state.ts";
import { Table } from "./table.ts";
import type { Result, Value } from "./values.ts";

/** Answered where a field must be looked for: nil is an answer of its own. No value of a script. */
export const UNKNOWN: unique symbol = Symbol("unknown");
type Known = Value | typeof UNKNOWN;

/** `object[key]`. The instruction itself has tried the first place of the cache already. */
export function getField(state: State, cache: FieldCache, object: Value, key: string, register: number): Result {
  const known = elsewhere(state, cache, object);
  if (known !== UNKNOWN) return known;
  if (object instanceof Table) {
    const { shape, metatable } = object;
    const slot = shape.slotOf.get(key) ?? LACKING;
    const own = slot === LACKING ? undefined : object.slots[slot];
    if (own !== undefined) {
      rememberOwn(cache, object, slot);
      return own;
    }
    if (slot !== LACKING || !shape.isPrivate) {
      const value = remember(cache, new FieldPlace(shape, metatable), slot, key);
      if (value !== UNKNOWN) return value;
    } else if (metatable === null) return undefined;
  } else if (typeof object === "string" && state.stringMetatable !== null) {
    const value = remember(cache, new FieldPlace(NO_SHAPE, state.stringMetatable), LACKING, key);
    if (value !== UNKNOWN) return value;
  }
  return index(state, object, key, register);
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
  if (object instanceof Table) {
    if (setElsewhere(cache, object, value)) return undefined;
    const { shape, metatable } = object;
    const slot = shape.slotOf.get(key);
    if (slot !== undefined) {
      if (object.slots[slot] !== undefined || metatable === null) {
        rememberOwn(cache, object, slot);
        object.slots[slot] = value;
        return undefined;
      }
      if (lacksNewIndex(metatable)) {
        if (neverHasNewIndex(metatable)) rememberNil(cache, object, slot);
        object.slots[slot] = value;
        return undefined;
      }
    } else if (metatable === null || lacksNewIndex(metatable)) {
      if (value === undefined) return undefined;
      object.setHash(key, value);
      if (!shape.isPrivate && !object.shape.isPrivate && (metatable === null || neverHasNewIndex(metatable))) {
        const place = new FieldPlace(shape, metatable);
        place.addedShape = object.shape;
        if (metatable !== null) place.metatableShape = metatable.shape;
        add(cache, place);
      }
      return undefined;
    }
  }
  return setIndex(state, object, key, value, register);
}

/** What is found where the instruction found the field before, but for the first place. */
export function elsewhere(state: State, cache: FieldCache, object: Value): Known {
  if (object instanceof Table) {
    const { shape } = object;
    for (let place = cache.next; place !== null; place = place.next) {
      if (place.shape !== shape) continue;
      const { slot } = place;
      if (slot !== LACKING) {
        const value = object.slots[slot];
        if (value !== undefined) return value;
      }
      if (place.metatable !== object.metatable) continue;
      const value = inherited(place);
      if (value !== UNKNOWN) return value;
    }
  } else if (typeof object === "string") {
    for (let place = cache.next; place !== null; place = place.next) {
      if (place.shape === NO_SHAPE && place.metatable === state.stringMetatable) return inherited(place);
    }
  }
  return UNKNOWN;
}

/** Writes a field where the instruction wrote it before, but for the first place; false where it must be looked for. */
export function setElsewhere(cache: FieldCache, object: Table, value: Value): boolean {
  const { shape, metatable } = object;
  for (let place = cache.next; place !== null; place = place.next) {
    if (place.shape !== shape) continue;
    const { addedShape, slot } = place;
    if (addedShape === null && object.slots[slot] !== undefined) {
      object.slots[slot] = value;
      return true;
    }
    if (place.metatable !== metatable) continue;
    if (metatable !== null && metatable.shape !== place.metatableShape) continue;
    if (addedShape === null) object.slots[slot] = value;
    else if (value !== undefined) object.addSlot(addedShape, value);
    return true;
  }
  return false;
}

function lacksNewIndex(metatable: Table): boolean {
  return metatable.getHash("__newindex") === undefined;
}

/** Whether each table of this shape {@link lacksNewIndex}. */
function neverHasNewIndex({ shape }: Table): boolean {
  return !shape.isPrivate && !shape.slotOf.has("__newindex");
}

/** Keeps where `object` has a field itself, as the first place. */
function rememberOwn(cache: FieldCache, { shape, metatable }: Table, slot: number): void {
  if (cache.shape === shape) return;
  if (cache.shape !== NO_SHAPE) {
    const place = new FieldPlace(cache.shape, metatable);
    place.slot = cache.slot;
    add(cache, place);
  }
  cache.shape = shape;
  cache.slot = slot;
}

/** Keeps where `object` has a field that may be nil when it is written, and a metatable that never has `__newindex`. */
function rememberNil(cache: FieldCache, { shape, metatable }: Table, slot: number): void {
  const place = new FieldPlace(shape, metatable);
  place.slot = slot;
  if (metatable !== null) place.metatableShape = metatable.shape;
  add(cache, place);
}

/** Keeps what `place` leads to, where that can be told; the table itself has nothing in `slot`. */
function remember(cache: FieldCache, place: FieldPlace, slot: number, key: string): Known {
  place.slot = slot;
  const value = findInherited(place, key);
  if (value !== UNKNOWN) add(cache, place);
  return value;
}

/** Adds a place in front of the others, and forgets one for the same tables, or those that there are too many of. */
function add(cache: FieldCache, place: FieldPlace): void {
  place.next = cache.next;
  cache.next = place;
  let last = place;
  for (let count = 1; last.next !== null; count++) {
    const { next }: FieldPlace = last;
    if (count >= MOST_PLACES) last.next = null;
    else if (next.shape === place.shape && next.metatable === place.metatable) last.next = next.next;
    else last = next;
  }
}

const MOST_PLACES = 8;

/** The value that the remembered chain of `__index` tables leads to, if the chain still stands. */
function inherited(place: FieldPlace): Known {
  const { metatable, holder } = place;
  if (metatable === null) return undefined;
  if (metatable.shape !== place.metatableShape) return UNKNOWN;
  if (holder === null) return place.indexSlot === LACKING ? undefined : UNKNOWN;
  if (metatable.slots[place.indexSlot] !== holder || holder.shape !== place.holderShape) return UNKNOWN;
  if (place.holderSlot !== LACKING) {
    const value = holder.slots[place.holderSlot];
    if (value !== undefined) return value;
  }
  const { metatable2, holder2 } = place;
  if (holder.metatable !== metatable2) return UNKNOWN;
  if (metatable2 === null) return undefined;
  if (metatable2.shape !== place.metatable2Shape) return UNKNOWN;
  if (holder2 === null) return place.indexSlot2 === LACKING ? undefined : UNKNOWN;
  if (metatable2.slots[place.indexSlot2] !== holder2 || holder2.shape !== place.holder2Shape) return UNKNOWN;
  if (place.holderSlot2 !== LACKING) {
    const value = holder2.slots[place.holderSlot2];
    if (value !== undefined) return value;
  }
  return holder2.metatable === null ? undefined : UNKNOWN;
}

/** Looks up one and two levels of `__index` tables and remembers the way; what that leads to, if it can be told. */
function findInherited(place: FieldPlace, key: string): Known {
  const { metatable } = place;
  if (metatable === null) return undefined;
  place.metatableShape = metatable.shape;
  const indexSlot = metatable.shape.slotOf.get("__index");
  if (indexSlot === undefined) return metatable.shape.isPrivate ? UNKNOWN : undefined;
  place.indexSlot = indexSlot;
  const holder = metatable.slots[indexSlot];
  if (!(holder instanceof Table)) return UNKNOWN;
  place.holder = holder;
  place.holderShape = holder.shape;
  place.holderSlot = holder.shape.slotOf.get(key) ?? LACKING;
  if (place.holderSlot === LACKING && holder.shape.isPrivate) return UNKNOWN;
  place.metatable2 = holder.metatable;
  const { metatable2 } = place;
  if (metatable2 !== null) {
    place.metatable2Shape = metatable2.shape;
    place.indexSlot2 = metatable2.shape.slotOf.get("__index") ?? LACKING;
    const holder2 = place.indexSlot2 === LACKING ? undefined : metatable2.slots[place.indexSlot2];
    if (place.indexSlot2 === LACKING && metatable2.shape.isPrivate) place.metatable2Shape = NO_SHAPE;
    if (holder2 instanceof Table) {
      place.holderSlot2 = holder2.shape.slotOf.get(key) ?? LACKING;
      place.holder2 = holder2;
      if (place.holderSlot2 !== LACKING || !holder2.shape.isPrivate) place.holder2Shape = holder2.shape;
    }
  }
  return inherited(place);
}
