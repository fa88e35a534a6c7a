/**
 * Base64 as nginx has it, of byte strings. JavaScript's own functions do the work: they are at their speed from the first call,
 * and a loop is not before its ten-thousandth.
 */

/** One alphabet of base64. */
export class Base64 {
  static readonly standard = new Base64(/[^A-Za-z0-9+/]/, false);
  static readonly urlSafe = new Base64(/[^A-Za-z0-9\-_]/, true);

  private readonly noDigit: RegExp;
  private readonly isUrlSafe: boolean;

  private constructor(noDigit: RegExp, isUrlSafe: boolean) {
    this.noDigit = noDigit;
    this.isUrlSafe = isUrlSafe;
  }

  encode(bytes: string, padded: boolean): string {
    let encoded = btoa(bytes);
    if (!padded && encoded.endsWith("=")) encoded = encoded.slice(0, encoded.indexOf("="));
    return this.isUrlSafe ? encoded.replaceAll("+", "-").replaceAll("/", "_") : encoded;
  }

  /**
   * Reads up to the first `=`. @returns undefined where something is no digit, or where there is one digit too many
   */
  decode(text: string): string | undefined {
    const digits = beforePadding(text);
    // `atob` would pass over spaces, and throws where something is wrong, which takes long
    if (digits.length % 4 === 1 || this.noDigit.test(digits)) return undefined;
    return atob(this.isUrlSafe ? digits.replaceAll("-", "+").replaceAll("_", "/") : digits);
  }
}

/** As MIME has it: what is no digit does not count. */
export function decodeBase64Mime(text: string): string | undefined {
  return Base64.standard.decode(beforePadding(text).replace(/[^A-Za-z0-9+/]+/g, ""));
}

function beforePadding(text: string): string {
  const padding = text.indexOf("=");
  return padding < 0 ? text : text.slice(0, padding);
}
