/** Reads and writes of fields by name, through the places where the instruction found them before ({@link FieldCache}). */
import { type FieldCache, FieldPlace, Inherited, LACKING } from "./instructions.ts";
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
function inherited({ metatable: expected, inherited: first }: FieldPlace): Known {
  if (first === null && expected !== null) return UNKNOWN;
  for (let link = first; link !== null; ) {
    const { metatable, holder, next } = link;
    if (metatable.shape !== link.metatableShape) return UNKNOWN;
    if (holder === null) return undefined;
    if (metatable.slots[link.indexSlot] !== holder || holder.shape !== link.holderShape) return UNKNOWN;
    if (link.holderSlot !== LACKING) {
      const value = holder.slots[link.holderSlot];
      if (value !== undefined) return value;
    }
    if (holder.metatable !== (next === null ? null : next.metatable)) return UNKNOWN;
    link = next;
  }
  return undefined;
}

/** Follows `__index` tables, and remembers the way; what that leads to, if it can be told. */
function findInherited(place: FieldPlace, key: string): Known {
  let last: Inherited | null = null;
  let { metatable } = place;
  for (let level = 0; metatable !== null; level++) {
    const { shape } = metatable;
    const indexSlot = shape.slotOf.get("__index") ?? LACKING;
    const index = indexSlot === LACKING ? null : metatable.slots[indexSlot];
    const holder = index instanceof Table ? index : null;
    if (level === MOST_LEVELS || holder !== index || (index === null && shape.isPrivate)) return UNKNOWN;
    const holderSlot = holder?.shape.slotOf.get(key) ?? LACKING;
    if (holderSlot === LACKING && holder?.shape.isPrivate) return UNKNOWN;
    const link = new Inherited(metatable, indexSlot, holder, holderSlot);
    if (last === null) place.inherited = link;
    else last.next = link;
    if (holder === null) return undefined;
    const value = holderSlot === LACKING ? undefined : holder.slots[holderSlot];
    if (value !== undefined) return value;
    last = link;
    metatable = holder.metatable;
  }
  return undefined;
}

/** Longer chains of `__index` tables are followed each time. */
const MOST_LEVELS = 8;
