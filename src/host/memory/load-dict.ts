/** Dictionaries: a run without --shdict has none. */
import { MemoryDict } from "./shared-dict.ts";

export const loadDict = () => MemoryDict;
