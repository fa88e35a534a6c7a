/**
 * Weak tables and finalizers. JavaScript's collector knows no weak table that can be walked through, so entries are strong
 * until a collection is forced (`collectgarbage`): {@link beforeCollection} makes them weak for its duration.
 *
 * Two things keep an object longer than LuaJIT would: a metatable that refers to its own proxy, and what the interpreter
 * remembers of tables that it met (inline caches).
 */
import { cString } from "./byte-text.ts";
import { callBlocking, errorValue } from "./calls.ts";
import type { Coroutine } from "./coroutine.ts";
import { isUncatchable } from "./errors.ts";
import { LuaFrame, NO_REGISTERS } from "./frames.ts";
import { Op } from "./instructions.ts";
import { formatNumber } from "./numbers.ts";
import type { State } from "./state.ts";
import type { Table } from "./table.ts";
import { Userdata, type Value } from "./values.ts";

/** Tables whose metatable asks for weak entries. */
export class WeakTables {
  private readonly known = new WeakSet<Table>();
  private references: WeakRef<Table>[] = [];
  private pruneAt = 64;

  add(table: Table): void {
    if (this.known.has(table)) return;
    this.known.add(table);
    if (this.references.length >= this.pruneAt) {
      this.references = this.references.filter((reference) => reference.deref() !== undefined);
      this.pruneAt = Math.max(64, this.references.length * 2);
    }
    this.references.push(new WeakRef(table));
  }

  /** Those that are still there. */
  all(): Table[] {
    const tables: Table[] = [];
    for (const reference of this.references) {
      const table = reference.deref();
      if (table !== undefined) tables.push(table);
    }
    return tables;
  }
}

/** Userdata whose `__gc` is to be called when they are gone. */
export class Finalizers {
  /** The metatables of userdata that are gone, in the order in which they went. */
  private due: Table[] = [];
  /** So many of them were taken: to move the others up each time would cost more than the finalizers do. */
  private taken = 0;
  private readonly watched = new Set<WeakRef<Userdata>>();
  private readonly registry: FinalizationRegistry<{ metatable: Table; reference: WeakRef<Userdata> }>;

  constructor() {
    this.registry = new FinalizationRegistry(({ metatable, reference }) => {
      this.watched.delete(reference);
      this.due.push(metatable);
    });
  }

  watch(userdata: Userdata, metatable: Table): void {
    const reference = new WeakRef(userdata);
    this.watched.add(reference);
    this.registry.register(userdata, { metatable, reference });
  }

  /** The metatable of the next userdata that has gone. */
  takeDue(): Table | undefined {
    const metatable = this.due[this.taken++];
    if (metatable === undefined) {
      this.due = [];
      this.taken = 0;
    }
    return metatable;
  }

  /** Those that are still there, newest first; they are watched no longer. */
  takeAlive(): Userdata[] {
    const alive: Userdata[] = [];
    for (const reference of this.watched) {
      const userdata = reference.deref();
      if (userdata !== undefined) alive.push(userdata);
    }
    this.watched.clear();
    return alive.reverse();
  }
}

/** Makes the entries of `table` go with the next forced collection, as the `__mode` of its metatable says then. */
export function registerWeak(state: State, table: Table): void {
  state.weakTables ??= new WeakTables();
  state.weakTables.add(table);
}

/** Makes the `__gc` that the metatable of `proxy` has when it is gone run then. */
export function watchProxy(state: State, proxy: Userdata): void {
  if (proxy.metatable === null) return;
  state.finalizers ??= new Finalizers();
  state.finalizers.watch(proxy, proxy.metatable);
}

/**
 * Lets go of what weak tables alone refer to. No Lua may run until the answer has been called, after the collection: it puts
 * the survivors back. Strings, numbers and booleans always survive.
 */
export function beforeCollection(state: State): () => void {
  const loosened = new WeakMap<Table, LooseEntry[]>();
  const { weakTables } = state;
  if (weakTables === undefined) return () => {};
  for (const table of weakTables.all()) {
    const mode = table.metatable?.getHash("__mode");
    if (typeof mode !== "string") continue;
    table.haveForgotten();
    const entries = loosen(table, mode.includes("k"), mode.includes("v"));
    if (entries.length > 0) loosened.set(table, entries);
  }
  return () => {
    for (const table of weakTables.all()) {
      const entries = loosened.get(table);
      if (entries !== undefined) putBack(table, entries);
    }
  };
}

/**
 * Clears the registers that hold only what is left of finished work, in the running chain of coroutines. Otherwise the
 * argument of a call that has long returned would keep its object from collection.
 */
