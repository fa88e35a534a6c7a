/** The client's side of Redis' protocol, for tests. */

export function request(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
}

/** Takes replies apart, each as its own text. */
export function splitReplies(text: string): string[] {
  const replies: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfReply(text, at);
    replies.push(text.slice(at, end));
    at = end;
  }
  return replies;
}

/** Where the reply ends that begins at `at`. @throws where it is not all there */
function endOfReply(text: string, at: number): number {
  const lineEnd = text.indexOf("\r\n", at);
  if (lineEnd < 0) throw new RangeError("more is to come");
  const size = Number(text.slice(at + 1, lineEnd));
  let end = lineEnd + 2;
  if (text[at] === "$" && size >= 0) end += size + 2;
  if (text[at] === "*") for (let count = 0; count < size; count++) end = endOfReply(text, end);
  if (end > text.length) throw new RangeError("more is to come");
  return end;
}

/** Whether all of `count` replies are there. */
export function hasReplies(text: string, count: number): boolean {
  try {
    return splitReplies(text).length >= count;
  } catch {
    return false;
  }
}
