/** Finds errors in the log while it is written: its lines come in pieces. */
import { type Level, logLine } from "../output/places.ts";
import { shownText } from "../output/text.ts";
import type { Piece } from "./messages.ts";

const SERIOUS: readonly Level[] = ["error", "crit", "alert", "emerg"];
/** A script can log more than anybody reads. */
const MOST_BYTES = 200_000;
const LONGEST_LINE = 4000;

export class LogLines {
  private rest = "";
  private taken = 0;
  private readonly found: (message: string) => void;

  /** @param found called with each message of an error's level */
  constructor(found: (message: string) => void) {
    this.found = found;
  }

  add(pieces: readonly Piece[]): void {
    for (const { stream, bytes } of pieces) {
      if (stream !== "stderr" || this.taken > MOST_BYTES) continue;
      this.taken += bytes.length;
      const lines = (this.rest + shownText(bytes).text).split("\n");
      this.rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
      for (const line of lines) {
        const logged = logLine(line.slice(0, LONGEST_LINE));
        if (logged !== undefined && SERIOUS.includes(logged.level)) this.found(logged.message);
      }
    }
  }
}
