/** What reads and matches Lua's patterns. */
import { Matcher } from "./matcher.ts";
import { searchingLibrary } from "./searching.ts";
import { substitutionLibrary } from "./substitution.ts";

export const loadPatterns = () => ({ Matcher, searchingLibrary, substitutionLibrary });
