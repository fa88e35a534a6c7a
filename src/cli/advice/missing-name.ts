/** What to do about a name that the script uses and that is nil, where the line that uses it tells what is meant. */
import { nearest } from "../../reference/distance.ts";
import { reference } from "../../reference/reference.ts";
import { referenceSources } from "../reference-sources.ts";

/** The line of the script that a message names; undefined where it cannot be had. */
export type LineOf = (chunk: string, line: number) => string | undefined;

const MISSING =
  /^([^\n]{1,200}?):(\d{1,9}): attempt to (?:call|index) (?:field|global|method) '(\w{1,60})' \(a nil value\)/;
/** Names with the points and colons between them, as a line of Lua has them. */
const PATH = /[A-Za-z_]\w*(?:[.:]\w+)*/g;
const LONGEST_LINE = 1000;

/** A sentence for the "do:" of the lesson; undefined: the lesson's own will do. */
export function aboutMissingName(errorText: string, lineOf: LineOf): string | undefined {
  const [, chunk = "", line, name = ""] = MISSING.exec(errorText.slice(0, LONGEST_LINE)) ?? [];
  if (line === undefined) return undefined;
  const text = lineOf(chunk, Number(line))?.slice(0, LONGEST_LINE) ?? "";
  const path = text.match(PATH)?.find((found) => found.split(/[.:]/).includes(name));
  if (path === undefined) return undefined;
  if (path.startsWith(`ngx.shared.${name}`)) return `Declare the dictionary: --shdict '${name} 1m'.`;
  const sources = referenceSources();
  const library = /^require\("(.*)"\)/.exec(sources.functions.get(path)?.signature ?? "")?.[1];
  if (library !== undefined) {
    return `Load the library first: local ${library.replace(/^.*\./, "")} = require "${library}".`;
  }
  const names = reference(sources).flatMap(({ entries }) => entries.flatMap((entry) => entry.names));
  const meant = nearest(names, path);
  return meant === undefined || meant === path ? undefined : `If ${meant} is meant, write it so: there is no ${path}.`;
}
