/** `table.sort`: Lua's quicksort, whose order of comparisons shows where a comparison function is inconsistent. */
import { blocking, call, callInFrame, frameToCall } from "../calls.ts";
import { charge } from "../charge.ts";
import { drive } from "../coroutines.ts";
import { Closure, type LuaFunction } from "../functions.ts";
import { lessThan } from "../operators.ts";
import { raise } from "../raise.ts";
import type { State } from "../state.ts";
import type { Table } from "../table.ts";
import { UNWIND } from "../unwinding.ts";
import { NOTHING, type Result, truthy, type Value } from "../values.ts";
import { sortPlain } from "./sort-plain.ts";

/** Whether the first value is to stand before the second. */
type Less = (left: Value, right: Value) => boolean;

/**
 * Sorts 1..`#` in place.
 * @param comparator says whether its first argument is to stand before its second; default: the operator `<`
 */
export function sortTable(state: State, table: Table, comparator: LuaFunction | undefined): void {
  const count = table.length();
  if (count < 2) return;
  const values = firstValues(table, count);
  if (comparator === undefined) {
    const sorted = sortPlain(state, values);
    if (sorted !== undefined) {
      store(table, sorted);
      return;
    }
  }
  let isOrdered = true;
  blocking(state, () => {
    try {
      isOrdered = quicksort(values, 0, count - 1, lessBy(state, comparator));
    } finally {
      // A comparison that fails leaves the table half sorted, with all its values.
      store(table, values);
    }
    return NOTHING;
  });
  if (!isOrdered) raise(state, "invalid order function for sorting");
}

function firstValues(table: Table, count: number): Value[] {
  const { array } = table;
  if (array.length === count) return array.slice();
  const values: Value[] = [];
  for (let index = 1; index <= count; index++) values.push(table.get(index));
  return values;
}

function store(table: Table, values: ArrayLike<Value>): void {
  const { array } = table;
  const count = values.length;
  if (array.length === count && values[count - 1] !== undefined) {
    for (let at = 0; at < count; at++) array[at] = values[at];
    return;
  }
  for (let at = 0; at < count; at++) table.set(at + 1, values[at]);
}

function lessBy(state: State, comparator: LuaFunction | undefined): Less {
  const { depth, frame } = state;
  const isTrue = (result: Result): boolean => {
    const answer = result === UNWIND ? drive(state, [], frame) : result;
    return truthy(Array.isArray(answer) ? answer[0] : (answer as Value));
  };
  if (comparator instanceof Closure) {
    const args: Value[] = [undefined, undefined];
    const place = frameToCall(state, comparator);
    return (left, right) => {
      args[0] = left;
      args[1] = right;
      state.depth = depth;
      return isTrue(callInFrame(state, comparator, place, args, 0, 2));
    };
  }
  return (left, right) => {
    charge(state, 1);
    state.depth = depth;
    return isTrue(comparator === undefined ? lessThan(state, left, right) : call(state, comparator, [left, right]));
  };
}

/**
 * Lua's own quicksort of `values[low..high]`: the median of three is the pivot, the smaller part is sorted first.
 * @returns false where the comparisons contradict one another
 */
function quicksort(values: Value[], low: number, high: number, less: Less): boolean {
  let l = low;
  let u = high;
  while (l < u) {
    if (less(values[u], values[l])) swap(values, l, u);
    if (u - l === 1) break;
    // Lua counts from 1: with indexes from 0 the middle of an odd sum is one further.
    let i = ((l + u + 2) >> 1) - 1;
    if (less(values[i], values[l])) swap(values, i, l);
    else if (less(values[u], values[i])) swap(values, i, u);
    if (u - l === 2) break;
    const pivot = values[i];
    swap(values, i, u - 1);
    i = l;
    let j = u - 1;
    for (;;) {
      while (less(values[++i], pivot)) if (i >= u) return false;
      while (less(pivot, values[--j])) if (j <= l) return false;
      if (j < i) break;
      swap(values, i, j);
    }
    swap(values, u - 1, i);
    if (i - l < u - i) {
      if (!quicksort(values, l, i - 1, less)) return false;
      l = i + 1;
    } else {
      if (!quicksort(values, i + 1, u, less)) return false;
      u = i - 1;
    }
  }
  return true;
}

function swap(values: Value[], one: number, other: number): void {
  const value = values[one];
  values[one] = values[other];
  values[other] = value;
}
