/** From bytes to what can be shown and copied: what is no text is written as \xHH, so that nothing gets lost unseen. */

export interface Shown {
  readonly text: string;
  /** How many bytes are no UTF-8. */
  readonly invalid: number;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function shownText(bytes: Uint8Array): Shown {
  if (bytes.length < SHORT && bytes.every((byte) => byte < 0x80)) {
    return { text: String.fromCharCode(...bytes), invalid: 0 };
  }
  try {
    return { text: strict.decode(bytes), invalid: 0 };
  } catch {
    return escapedText(bytes);
  }
}

/** For so few bytes the decoder takes longer. */
const SHORT = 200;

/** Control characters as well, which a browser would show as nothing; not tabs. */
export function visibleText(text: string): string {
  return text.replace(CONTROLS, (character) => `\\x${hex(character.charCodeAt(0))}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/g;

function escapedText(bytes: Uint8Array): Shown {
  const parts: string[] = [];
  let invalid = 0;
  let at = 0;
  let begin = 0;
  const take = () => {
    if (at > begin) parts.push(strict.decode(bytes.subarray(begin, at)));
  };
  while (at < bytes.length) {
    const length = lengthOfCharacter(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    take();
    parts.push(`\\x${hex(bytes[at] ?? 0)}`);
    invalid++;
    begin = ++at;
  }
  take();
  return { text: parts.join(""), invalid };
}

/** @returns 0 where there is no character of UTF-8 */
function lengthOfCharacter(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  const isOverlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const isSurrogate = first === 0xed && second > 0x9f;
  const isTooLarge = first === 0xf4 && second > 0x8f;
  return isOverlong || isSurrogate || isTooLarge ? 0 : length;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
