/** As much of vitest as the examples use. It is JavaScript because the examples run without TypeScript. */
import assert from "node:assert/strict";
import { test } from "node:test";

export { test };

export function expect(actual) {
  return {
    toBe: (expected) => assert.equal(actual, expected),
    toEqual: (expected) => assert.deepEqual(actual, expected),
  };
}
