/** Base64 as nginx has it, of byte strings. */
import { portableByteText } from "../../vm/byte-text.ts";

const COMMON = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const STANDARD = `${COMMON}+/`;
const URL_SAFE = `${COMMON}-_`;
const PADDING = 0x3d; /* = */
/** In place of a digit's value. */
const NO_DIGIT = 64;

/** One alphabet of base64. */
export class Base64 {
  static readonly standard = new Base64(STANDARD);
  static readonly urlSafe = new Base64(URL_SAFE);

  private readonly alphabet: string;
  /** The value of each byte as a digit; made at the first decoding. */
  private values: Uint8Array | undefined;

  constructor(alphabet: string) {
    this.alphabet = alphabet;
  }

  encode(bytes: string, padded: boolean): string {
    const { alphabet } = this;
    const rest = bytes.length % 3;
    const whole = bytes.length - rest;
    const restDigits = rest === 0 ? 0 : padded ? 4 : rest + 1;
    const codes = new Uint8Array((whole / 3) * 4 + restDigits);
    let to = 0;
    for (let at = 0; at < bytes.length; at += 3) {
      // Behind the end there is nothing, which counts as 0.
      const group = (bytes.charCodeAt(at) << 16) | (bytes.charCodeAt(at + 1) << 8) | bytes.charCodeAt(at + 2);
      codes[to++] = alphabet.charCodeAt(group >> 18);
      codes[to++] = alphabet.charCodeAt((group >> 12) & 63);
      codes[to++] = alphabet.charCodeAt((group >> 6) & 63);
      codes[to++] = alphabet.charCodeAt(group & 63);
    }
    if (padded && rest > 0) codes.fill(PADDING, rest - 3);
    return portableByteText.toText(codes);
  }

  /**
   * Reads up to the first `=`. @returns undefined where something is no digit, or where there is one digit too many
   */
  decode(text: string): string | undefined {
    this.values ??= valuesOf(this.alphabet);
    const { values } = this;
    const end = lengthOfDigits(text);
    if (end % 4 === 1) return undefined;
    const bytes = new Uint8Array((end * 3) >> 2);
    let to = 0;
    for (let at = 0; at < end; at += 4) {
      const first = values[text.charCodeAt(at)] ?? NO_DIGIT;
      const second = values[text.charCodeAt(at + 1)] ?? NO_DIGIT;
      const third = at + 2 < end ? (values[text.charCodeAt(at + 2)] ?? NO_DIGIT) : 0;
      const fourth = at + 3 < end ? (values[text.charCodeAt(at + 3)] ?? NO_DIGIT) : 0;
      if ((first | second | third | fourth) >= NO_DIGIT) return undefined;
      bytes[to++] = (first << 2) | (second >> 4);
      bytes[to++] = (second << 4) | (third >> 2);
      bytes[to++] = (third << 6) | fourth;
    }
    return portableByteText.toText(bytes);
  }
}

/** As MIME has it: what is no digit does not count. */
export function decodeBase64Mime(text: string): string | undefined {
  return Base64.standard.decode(text.slice(0, lengthOfDigits(text)).replace(/[^A-Za-z0-9+/]+/g, ""));
}

function lengthOfDigits(text: string): number {
  const padding = text.indexOf("=");
  return padding < 0 ? text.length : padding;
}

function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(256).fill(NO_DIGIT);
  for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;
  return values;
}