export function clearStaleRegisters(state: State): void {
  let frame = state.frame;
  for (let coroutine: Coroutine | null = state.coroutine; coroutine !== null; ) {
    for (; frame !== null; frame = frame.parent) if (frame instanceof LuaFrame) clearAboveCall(frame);
    coroutine = coroutine.resumer;
    frame = coroutine?.frame ?? null;
  }
}

/**
 * Calls the `__gc` of each userdata that has gone. It gets another userdata with the same metatable, as the one that has
 * gone is gone. Errors are told to {@link State.finalizerFailed}.
 * @throws Kill or Exit when one of them ended the script
 */
export function runFinalizers(state: State): void {
  const { finalizers } = state;
  if (finalizers === undefined) return;
  for (let metatable = finalizers.takeDue(); metatable !== undefined; metatable = finalizers.takeDue()) {
    const standIn = new Userdata();
    standIn.metatable = metatable;
    finalize(state, standIn);
  }
}

/** Calls the `__gc` of every userdata, gone or not, as LuaJIT does when the machine is closed. */
export function finalizeAll(state: State): void {
  runFinalizers(state);
  for (const userdata of state.finalizers?.takeAlive() ?? []) finalize(state, userdata);
}

type Collectable = Exclude<Value, undefined | boolean | number | string>;

/** An entry of a weak table during a collection. What is strong in it has stayed in the table. */
interface LooseEntry {
  /** Where it lies: an index of the array part (from 0) or a slot of the hash part. */
  readonly at: number;
  readonly isInArray: boolean;
  readonly key: WeakRef<Collectable> | undefined;
  readonly value: WeakRef<Collectable> | undefined;
}

function isCollectable(value: Value): value is Collectable {
  return typeof value === "object" || typeof value === "function";
}

function loosen(table: Table, weakKeys: boolean, weakValues: boolean): LooseEntry[] {
  const entries: LooseEntry[] = [];
  const { array, slots } = table;
  const { keys, slotOf } = table.shape;
  const reference = (value: Value) => (isCollectable(value) ? new WeakRef<Collectable>(value) : undefined);
  for (let at = 0; weakValues && at < array.length; at++) {
    const value = reference(array[at]);
    if (value === undefined) continue;
    entries.push({ at, isInArray: true, key: undefined, value });
    array[at] = undefined;
  }
  for (let at = 0; at < keys.length; at++) {
    const content = slots[at];
    if (content === undefined) continue;
    const key = weakKeys ? reference(keys[at]) : undefined;
    const value = weakValues ? reference(content) : undefined;
    if (key === undefined && value === undefined) continue;
    entries.push({ at, isInArray: false, key, value });
    if (value !== undefined) slots[at] = undefined;
    if (key !== undefined) {
      // A table with such a key has a shape of its own.
      slotOf.delete(keys[at]);
      keys[at] = undefined;
    }
  }
  return entries;
}

function putBack(table: Table, entries: readonly LooseEntry[]): void {
  const { array, slots } = table;
  const { keys, slotOf } = table.shape;
  for (const { at, isInArray, key, value } of entries) {
    const foundKey = key?.deref();
    const foundValue = value?.deref();
    const isDead = (key !== undefined && foundKey === undefined) || (value !== undefined && foundValue === undefined);
    if (isInArray) {
      array[at] = foundValue;
      if (foundValue === undefined) table.hasHoles = true;
      continue;
    }
    if (isDead) slots[at] = undefined;
    else if (value !== undefined) slots[at] = foundValue;
    if (foundKey !== undefined) {
      keys[at] = foundKey;
      slotOf.set(foundKey, at);
    }
  }
  if (array.length > 0 && array[array.length - 1] === undefined) table.popLast();
}

function clearAboveCall(frame: LuaFrame): void {
  const { prototype, registers } = frame;
  if (registers === NO_REGISTERS) return;
  const instruction = prototype.code[frame.pc - 1];
  if (instruction === undefined) return;
  let from: number;
  switch (instruction.op) {
    case Op.Call:
    case Op.CallOpen:
      from = instruction.a + 1;
      break;
    case Op.GenericFor:
      from = instruction.a + 3;
      break;
    default:
      return;
  }
  for (let register = from; register < prototype.stackSize; register++) registers[register] = undefined;
}

function finalize(state: State, userdata: Userdata): void {
  const finalizer = userdata.metatable?.getHash("__gc");
  if (finalizer === undefined) return;
  const { frame } = state;
  try {
    callBlocking(state, finalizer, [userdata]);
  } catch (thrown) {
    if (isUncatchable(thrown)) throw thrown;
    state.finalizerFailed(messageOf(errorValue(state, thrown)));
  } finally {
    state.frame = frame;
  }
}

/** As LuaJIT tells of it. */
function messageOf(value: Value): string {
  if (typeof value === "string") return cString(value);
  return typeof value === "number" ? formatNumber(value) : "?";
}
