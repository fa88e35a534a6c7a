/** Moving runs of a table's elements. */
import { charge } from "../charge.ts";
import type { State } from "../state.ts";
import type { Table } from "../table.ts";
import type { Value } from "../values.ts";

/** Elements that are read or written in the time of one step. */
const ELEMENTS_A_STEP = 50;

/** Takes the work on `count` elements off the budget. */
export function chargeElements(state: State, count: number): void {
  if (count >= ELEMENTS_A_STEP) charge(state, Math.floor(count / ELEMENTS_A_STEP));
}

/**
 * Writes the `count` elements of `source` from the index `from` on to `target` from `to` on, absent ones too. The runs may
 * overlap. Takes time by what the tables hold, not by `count`, which may be anything.
 */
export function moveElements(
  state: State,
  source: Table,
  from: number,
  count: number,
  target: Table,
  to: number,
): void {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return;
  const first = Math.trunc(from);
  const start = Math.trunc(to);
  const held = source.array.length + source.slots.length;
  if (count <= held + 64) {
    chargeElements(state, count);
    copyRun(source, first, count, target, start);
    return;
  }
  chargeElements(state, held + target.array.length + target.slots.length);
  const entries = indexesWithin(source, first, first + count - 1).map((index) => [index, source.get(index)] as const);
  for (const index of indexesWithin(target, start, start + count - 1)) target.set(index, undefined);
  for (const [index, value] of entries) target.set(index - first + start, value);
}

function copyRun(source: Table, first: number, count: number, target: Table, start: number): void {
  const { array } = source;
  let values: Value[];
  if (first >= 1 && first + count - 1 <= array.length) {
    values = array.slice(first - 1, first - 1 + count);
  } else {
    values = [];
    for (let at = 0; at < count; at++) values.push(source.get(first + at));
  }
  for (let at = 0; at < count; at++) target.set(start + at, values[at]);
}

/** The whole keys from `first` to `last` under which there is something, smallest first. */
function indexesWithin(table: Table, first: number, last: number): number[] {
  const indexes: number[] = [];
  for (let index = Math.max(first, 1); index <= Math.min(last, table.array.length); index++) {
    if (table.array[index - 1] !== undefined) indexes.push(index);
  }
  const { keys } = table.shape;
  for (let slot = 0; slot < keys.length; slot++) {
    const key = keys[slot];
    if (typeof key === "number" && key >= first && key <= last && Number.isInteger(key)) {
      if (table.slots[slot] !== undefined) indexes.push(key);
    }
  }
  return indexes.sort((one, other) => one - other);
}
