/** The ways to read a stream. */

/** Gets what is part of a result, with the piece of the stream that it was taken out of. */
export type Keep = (part: string, whole: string) => void;

/** One call that reads. */
export interface Reader {
  /** True once it has what was asked for. */
  isDone: boolean;
  /** Whether the end of the stream is what was asked for. */
  readonly untilEnd: boolean;
  /** Whether it takes what one buffer holds, and no more. */
  readonly ofOneBuffer: boolean;
  /**
   * Takes from the front of `text`, which is not empty.
   * @returns how many bytes were used up
   */
  take(text: string, keep: Keep): number;
}

/** Everything up to the end. */
export function all(): Reader {
  return {
    isDone: false,
    untilEnd: true,
    ofOneBuffer: false,
    take(text, keep) {
      keep(text, text);
      return text.length;
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
    take(text, keep) {
      const used = Math.min(missing, text.length);
      keep(text.slice(0, used), text);
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
    take(text, keep) {
      const used = Math.min(most, text.length);
      keep(text.slice(0, used), text);
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
    take(text, keep) {
      const end = text.indexOf("\n");
      this.isDone = end >= 0;
      const part = end < 0 ? text : text.slice(0, end);
      keep(part.includes("\r") ? part.replaceAll("\r", "") : part, text);
      return end < 0 ? text.length : end + 1;
    },
  };
}
