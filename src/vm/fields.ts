/** Reads and writes of fields by name, through what the instruction found last time ({@link FieldCache}). */
import { FieldCache } from "./instructions.ts";
import { index, setIndex } from "./operators.ts";
import type { State } from "./state.ts";
import { Table } from "./table.ts";
import type { Result, Value } from "./values.ts";

/** `object[key]`. The instruction itself has tried the first line of the cache already. */
export function getField(state: State, cache: FieldCache, object: Value, key: string, register: number): Result {
  if (!(object instanceof Table)) return index(state, object, key, register);
  if (object.shape === cache.missingShape && object.metatable === cache.metatable) {
    const value = inheritedValue(cache);
    if (value !== undefined) return value;
  }
  const { others } = cache;
  for (let at = 0; at < others.length; at++) {
    const other = others[at] as FieldCache;
    if (object.shape !== other.missingShape || object.metatable !== other.metatable) continue;
    const value = inheritedValue(other);
    if (value !== undefined) return value;
  }
  const slot = object.shape.slotOf.get(key);
  if (slot !== undefined) {
    const value = object.slots[slot];
    if (value !== undefined) {
      cache.shape = object.shape;
      cache.slot = slot;
      return value;
    }
  } else if (object.metatable === null) {
    return undefined;
  } else if (!object.shape.isPrivate) {
    const value = findInherited(placeFor(cache, object), object, object.metatable, key);
    if (value !== undefined) return value;
  }
  return index(state, object, key, register);
}

/** `object[key] = value` */
export function setField(
  state: State,
  cache: FieldCache,
  object: Value,
  key: string,
  value: Value,
  register: number,
): Result {
  if (object instanceof Table) {
    const { shape } = object;
    if (shape === cache.addFromShape && object.metatable === null && value !== undefined) {
      object.addSlot(cache.addedShape, value);
      return undefined;
    }
    const slot = shape.slotOf.get(key);
    if (slot !== undefined) {
      if (object.slots[slot] !== undefined || object.metatable === null) {
        cache.shape = shape;
        cache.slot = slot;
        object.slots[slot] = value;
        return undefined;
      }
    } else if (object.metatable === null) {
      if (value === undefined) return undefined;
      object.setHash(key, value);
      if (!shape.isPrivate && !object.shape.isPrivate) {
        cache.addFromShape = shape;
        cache.addedShape = object.shape;
      }
      return undefined;
    }
  }
  return setIndex(state, object, key, value, register);
}

/** The cache to fill for another kind of object: the first one while it is free or of the same kind, then the others in turn. */
function placeFor(cache: FieldCache, object: Table): FieldCache {
  if (cache.metatable === null || cache.metatable === object.metatable) return cache;
  const { others } = cache;
  if (others.length < MOST_OTHERS) {
    const place = new FieldCache();
    others.push(place);
    return place;
  }
  cache.turn = (cache.turn + 1) % MOST_OTHERS;
  return others[cache.turn] as FieldCache;
}

const MOST_OTHERS = 7;

/** The value that the cached chain of `__index` tables leads to, if the chain still stands. */
export function inheritedValue(cache: FieldCache): Value {
  const { metatable, holder, holder2 } = cache;
  if (metatable === null || holder === null) return undefined;
  if (metatable.shape !== cache.metatableShape || metatable.slots[cache.indexSlot] !== holder) return undefined;
  if (holder.shape !== cache.holderShape) return undefined;
  if (holder2 === null) return holder.slots[cache.holderSlot];
  const { metatable2 } = cache;
  if (metatable2 === null || holder.metatable !== metatable2 || metatable2.shape !== cache.metatable2Shape) {
    return undefined;
  }
  if (metatable2.slots[cache.indexSlot2] !== holder2 || holder2.shape !== cache.holder2Shape) return undefined;
  return holder2.slots[cache.holderSlot];
}

/** Looks up one and two levels of `__index` tables and remembers the way. Only shared shapes can promise absence. */
function findInherited(cache: FieldCache, object: Table, metatable: Table, key: string): Value {
  const indexSlot = metatable.shape.slotOf.get("__index");
  if (indexSlot === undefined) return undefined;
  const holder = metatable.slots[indexSlot];
  if (!(holder instanceof Table)) return undefined;
  const holderSlot = holder.shape.slotOf.get(key);
  if (holderSlot !== undefined) {
    const value = holder.slots[holderSlot];
    if (value === undefined) return undefined;
    remember(cache, object, metatable, indexSlot, holder);
    cache.holder2 = null;
    cache.holderSlot = holderSlot;
    return value;
  }
  const metatable2 = holder.metatable;
  if (metatable2 === null || holder.shape.isPrivate) return undefined;
  const indexSlot2 = metatable2.shape.slotOf.get("__index");
  if (indexSlot2 === undefined) return undefined;
  const holder2 = metatable2.slots[indexSlot2];
  if (!(holder2 instanceof Table)) return undefined;
  const slot = holder2.shape.slotOf.get(key);
  const value = slot === undefined ? undefined : holder2.slots[slot];
  if (slot === undefined || value === undefined) return undefined;
  remember(cache, object, metatable, indexSlot, holder);
  cache.metatable2 = metatable2;
  cache.metatable2Shape = metatable2.shape;
  cache.indexSlot2 = indexSlot2;
  cache.holder2 = holder2;
  cache.holder2Shape = holder2.shape;
  cache.holderSlot = slot;
  return value;
}

function remember(cache: FieldCache, object: Table, metatable: Table, indexSlot: number, holder: Table): void {
  cache.missingShape = object.shape;
  cache.metatable = metatable;
  cache.metatableShape = metatable.shape;
  cache.indexSlot = indexSlot;
  cache.holder = holder;
  cache.holderShape = holder.shape;
}
