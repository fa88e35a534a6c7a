/** Percent-encoding with ngx_lua's sets of bytes, which it took from nginx and changed. */

/** nginx's numbers for what a text is escaped for. */
export const ESCAPE_URI_COMPONENT = 2;
export const HIGHEST_ESCAPE_TYPE = 6;

/** Which bytes a type escapes: a bit for each of the lower half, and all or none of the upper half. */
interface EscapedBytes {
  readonly lower: readonly number[];
  readonly upper: boolean;
}

const MEMCACHED = escapedBytes("%", false);
const TYPES: readonly EscapedBytes[] = [
  escapedBytes("#%?\x7f", true),
  escapedBytes("#%+?\x7f", true),
  escapedBytes('"#$%&+,/:;<=>?@[\\]^`{|}\x7f', true),
  escapedBytes("\"#%'\x7f", true),
  escapedBytes("\"'\x7f", true),
  MEMCACHED,
  MEMCACHED,
];
const DIGITS = "0123456789ABCDEF";

/** For longer texts JavaScript's own functions are faster than a loop, and from the first call. */
const SHORT = 16;
const UPPER_HALF = /[\x80-\xff]/;

/** @param type a whole number from 0 to {@link HIGHEST_ESCAPE_TYPE} */
export function escapeUri(text: string, type: number): string {
  // of ASCII both escape the same
  const isJavascripts = type === ESCAPE_URI_COMPONENT && text.length > SHORT && !UPPER_HALF.test(text);
  return isJavascripts ? encodeURIComponent(text) : escapeBytes(text, type);
}

function escapeBytes(text: string, type: number): string {
  const { lower, upper } = TYPES[type] ?? MEMCACHED;
  let escaped = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at);
    if (byte < 128 ? (((lower[byte >> 5] ?? 0) >>> (byte & 31)) & 1) === 0 : !upper) continue;
    escaped += `${text.slice(from, at)}%${DIGITS.charAt(byte >> 4)}${DIGITS.charAt(byte & 15)}`;
    from = at + 1;
  }
  return from === 0 ? text : escaped + text.slice(from);
}

/** What is no hexadecimal number behind a `%` stays as it is. */
export function unescapeUri(text: string): string {
  // `%uXXXX` means something to JavaScript, and nothing to nginx
  if (text.length <= SHORT || text.includes("%u")) return unescapeBytes(text);
  return unescape(text.includes("+") ? text.replaceAll("+", " ") : text);
}

function unescapeBytes(text: string): string {
  let plain = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at);
    if (byte === 0x2b /* + */) {
      plain += `${text.slice(from, at)} `;
      from = at + 1;
    } else if (byte === 0x25 /* % */) {
      const high = hexDigit(text.charCodeAt(at + 1));
      const low = hexDigit(text.charCodeAt(at + 2));
      if (high < 0 || low < 0) continue;
      plain += text.slice(from, at) + String.fromCharCode(high * 16 + low);
      at += 2;
      from = at + 1;
    }
  }
  return from === 0 ? text : plain + text.slice(from);
}

/** The value of a hexadecimal digit, or -1. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Space and the control characters are escaped everywhere. */
function escapedBytes(others: string, upper: boolean): EscapedBytes {
  const lower = [-1, 1, 0, 0];
  for (const other of others) {
    const byte = other.charCodeAt(0);
    lower[byte >> 5] = (lower[byte >> 5] ?? 0) | (1 << (byte & 31));
  }
  return { lower, upper };
}
