/** `%q`: text as a Lua literal that reads back as the same bytes. */

const ESCAPED = /["\\\n]|[\x00-\x1f\x7f]/;

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
