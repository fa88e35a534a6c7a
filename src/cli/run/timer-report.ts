/** `run --timers`: what became of every timer, told at the end. */
import type { Observer, RuntimeEvent } from "../../runtime/events.ts";

interface TimerStory {
  readonly made: RuntimeEvent & { type: "timer made" };
  fired: number;
  failed: number;
  premature: number;
  running: number;
  /** How often it was not run, by reason. */
  readonly dropped: Map<string, number>;
  cancelledAt: string | undefined;
}

/** Listens to a worker's events and writes the report. */
export class TimerReport {
  private readonly stories = new Map<number, TimerStory>();

  readonly observe: Observer = (event) => {
    if (event.type === "timer made") {
      this.stories.set(event.timer, {
        made: event,
        fired: 0,
        failed: 0,
        premature: 0,
        running: 0,
        dropped: new Map(),
        cancelledAt: undefined,
      });
      return;
    }
    const story = "timer" in event ? this.stories.get(event.timer) : undefined;
    if (story === undefined) return;
    switch (event.type) {
      case "timer fired":
        story.fired++;
        story.running++;
        if (event.premature) story.premature++;
        break;
      case "timer ended":
        story.running--;
        if (event.failed) story.failed++;
        break;
      case "timer cancelled":
        story.cancelledAt = event.cancelledAt;
        break;
      case "timer dropped":
        story.dropped.set(event.why, (story.dropped.get(event.why) ?? 0) + 1);
        break;
    }
  };

  /** A table with a line for each timer, or a sentence where there was none. */
  text(): string {
    if (this.stories.size === 0) return "timers: none was made\n";
    const rows = [...this.stories.values()].map((story) => [
      story.made.every ? `every ${seconds(story.made.delayMs)}` : `at ${seconds(story.made.delayMs)}`,
      story.made.callback,
      story.made.madeAt,
      fate(story),
    ]);
    return `timers:\n${columns([["WHEN", "CALLBACK", "MADE AT", "WHAT BECAME OF IT"], ...rows])}`;
  }
}

function seconds(ms: number): string {
  return `${ms / 1000}s`;
}

const PREMATURE = "as premature, for the worker was exiting";

function fate({ fired, failed, premature, running, dropped, cancelledAt }: TimerStory): string {
  const parts: string[] = [];
  if (fired > 0) parts.push(premature === fired ? `ran${times(fired)} ${PREMATURE}` : `ran${times(fired)}`);
  if (failed > 0) parts.push(fired === 1 ? "failed" : `failed${times(failed)}`);
  if (premature > 0 && premature < fired) parts.push(`at last ${PREMATURE}`);
  if (running > 0) parts.push(`${running > 1 ? `${running} were` : "was"} still running at the end`);
  if (cancelledAt !== undefined) parts.push(`cancelled at ${cancelledAt}`);
  for (const [why, count] of dropped) parts.push(`dropped${times(count)}: ${why}`);
  return parts.length === 0 ? "never ran" : parts.join(", ");
}

function times(count: number): string {
  return count === 1 ? "" : ` ${count} times`;
}

/** The last column is not filled up. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => rows.reduce((most, row) => Math.max(most, (row[column] ?? "").length), 0));
  const padded = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => `  ${padded(row).trimEnd()}\n`).join("");
}
