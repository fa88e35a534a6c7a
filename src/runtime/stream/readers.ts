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
export class ReadAll implements Reader {
  readonly isDone = false;
  readonly untilEnd = true;
  readonly ofOneBuffer = false;

  take(text: string, keep: Keep): number {
    keep(text, text);
    return text.length;
  }
}

/** Exactly so many bytes. */
export class ReadExactly implements Reader {
  isDone = false;
  readonly untilEnd = false;
  readonly ofOneBuffer = false;
  private missing: number;

  constructor(count: number) {
    this.missing = count;
  }

  take(text: string, keep: Keep): number {
    const used = Math.min(this.missing, text.length);
    keep(text.slice(0, used), text);
    this.missing -= used;
    this.isDone = this.missing === 0;
    return used;
  }
}

/** What is there, but not more than `most` bytes. */
export class ReadAny implements Reader {
  isDone = false;
  readonly untilEnd = false;
  readonly ofOneBuffer = true;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  take(text: string, keep: Keep): number {
    const used = Math.min(this.most, text.length);
    keep(text.slice(0, used), text);
    this.isDone = true;
    return used;
  }
}

/** A line without its end. Carriage returns are left out wherever they stand (pipe: a carriage return before the newline). */
export class ReadLine implements Reader {
  isDone = false;
  readonly untilEnd = false;
  readonly ofOneBuffer = false;

  take(text: string, keep: Keep): number {
    const end = text.indexOf("\n");
    this.isDone = end >= 0;
    const part = end < 0 ? text : text.slice(0, end);
    const firstReturn = part.indexOf("\r");
    if (firstReturn < 0) keep(part, text);
    else keep(firstReturn === part.length - 1 ? part.slice(0, -1) : part.replaceAll("\r", ""), text);
    return end < 0 ? text.length : end + 1;
  }
}
