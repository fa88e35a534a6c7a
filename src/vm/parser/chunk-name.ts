/** How the name of a chunk shows in messages. Golden case: "chunk names in messages". */

/**
 * The short form of a chunk's name, at most 59 bytes: `@file` without the `@` (a long one with `...` before its end),
 * `=name` without the `=`, and anything else, being the chunk's text, as `[string "first line..."]`.
 */
export function shortSource(chunkName: string): string {
  const nul = chunkName.indexOf("\0");
  const name = nul < 0 ? chunkName : chunkName.slice(0, nul);
  if (name.startsWith("=")) return name.slice(1, ID_SIZE);
  if (name.startsWith("@")) {
    const file = name.slice(1);
    return file.length < ID_SIZE ? file : `...${file.slice(file.length - (ID_SIZE - 4))}`;
  }
  const line = firstLine(name);
  if (line.length === name.length) return `[string "${name}"]`;
  return `[string "${line.slice(0, ID_SIZE - 15)}..."]`;
}

/** C Lua's LUA_IDSIZE: bytes with the one that ends a C string. */
const ID_SIZE = 60;

/** What stands before the first control character, of the part that has room inside `[string ""]`. */
function firstLine(text: string): string {
  const room = ID_SIZE - 12;
  let length = 0;
  while (length < room && length < text.length && text.charCodeAt(length) >= 32) length++;
  return text.slice(0, length);
}
