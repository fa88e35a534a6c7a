/**
 * Parts of texts. The engine makes a part of 13 characters or more a view of the whole, which stays in memory as long as
 * the part does: a script that keeps a word of each file that it reads would keep the files.
 */

/** `text.slice(from, to)`, which keeps no text alive that is much larger than itself. */
export function piece(text: string, from: number, to: number): string {
  return apart(text.slice(from, to), text.length);
}

/** `part`, which the engine has cut out of a text that is `length` characters long: it keeps no much larger text alive. */
export function apart(part: string, length: number): string {
  return length > SMALL && part.length >= LEAST_VIEW && part.length < length >> LARGER_SHIFT ? copied(part) : part;
}

/** A text that small may stay. */
const SMALL = 1024;
/** Shorter parts are copies already. */
const LEAST_VIEW = 13;
/** How much larger than its part a text may be, as a power of two. */
const LARGER_SHIFT = 3;

/** Joining is put off until somebody looks at the text, and taking a part of it looks. */
function copied(text: string): string {
  return ` ${text}`.slice(1);
}
