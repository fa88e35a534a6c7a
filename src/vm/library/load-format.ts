import { formatLibrary } from "./format.ts";

/** string.format. */
export const loadFormat = () => formatLibrary;
