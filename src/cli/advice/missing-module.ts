/** What to do about a module that `require` has not found, where that can be told. */
import { nearest } from "../../reference/distance.ts";
import { referenceSources } from "../reference-sources.ts";

const MISSING = /module '(\w[\w.-]{0,99})' not found:/;

/** Libraries that come as Lua, which no declarations are of. */
const IN_LUA = ["resty.lock", "resty.lrucache", "resty.lrucache.pureffi", "resty.redis", "resty.shell", "ngxbox.timer"];

/**
 * A sentence for the "do:" of the lesson; undefined: the lesson's own will do.
 * @param folder the script's, which is not searched unless it is the current one
 */
export function aboutMissingModule(
  errorText: string,
  folder: string | undefined,
  exists: (path: string) => boolean,
): string | undefined {
  const name = MISSING.exec(errorText)?.[1];
  if (name === undefined) return undefined;
  const path = name.replaceAll(".", "/");
  if (folder !== undefined && (exists(`${folder}/${path}.lua`) || exists(`${folder}/${path}/init.lua`))) {
    return `It lies in the script's folder, which is not searched: name it by -I ${folder}`;
  }
  const meant = nearest(libraries(), name);
  return meant === undefined || meant === name ? undefined : `If ${meant} is meant, write it so: there is no ${name}.`;
}

/** Those that come with ngxbox. */
function libraries(): string[] {
  const { functions } = referenceSources();
  const names = [...functions.values()].flatMap(({ signature }) => /^require\("(.*?)"\)/.exec(signature)?.[1] ?? []);
  return [...new Set([...IN_LUA, ...names])];
}
