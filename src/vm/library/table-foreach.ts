/** `table.foreach` and `table.foreachi`: LuaJIT writes them in Lua, so their callbacks may yield. */
import { callThrough } from "../calls.ts";
import { charge, chargePassed } from "../charge.ts";
import type { LuaFunction } from "../functions.ts";
import { toNumber } from "../operators.ts";
import { raise } from "../raise.ts";
import type { State } from "../state.ts";
import type { Entry, Table } from "../table.ts";
import { NOTHING, type Result, type Value } from "../values.ts";

/** Calls `callback` with each key and value until it returns something. */
export function foreach(state: State, table: Table, callback: LuaFunction): Result {
  const entry: Entry = { key: undefined, value: undefined, passed: 0 };
  let key: Value;
  return untilAnswer(state, callback, () => {
    const found = table.next(key, entry);
    if (found === undefined) raise(state, "invalid key to 'next'");
    chargePassed(state, entry);
    key = entry.key;
    return found ? [key, entry.value] : undefined;
  });
}

/** Calls `callback` with each index from 1 to the length and its value until it returns something. */
export function foreachi(state: State, table: Table, callback: LuaFunction): Result {
  return withLength(state, table, (length) => {
    let index = 0;
    return untilAnswer(state, callback, () => (index < length ? [++index, table.get(index)] : undefined));
  });
}

/** Goes on with the length that the operator `#` gives, which a metamethod may answer. */
export function withLength(state: State, table: Table, body: (length: number) => Result): Result {
  const handler = table.metatable === null ? undefined : table.metatable.getHash("__len");
  if (handler === undefined) return body(table.length());
  return callThrough(state, handler, [table], (result) => {
    const length = toNumber(firstOf(result));
    return length === undefined ? raise(state, "'for' limit must be a number") : body(length);
  });
}

/**
 * Calls `callback` with one list of arguments after the other until there is none or it returns something. A loop, not a
 * recursion, but for calls that were suspended.
 */
function untilAnswer(state: State, callback: LuaFunction, next: () => Value[] | undefined): Result {
  for (;;) {
    charge(state, 1);
    const args = next();
    if (args === undefined) return NOTHING;
    let isInLoop = true;
    const result = callThrough(state, callback, args, (returned) => {
      const answer = firstOf(returned);
      return answer !== undefined || isInLoop ? answer : untilAnswer(state, callback, next);
    });
    isInLoop = false;
    if (result !== undefined) return result;
  }
}

function firstOf(result: Result): Value {
  return Array.isArray(result) ? (result as readonly Value[])[0] : (result as Value);
}
