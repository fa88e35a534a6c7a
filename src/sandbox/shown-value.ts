/** How messages about options and projects name what is wrong. */

const MOST_SHOWN = 60;

/** A value that does not fit, in a word or two on one line: as it stands in JSON where it is short, and cut where it is long. */
export function shownValue(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "string":
      return oneLine(JSON.stringify(value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value));
    case "number":
    case "boolean":
      return String(value);
    case "object":
      return Array.isArray(value) ? "a list" : value === null ? "null" : "an object";
    default:
      return `a ${typeof value}`;
  }
}

/** JSON leaves U+2028 and U+2029 as they are. */
export function oneLine(text: string): string {
  return text.replace(/[\n\r\u0085\u2028\u2029]/g, " ");
}
