/** How many tests of a file ended how. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Report extends Totals {
  /** It was given up, and the lane ends. */
  readonly isStuck: boolean;
}

/** Stands in a lane's output around the totals of a file, as JSON, behind what the file printed. */
export const END = "\0\0";
