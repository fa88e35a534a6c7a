/**
 * PCRE2 repeats some sets possessively, because it takes it that what comes next cannot begin with one of their characters,
 * where it can: `\S` has the bytes 85 and A0, as `\v` and `\h` have, and `.` the carriage return with which a `\R` begins.
 * (`.?\R` does not match "\r".)
 *
 * @param sets the letters of the escapes in a pattern, outside of classes, and "."
 * @returns whether the pattern may have to do with that
 */
export function areMistaken(sets: ReadonlySet<string>): boolean {
  if (sets.has("S") && (sets.has("h") || sets.has("v") || sets.has("R"))) return true;
  return sets.has("R") && (sets.has(".") || sets.has("s"));
}
