/** How far a mistyped word is from what was meant. */

/** What is longer is no name that somebody has mistyped. */
export const LONGEST_NAME = 60;

/** The word that `asked` may be a mistyping of: at most a letter in four is another, or one letter. */
export function nearest(words: readonly string[], asked: string): string | undefined {
  const wanted = asked.slice(0, LONGEST_NAME).toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 4)) + 1;
  for (const word of words) {
    const distance = distanceOf(word.toLowerCase(), wanted);
    if (distance >= least) continue;
    best = word;
    least = distance;
  }
  return best;
}

/** How many letters must be changed, left out, put in or swapped with the next. */
export function distanceOf(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > LONGEST_NAME / 4) return LONGEST_NAME;
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let at = 1; at <= from.length; at++) {
    const last = row;
    row = [at];
    for (let to1 = 1; to1 <= to.length; to1++) {
      const isSame = from[at - 1] === to[to1 - 1];
      let least = Math.min((last[to1] ?? 0) + 1, (row[to1 - 1] ?? 0) + 1, (last[to1 - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwapped = at > 1 && to1 > 1 && from[at - 1] === to[to1 - 2] && from[at - 2] === to[to1 - 1];
      if (isSwapped) least = Math.min(least, (before[to1 - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
  }
  return row[to.length] ?? 0;
}
