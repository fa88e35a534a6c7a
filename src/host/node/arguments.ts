import { readFileSync } from "node:fs";

/** The last `words.length` arguments of this process as byte strings. `words` is what Node made of them. */
export function byteArguments(words: readonly string[]): string[] {
  if (words.some(isDamaged)) {
    const raw = rawStrings("/proc/self/cmdline");
    if (raw.length >= words.length) return raw.slice(raw.length - words.length);
  }
  return words.map(byteString);
}

/** A text of Node's as the bytes of its UTF-8. */
export function byteString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** Node takes all arguments and variables for UTF-8, and puts this character in place of what is none. */
export function isDamaged(text: string): boolean {
  return text.includes("\ufffd");
}

/** What Linux shows of a process: strings, each with a zero behind it. Empty where that cannot be had. */
export function rawStrings(path: string): string[] {
  try {
    return readFileSync(path, "latin1").split("\0").slice(0, -1);
  } catch {
    return [];
  }
}
