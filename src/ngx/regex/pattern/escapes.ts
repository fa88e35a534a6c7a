/** Escapes that stand for one character, inside of classes and outside. */
import { unclear } from "./unclear.ts";

/** The character that the escape at `at` stands for, and where it ends. */
export function readCharacter(source: string, at: number): { readonly code: number; readonly end: number } {
  const letter = source[at + 1];
  if (letter === undefined) return unclear();
  const control = CONTROLS.get(letter);
  if (control !== undefined) return { code: control, end: at + 2 };
  for (const [form, base] of FORMS) {
    form.lastIndex = at;
    const found = form.exec(source);
    if (found === null) continue;
    const code = Number.parseInt(found[1] || "0", base);
    return code > 255 ? unclear() : { code, end: at + found[0].length };
  }
  if (letter === "c") return readControl(source, at);
  // Letters and digits that mean something else, or nothing at all.
  if (/[A-Za-z0-9]/.test(letter)) return unclear();
  return { code: letter.charCodeAt(0), end: at + 2 };
}

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["e", 27],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
]);

const FORMS: readonly (readonly [form: RegExp, base: number])[] = [
  [/\\x(?!\{)([0-9A-Fa-f]{0,2})/y, 16],
  [/\\x\{([0-9A-Fa-f]+)\}/y, 16],
  [/\\o\{([0-7]+)\}/y, 8],
  [/\\(0[0-7]{0,2}|[1-7][0-7]{0,2})/y, 8],
];

function readControl(source: string, at: number): { code: number; end: number } {
  const char = source.charCodeAt(at + 2);
  if (!(char >= 32 && char <= 126)) return unclear();
  const upper = char >= 97 && char <= 122 ? char - 32 : char;
  return { code: upper ^ 64, end: at + 3 };
}
