/**
 * Splits text into words as a shell does, quotes and backslashes included, with nothing expanded.
 *
 * @throws Error for a quote that is not closed
 */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  const word = /(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^ \t\r\n'"\\]+))|([ \t\r\n]+)|([\s\S])/gy;
  let current: string | undefined;
  for (const [, single, double, escaped, plain, space, stray] of text.matchAll(word)) {
    if (stray !== undefined) throw new Error(`a quote is not closed: ${text}`);
    if (space === undefined) {
      current = (current ?? "") + (single ?? double?.replace(/\\(["\\])/g, "$1") ?? escaped ?? plain ?? "");
    } else if (current !== undefined) {
      words.push(current);
      current = undefined;
    }
  }
  if (current !== undefined) words.push(current);
  return words;
}
