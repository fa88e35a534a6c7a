/** What dictionaries can do. */
import { sharedDict } from "../shared-dict.ts";

export const loadDictMethods = () => sharedDict;
