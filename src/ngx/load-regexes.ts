/** Regular expressions. */
import { find, gmatch, match, replace } from "./re/functions.ts";
import { Regexes } from "./re/regexes.ts";
import { reLibrary } from "./re-library.ts";

export const loadRegexes = () => ({ find, gmatch, match, replace, Regexes, reLibrary });
