/** The files of a project: text where they are UTF-8, base64 where they are not. */
import type { ProjectFile } from "../project.ts";

/** The content of a file, for a project. */
export function projectFile(bytes: Uint8Array): ProjectFile {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { base64: toBase64(bytes) };
  }
}

/** What a file of a project holds. Of a file that `parseProject` would refuse: nothing. */
export function projectFileBytes(file: ProjectFile): Uint8Array {
  if (typeof file === "string") return new TextEncoder().encode(file);
  return fromBase64(file.base64) ?? new Uint8Array();
}

/** @returns undefined where the text is no base64: its letters alone, in fours, filled up by "=" */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !hasLettersOfBase64(text)) return undefined;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Asked for what is none: an expression for the whole of it would need a stack as long as the text. */
function hasLettersOfBase64(text: string): boolean {
  const filling = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return !/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - filling));
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(binary);
}

/** Each byte becomes an argument of a call. */
const PIECE = 4096;
