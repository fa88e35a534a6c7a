/** Backslashes in the words of echo and printf. */

const SIMPLE: Readonly<Record<string, string>> = {
  "\\": "\\",
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Whose: GNU's echo and `%b`; GNU's formats; dash's echo and `%b`; dash's formats. */
export type Escapes = "echo" | "format" | "dash" | "dash format";

/** `isOver`: there was a `\c`, and nothing follows. */
export function withoutEscapes(text: string, whose: Escapes): { readonly text: string; readonly isOver: boolean } {
  const isGnu = whose === "echo" || whose === "format";
  const isFormat = whose === "format" || whose === "dash format";
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char !== "\\") {
      result += char;
      continue;
    }
    const rest = text.slice(at + 1, at + 6);
    const octal = (isFormat ? /^[0-7]{1,3}/ : isGnu ? /^(?:0[0-7]{0,3}|[1-7][0-7]{0,2})/ : /^0[0-7]{0,3}/).exec(rest);
    const hex = isGnu ? /^x([0-9A-Fa-f]{1,2})/.exec(rest) : null;
    const next = rest.charAt(0);
    if (next === "c" && !(isFormat && !isGnu)) return { text: result, isOver: true };
    if (octal !== null) {
      result += String.fromCharCode(Number.parseInt(octal[0], 8) & 255);
      at += octal[0].length;
    } else if (hex !== null) {
      result += String.fromCharCode(Number.parseInt(hex[1] as string, 16));
      at += hex[0].length;
    } else if (next === "e") {
      result += "\x1b";
      at++;
    } else if (next === '"' && whose === "format") {
      result += '"';
      at++;
    } else if (next !== "" && Object.hasOwn(SIMPLE, next)) {
      result += SIMPLE[next];
      at++;
    } else result += "\\";
  }
  return { text: result, isOver: false };
}
