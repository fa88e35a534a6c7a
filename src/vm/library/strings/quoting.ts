/** `%q`: text as a Lua literal that reads back as the same bytes. */

/** Quotes, backslashes, line breaks and other control characters: all but the printable ones and what is beyond ASCII. */
const ESCAPED = /[^ !#-[\]-~\x80-\xff]/;

export function quoted(text: string): string {
  if (!ESCAPED.test(text)) return `"${text}"`;
  const escaped = text.replace(new RegExp(ESCAPED, "g"), (char, at: number) => {
    if (char === '"' || char === "\\" || char === "\n") return `\\${char}`;
    const code = String(char.charCodeAt(0));
    return `\\${isDigit(text.charCodeAt(at + 1)) ? code.padStart(3, "0") : code}`;
  });
  return `"${escaped}"`;
}

function isDigit(char: number): boolean {
  return char >= 48 && char <= 57;
}
