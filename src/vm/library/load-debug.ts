import { debugLibrary } from "./debug.ts";

/** The debug library. */
export const loadDebug = () => debugLibrary;
