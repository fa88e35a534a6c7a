/** A word as the shell could read it again. */
function quotedForShell(word: string): string {
  return word !== "" && /^[\w./:,@%+=~^-]*$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** As `export -p` shows values. */
export function alwaysQuoted(value: string): string {
  const text = quotedForShell(value);
  return text.startsWith("'") ? text : `'${text}'`;
}
