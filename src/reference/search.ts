/** Finds what somebody asks for, by whatever they write. */
import { distanceOf, LONGEST_NAME } from "./distance.ts";
import type { Entry } from "./entry.ts";

/** The entry of this name, however it is written: `ngx.say()`, `require("ngx.pipe").spawn`, `ngx.var.host`. */
export function entryNamed(entries: readonly Entry[], asked: string): Entry | undefined {
  const wanted = plain(asked);
  return (
    entries.find(({ names }) => names.some((name) => plain(name) === wanted)) ??
    entries.find(({ names }) => names.some((name) => standsForMany(name) && objectOf(plain(name)) === objectOf(wanted)))
  );
}

/**
 * Entries of a method or function whose object is called otherwise: `sock:receive`, `red:get`, `say`. The likeliest come
 * first; several are equally likely where nothing is said about the object.
 */
export function entriesOfMethod(entries: readonly Entry[], asked: string): readonly Entry[] {
  const [object = "", method, ...more] = plain(asked).split(".");
  if (more.length > 0) return [];
  const wanted = method ?? object;
  const named = entries.filter(({ names }) => names.some((name) => plain(name).split(".").at(-1) === wanted));
  if (method === undefined) return named;
  const isMethod = ({ usage }: Entry) => usage.some((line) => line.toLowerCase().includes(`:${wanted}(`));
  const found = asked.includes(":") ? [...named.filter(isMethod), ...named.filter((entry) => !isMethod(entry))] : named;
  // those whose object is called so, or nearly: sock of tcpsock, lru of resty.lrucache, dict of ngx.shared.DICT
  const ofObject = (entry: Entry) => entry.names.some((name) => isCalled(plain(name), object));
  const near = found.filter(ofObject);
  if (near.length > 0) return near;
  const ofAnyName = entries.filter((entry) => entry.names.some(standsForMany) && ofObject(entry));
  return ofAnyName.length > 0 ? ofAnyName : found;
}

/** Entries below a module: `ngx.timer`, `string`, `resty.redis`. */
export function entriesBelow(entries: readonly Entry[], asked: string): readonly Entry[] {
  const prefix = `${plain(asked)}.`;
  return entries.filter(({ names }) => names.some((name) => plain(name).startsWith(prefix)));
}

/** Names that `asked` may be a mistyping of, the nearest first. */
export function nearNames(entries: readonly Entry[], asked: string): readonly string[] {
  const wanted = plain(asked.slice(0, LONGEST_NAME));
  const most = Math.max(1, Math.floor(wanted.length / 4));
  const near: { name: string; distance: number }[] = [];
  for (const name of entries.flatMap(({ names }) => names)) {
    const whole = plain(name);
    const distance = Math.min(distanceOf(whole, wanted), distanceOf(whole.slice(whole.lastIndexOf(".") + 1), wanted));
    if (distance <= most) near.push({ name, distance });
  }
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_NEAR)
    .map(({ name }) => name);
}

const MOST_NEAR = 3;

/** Names as they are compared: lower case, parts parted by points, no brackets, no particular dictionary. */
function plain(name: string): string {
  return name
    .replace(/require\s*\(?\s*["']([^"']*)["']\s*\)?/, "$1")
    .replace(/\(.*\)$/s, "")
    .replace(/^_G\./, "")
    .toLowerCase()
    .replaceAll(":", ".")
    .replace(/^ngx\.shared\.\w+\.(?=\w+$)/, "ngx.shared.dict.");
}

/** `ngx.var.NAME` is about fields of any name. */
function standsForMany(name: string): boolean {
  return /[.:][A-Z]+$/.test(name) && !name.endsWith(".DICT") && !/^ngx\.[A-Z]+$/.test(name);
}

/** What stands in front of the last part. */
function objectOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}

/** Whether somebody may call objects of `name` so. */
function isCalled(name: string, variable: string): boolean {
  const object = objectOf(name);
  const kind = object.slice(object.lastIndexOf(".") + 1);
  return variable.length > 1 && (kind.includes(variable) || variable.includes(kind)) && kind !== "";
}
