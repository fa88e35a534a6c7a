/** Reads and writes of fields by name, through the places where the instruction found them before ({@link FieldCache}). */
import { type FieldCache, FieldPlace } from "./instructions.ts";
import { index, setIndex } from "./operators.ts";
import { NO_SHAPE } from "./shapes.ts";
import type { State } from "./state.ts";
import { Table } from "./table.ts";
import type { Result, Value } from "./values.ts";

/** `object[key]`. The instruction itself has tried the first place of the cache already. */
export function getField(state: State, cache: FieldCache, object: Value, key: string, register: number): Result {
  const known = elsewhere(state, cache, object);
  if (known !== undefined) return known;
  if (object instanceof Table) {
    const { shape, metatable } = object;
    const slot = shape.slotOf.get(key);
    if (slot !== undefined) {
      const value = object.slots[slot];
      if (value !== undefined) {
        rememberOwn(cache, object, slot);
        return value;
      }
    } else if (!shape.isPrivate) {
      const place = new FieldPlace(shape, metatable);
      if (metatable === null) return undefined;
      const value = findInherited(place, metatable, key);
      if (value !== undefined) {
        add(cache, place);
        return value;
      }
    } else if (metatable === null) return undefined;
  } else if (typeof object === "string" && state.stringMetatable !== null) {
    const metatable = state.stringMetatable;
    const place = new FieldPlace(NO_SHAPE, metatable);
    const value = findInherited(place, metatable, key);
    if (value !== undefined) {
      add(cache, place);
      return value;
    }
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
    } else if (metatable === null || lacksNewIndex(metatable)) {
      if (value === undefined) return undefined;
      object.setHash(key, value);
      if (!shape.isPrivate && !object.shape.isPrivate && (metatable === null || !metatable.shape.isPrivate)) {
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

/** What is found where the instruction found a field before, but for the first place; undefined where it must be looked for. */
export function elsewhere(state: State, cache: FieldCache, object: Value): Value {
  if (object instanceof Table) {
    const { shape } = object;
    for (let place = cache.next; place !== null; place = place.next) {
      if (place.shape !== shape) continue;
      if (place.holder === null) return object.slots[place.slot];
      if (place.metatable === object.metatable) return inheritedValue(place);
    }
  } else if (typeof object === "string") {
    for (let place = cache.next; place !== null; place = place.next) {
      if (place.shape === NO_SHAPE && place.metatable === state.stringMetatable) return inheritedValue(place);
    }
  }
  return undefined;
}

/** Writes a field where the instruction wrote it before, but for the first place; false where it must be looked for. */
export function setElsewhere(cache: FieldCache, object: Table, value: Value): boolean {
  const { shape, metatable } = object;
  for (let place = cache.next; place !== null; place = place.next) {
    if (place.shape !== shape) continue;
    const { addedShape } = place;
    if (addedShape === null) {
      if (object.slots[place.slot] === undefined) return false;
      object.slots[place.slot] = value;
      return true;
    }
    if (place.metatable !== metatable || value === undefined) continue;
    if (metatable !== null && metatable.shape !== place.metatableShape) continue;
    object.addSlot(addedShape, value);
    return true;
  }
  return false;
}

function lacksNewIndex(metatable: Table): boolean {
  return metatable.getHash("__newindex") === undefined;
}

/** Keeps where `object` has a field itself, as the first place. */
function rememberOwn(cache: FieldCache, { shape, metatable }: Table, slot: number): void {
  if (cache.shape !== NO_SHAPE) {
    const place = new FieldPlace(cache.shape, metatable);
    place.slot = cache.slot;
    add(cache, place);
  }
  cache.shape = shape;
  cache.slot = slot;
}

/** Adds a place in front of the others, and forgets those that there are too many of. */
function add(cache: FieldCache, place: FieldPlace): void {
  place.next = cache.next;
  cache.next = place;
  let last: FieldPlace | null = place;
  for (let count = 1; count < MOST_PLACES && last !== null; count++) last = last.next;
  if (last !== null) last.next = null;
}

const MOST_PLACES = 8;

/** The value that the remembered chain of `__index` tables leads to, if the chain still stands. */
function inheritedValue(place: FieldPlace): Value {
  const { metatable, holder, holder2 } = place;
  if (metatable === null || holder === null) return undefined;
  if (metatable.shape !== place.metatableShape || metatable.slots[place.indexSlot] !== holder) return undefined;
  if (holder.shape !== place.holderShape) return undefined;
  if (holder2 === null) return holder.slots[place.slot];
  const { metatable2 } = place;
  if (metatable2 === null || holder.metatable !== metatable2 || metatable2.shape !== place.metatable2Shape) {
    return undefined;
  }
  if (metatable2.slots[place.indexSlot2] !== holder2 || holder2.shape !== place.holder2Shape) return undefined;
  return holder2.slots[place.slot];
}

/** Looks up one and two levels of `__index` tables and remembers the way. Only shared shapes can promise absence. */
function findInherited(place: FieldPlace, metatable: Table, key: string): Value {
  const indexSlot = metatable.shape.slotOf.get("__index");
  if (indexSlot === undefined) return undefined;
  const holder = metatable.slots[indexSlot];
  if (!(holder instanceof Table)) return undefined;
  place.metatableShape = metatable.shape;
  place.indexSlot = indexSlot;
  place.holder = holder;
  place.holderShape = holder.shape;
  const slot = holder.shape.slotOf.get(key);
  if (slot !== undefined) {
    place.slot = slot;
    return holder.slots[slot];
  }
  const metatable2 = holder.metatable;
  if (metatable2 === null || holder.shape.isPrivate) return undefined;
  const indexSlot2 = metatable2.shape.slotOf.get("__index");
  if (indexSlot2 === undefined) return undefined;
  const holder2 = metatable2.slots[indexSlot2];
  if (!(holder2 instanceof Table)) return undefined;
  const slot2 = holder2.shape.slotOf.get(key);
  if (slot2 === undefined) return undefined;
  place.metatable2 = metatable2;
  place.metatable2Shape = metatable2.shape;
  place.indexSlot2 = indexSlot2;
  place.holder2 = holder2;
  place.holder2Shape = holder2.shape;
  place.slot = slot2;
  return holder2.slots[slot2];
}
