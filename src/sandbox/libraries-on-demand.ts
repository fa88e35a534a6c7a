/** What a page loads before a script runs that may `require` it. */
import { fetchCiphers } from "../ngx/resty-string/aes/fetch-ciphers.ts";
import { LUA_LIBRARIES } from "./lua-libraries.ts";

/** @returns the texts of libraries that are written in Lua, by their paths */
export async function loadLibraries(): Promise<Readonly<Record<string, string>>> {
  await fetchCiphers();
  return LUA_LIBRARIES;
}
