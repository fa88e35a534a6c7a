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

/**
 * A sentence for the "do:" of the lesson; undefined: the lesson's own will do.
 * @param declare says how a shared dictionary is declared
 */
export function aboutMissingName(errorText: string, lineOf: LineOf, declare = byOption): string | undefined {
  const [, chunk = "", line, name = ""] = MISSING.exec(errorText.slice(0, LONGEST_LINE)) ?? [];
  if (line === undefined) return undefined;
  const text = lineOf(chunk, Number(line))?.slice(0, LONGEST_LINE) ?? "";
  const path = text.match(PATH)?.find((found) => found.split(/[.:]/).includes(name));
  if (path === undefined) return undefined;
  if (path.startsWith(`ngx.shared.${name}`)) return declare(name);
  const sources = referenceSources();
  const library = /^require\("(.*)"\)/.exec(sources.functions.get(path)?.signature ?? "")?.[1];
  if (library !== undefined) {
    return `Load the library first: local ${library.replace(/^.*\./, "")} = require "${library}".`;
  }
  const names = reference(sources).flatMap(({ entries }) => entries.flatMap((entry) => entry.names));
  const meant = nearest(names, path);
  return meant === undefined || meant === path ? undefined : `If ${meant} is meant, write it so: there is no ${path}.`;
}

function byOption(name: string): string {
  return `Declare the dictionary: --shdict '${name} 1m'.`;
}

const MISSING_ALONE = /attempt to (?:call|index) (?:field|global|method) '(\w{3,60})' \(a nil value\)/;
/** What more names end with is too common. */
const MOST_MEANT = 3;

/** As {@link aboutMissingName}, where nothing is had but the error's text: what it tells is the end of a name. */
export function aboutMissingEnd(errorText: string): string | undefined {
  const name = MISSING_ALONE.exec(errorText.slice(0, LONGEST_LINE))?.[1];
  if (name === undefined) return undefined;
  const names = reference(referenceSources()).flatMap(({ entries }) => entries.flatMap((entry) => entry.names));
  const endOf = (path: string) => path.replace(/^.*[.:]/, "");
  const meant = nearest(names.map(endOf), name);
  if (meant === undefined || meant === name) return undefined;
  const paths = [...new Set(names.filter((path) => endOf(path) === meant))];
  return paths.length > MOST_MEANT ? undefined : `If ${paths.join(" or ")} is meant, write it so: there is no ${name}.`;
}
