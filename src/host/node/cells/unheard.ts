import type { CellEvents } from "../../ports.ts";

/** Nobody listens: not yet, or not any more. */
export const UNHEARD: CellEvents = { message() {}, question() {}, ended() {} };
