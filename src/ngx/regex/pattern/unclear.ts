/** Thrown where a pattern is left to PCRE. */
export class Unclear {}

export function unclear(): never {
  throw new Unclear();
}
