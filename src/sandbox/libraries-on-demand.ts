/** What a page loads before a script runs that may `require` it. */
import { fetchLibraries } from "../ngx/fetch-libraries.ts";
import { LUA_LIBRARIES } from "./lua-libraries.ts";

/** @returns the texts of libraries that are written in Lua, by their paths */
export async function loadLibraries(): Promise<Readonly<Record<string, string>>> {
  await fetchLibraries();
  return LUA_LIBRARIES;
}
