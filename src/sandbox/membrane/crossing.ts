/** What may cross between the host and its scripts: copies of plain data, and functions of the host, to be called. */

/** Tables within tables, or objects within objects. */
export const DEEPEST = 64;
/** Values of one crossing, each entry of a table being one. */
export const MOST_VALUES = 100_000;

/** Why a value does not cross. */
export class CrossingError extends Error {}

/** Counts what crosses at once, against the limits. */
export class Toll {
  private values = 0;
  private bytes = 0;
  private readonly mostBytes: number;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** How many values have crossed. */
  get count(): number {
    return this.values;
  }

  /** @throws CrossingError */
  pay(path: string, bytes: number): void {
    this.values++;
    this.bytes += bytes;
    if (this.values > MOST_VALUES) throw new CrossingError(`${path}: too many values (more than ${MOST_VALUES})`);
    if (this.bytes > this.mostBytes) throw new CrossingError(`${path}: too large (more than ${this.mostBytes} bytes)`);
  }
}
