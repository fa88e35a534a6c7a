/** `run --timers`: what became of every timer, told at the end. */
import type { Observer, RuntimeEvent } from "../runtime/events.ts";

interface TimerStory {
  readonly made: RuntimeEvent & { type: "timer made" };
  fired: number;
  failed: number;
  premature: boolean;
  running: number;
  dropped: string | undefined;
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
        premature: false,
        running: 0,
        dropped: undefined,
      });
      return;
    }
    const story = "timer" in event ? this.stories.get(event.timer) : undefined;
    if (story === undefined) return;
    switch (event.type) {
      case "timer fired":
        story.fired++;
        story.running++;
        if (event.premature) story.premature = true;
        break;
      case "timer ended":
        story.running--;
        if (event.failed) story.failed++;
        break;
      case "timer dropped":
        story.dropped = event.why;
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

function fate({ fired, failed, premature, running, dropped }: TimerStory): string {
  const parts: string[] = [];
  if (fired > 0) parts.push(fired === 1 ? "ran" : `ran ${fired} times`);
  if (failed > 0) parts.push(failed === 1 ? "failed once" : `failed ${failed} times`);
  if (premature) parts.push("premature: the worker was exiting");
  if (running > 0) parts.push("was still running");
  if (dropped !== undefined) parts.push(`dropped: ${dropped}`);
  return parts.length === 0 ? "never ran" : parts.join(", ");
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
