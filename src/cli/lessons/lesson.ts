/** What there is to learn from one kind of error. */
export interface Lesson {
  /** Stable: people write it down and search for it. */
  readonly code: string;
  /** A few words for the list of lessons. */
  readonly title: string;
  /** Finds the error in the text of a message or in a line of the error log. */
  readonly matches: RegExp;
  /** One sentence: what happened. */
  readonly means: string;
  /** One or two sentences: what to do about it. */
  readonly doThis: string;
  /** For `ngxbox explain`: why it is so, with an example. */
  readonly more: string;
}
