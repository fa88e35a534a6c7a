/** The ways to read a stream. */

/** One call that reads. */
export interface Reader {
  /** True once it has what was asked for. */
  isDone: boolean;
  /** Whether the end of the stream is what was asked for. */
  readonly untilEnd: boolean;
  /** Whether it takes what one buffer holds, and no more. */
  readonly ofOneBuffer: boolean;
  /**
   * Takes from the front of `bytes`.
   * @param keep gets what is part of the result
   * @returns how many bytes were used up
   */
  take(bytes: Uint8Array, keep: (bytes: Uint8Array) => void): number;
}

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** Everything up to the end. */
export function all(): Reader {
  return {
    isDone: false,
    untilEnd: true,
    ofOneBuffer: false,
    take(bytes, keep) {
      keep(bytes);
      return bytes.length;
    },
  };
}

/** Exactly so many bytes. */
export function exactly(count: number): Reader {
  let missing = count;
  return {
    isDone: false,
    untilEnd: false,
    ofOneBuffer: false,
    take(bytes, keep) {
      const used = Math.min(missing, bytes.length);
      keep(bytes.subarray(0, used));
      missing -= used;
      this.isDone = missing === 0;
      return used;
    },
  };
}

/** What is there, but not more than `most` bytes. */
export function atMost(most: number): Reader {
  return {
    isDone: false,
    untilEnd: false,
    ofOneBuffer: true,
    take(bytes, keep) {
      const used = Math.min(most, bytes.length);
      keep(bytes.subarray(0, used));
      this.isDone = true;
      return used;
    },
  };
}

/** A line without its end. Carriage returns are left out wherever they stand (pipe: a carriage return before the newline). */
export function line(): Reader {
  return {
    isDone: false,
    untilEnd: false,
    ofOneBuffer: false,
    take(bytes, keep) {
      const end = bytes.indexOf(LINE_FEED);
      this.isDone = end >= 0;
      const text = end < 0 ? bytes : bytes.subarray(0, end);
      for (let from = 0; from < text.length; ) {
        const at = text.indexOf(CARRIAGE_RETURN, from);
        const to = at < 0 ? text.length : at;
        if (to > from) keep(text.subarray(from, to));
        from = to + 1;
      }
      return end < 0 ? bytes.length : end + 1;
    },
  };
}
