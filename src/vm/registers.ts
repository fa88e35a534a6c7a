/** Makes the registers of a new frame: the hottest allocation of the interpreter. */
import type { Prototype } from "./prototype.ts";
import type { Value } from "./values.ts";

/**
 * The registers of `prototype`, nil but for its constants, which lie at their end. Array literals of a few sizes, because
 * the engine allocates those in line; a frame may get more registers than it needs.
 */
export function newRegisters(prototype: Prototype): Value[] {
  const { stackSize, constants } = prototype;
  const registers = blank(stackSize + constants.length, undefined);
  for (let constant = 0; constant < constants.length; constant++) {
    registers[stackSize + constant] = constants[constant];
  }
  return registers;
}

/** `U` is nil. It is a parameter because the engine shares the elements of constant literals until the first write to one. */
function blank(size: number, U: undefined): Value[] {
  if (size <= 8) return [U, U, U, U, U, U, U, U];
  if (size <= 12) return [U, U, U, U, U, U, U, U, U, U, U, U];
  if (size <= 18) return [U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U];
  if (size <= 28) return [U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U];
  return new Array<Value>(size).fill(U);
}
