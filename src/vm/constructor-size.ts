/**
 * The array part that LuaJIT gives a table constructor with holes. It decides what `#` answers: with `{1, 2, 3, nil, 5}` it
 * is 3, because constants grow the array to 8 slots and the search for the border starts in the middle. (Golden case
 * "length and order of arrays"; measured on LuaJIT.)
 */
import type { Value } from "./values.ts";

export type ConstructorItem = "constant" | "nil" | "computed";

/** How many slots, slot 0 included, the array part has for these positional items. */
export function arraySizeOfConstructor(items: readonly ConstructorItem[]): number {
  const firstConstant = items.indexOf("constant");
  let size = 3;
  if (firstConstant >= 0) {
    size = firstConstant + 2;
    for (let item = firstConstant + 1; item < items.length; item++) {
      if (items[item] !== "computed" && item + 1 >= size) size = 2 ** Math.ceil(Math.log2(item + 1)) + 1;
    }
  }
  return Math.max(size, items.length + 1);
}

/**
 * How many of `values` (keys 1…) count as the array: up to the border that LuaJIT's search finds in an array part of `size`
 * slots. Open values (`{f()}`, `{...}`) that do not fit make it larger than they need. What lies behind the border is out of
 * reach for `#` and `ipairs`, as there.
 */
export function borderOfConstructor(values: readonly Value[], size: number): number {
  let high = values.length < size ? size - 1 : values.length + 1;
  if (values[high - 1] !== undefined) return values.length;
  let low = 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle - 1] === undefined) high = middle;
    else low = middle;
  }
  return low;
}
