/** The timeline as text: for who does not see it, and for copying. */
import { functionOf, laneName, markText, outcomeText, titleOf } from "./describe.ts";
import { firstStartingAt } from "./layout.ts";
import type { Bar, Lane, Mark, TimelineModel, Wait } from "./model.ts";
import { timeText } from "./time.ts";
import type { Words } from "./words.ts";

/** Of things that are alike and follow one another, so many are told of one by one. */
const MOST_ALIKE = 3;
const MOST_WAITS = 6;
const MOST_LIVES = 20;
/** What is written while a script runs must not take long. */
const MOST_ENTRIES = 2000;
const MOST_LINES_OF_LANE = 60;
const MOST_LINES = 600;
const MOST_LINES_TO_HEAR = 30;

/** One sentence: what there is to see. */
export function summaryOf(model: TimelineModel, words: Words): string {
  if (model.lanes.length === 0) return words.empty;
  const processes = model.lanes.reduce((sum, { lives }) => sum + lives.length, 0);
  const stalls = model.lanes.flatMap((lane) => lane.stalls);
  const stalledMs = stalls.reduce((sum, { startMs, endMs }) => sum + Math.min(endMs, model.endMs) - startMs, 0);
  const time = (ms: number) => timeText(ms, words);
  return words.summary(time(model.startMs), time(model.endMs), processes, model.bars, stalls.length, time(stalledMs));
}

export function textOf(model: TimelineModel, words: Words): string {
  const lines = [summaryOf(model, words)];
  if (model.forgotten > 0) lines.push(words.forgotten(model.forgotten));
  for (const lane of model.lanes) {
    const told = linesOfLane(lane, words);
    lines.push("", headOf(lane, words), ...told.slice(0, MOST_LINES_OF_LANE).map((line) => `  ${line}`));
    if (told.length > MOST_LINES_OF_LANE) lines.push(`  ${words.moreLines(told.length - MOST_LINES_OF_LANE)}`);
  }
  if (lines.length > MOST_LINES)
    return [...lines.slice(0, MOST_LINES), words.moreLines(lines.length - MOST_LINES)].join("\n");
  return lines.join("\n");
}

/** So much of the text as somebody listens to. */
export function beginningOf(text: string, words: Words): string {
  const lines = text.split("\n");
  if (lines.length <= MOST_LINES_TO_HEAR) return text;
  return [...lines.slice(0, MOST_LINES_TO_HEAR), words.moreLines(lines.length - MOST_LINES_TO_HEAR)].join("\n");
}

function headOf(lane: Lane, words: Words): string {
  const name = laneName(lane, words);
  if (lane.kind === "children") return `  ${name}`;
  const told = lane.lives.length > MOST_LIVES + 1 ? lane.lives.slice(0, MOST_LIVES) : lane.lives;
  const lives = told.map(({ pid, startMs, endMs }) => {
    const from = timeText(startMs, words);
    const isOver = endMs !== Number.POSITIVE_INFINITY;
    return `${words.pid(pid)} ${isOver ? words.lives(from, timeText(endMs, words)) : words.livesOn(from)}`;
  });
  const more = lane.lives.length - told.length;
  return [name, ...lives, ...(more > 0 ? [words.more(more)] : [])].join(words.separator);
}

/** What a lane holds, in the order of time. */
function linesOfLane(lane: Lane, words: Words): string[] {
  const whole = lane.rows.reduce((sum, { bars }) => sum + bars.length, lane.marks.length);
  const lists: readonly (readonly (Bar | Mark)[])[] = [...lane.rows.map(({ bars }) => bars), lane.marks];
  const first = lists.flatMap((list) => list.slice(0, MOST_ENTRIES));
  const entries = first.sort((one, other) => beginOf(one) - beginOf(other)).slice(0, MOST_ENTRIES);
  const lines: string[] = [];
  for (let at = 0; at < entries.length; ) {
    const entry = entries[at] as Bar | Mark;
    let next = at + 1;
    while (next < entries.length && areAlike(entry, entries[next] as Bar | Mark)) next++;
    const told = next - at > MOST_ALIKE + 1 ? MOST_ALIKE : next - at;
    for (const one of entries.slice(at, at + told)) {
      lines.push(...(one.type === "mark" ? [markLine(one, words)] : barLines(one, words)));
    }
    if (told < next - at) {
      lines.push(words.moreTimes(next - at - told, timeText(beginOf(entries[next - 1] as Bar | Mark), words)));
    }
    at = next;
  }
  if (whole > entries.length) lines.push(words.more(whole - entries.length));
  return lines;
}

function areAlike(one: Bar | Mark, other: Bar | Mark): boolean {
  if (one.type === "mark" || other.type === "mark") {
    return one.type === "mark" && other.type === "mark" && one.kind === other.kind && one.text === other.text;
  }
  const isSame = one.kind === other.kind && one.place === other.place && one.command === other.command;
  return isSame && one.outcome === other.outcome && one.premature === other.premature;
}

function beginOf(entry: Bar | Mark): number {
  return entry.type === "mark" ? entry.atMs : entry.startMs;
}

function markLine(mark: Mark, words: Words): string {
  return `${timeText(mark.atMs, words)}  ${markText(mark, words)}`;
}

function barLines(bar: Bar, words: Words): string[] {
  const { startMs, endMs, premature } = bar;
  const parts = [titleOf(bar, words)];
  if (endMs === Number.POSITIVE_INFINITY) parts.push(words.stillRuns);
  else if (endMs > startMs) parts.push(words.takes(timeText(endMs - startMs, words)));
  if (premature) parts.push(words.premature);
  const outcome = outcomeText(bar, words);
  if (outcome !== undefined) parts.push(outcome);
  const waits = waitsOf(bar);
  const lines = [`${timeText(startMs, words)}  ${parts.join(words.separator)}`];
  for (const wait of waits.slice(0, MOST_WAITS))
    lines.push(`    ${timeText(wait.startMs, words)}  ${waitText(wait, words)}`);
  const last = waits.at(-1);
  if (last !== undefined && waits.length > MOST_WAITS) {
    lines.push(`    ${words.moreTimes(waits.length - MOST_WAITS, timeText(last.startMs, words))}`);
  }
  return lines;
}

function waitsOf(bar: Bar): Wait[] {
  const waits = bar.lane.rows[bar.row]?.waits ?? [];
  const first = firstStartingAt(waits, bar.startMs);
  const last = firstStartingAt(waits, bar.endMs, first);
  return waits.slice(first, last).filter((wait) => wait.bar === bar);
}

function waitText(wait: Wait, words: Words): string {
  const { awaits, startMs, endMs, place, stalls } = wait;
  const isOver = endMs !== Number.POSITIVE_INFINITY;
  const length = timeText(endMs - startMs, words);
  if (awaits === undefined) return isOver ? words.threadsGoOn + words.aside(length) : words.threadsGoOn;
  const what = functionOf(wait, words);
  if (!isOver) return stalls ? words.stillStands(what, place) : words.stillWaits(what, place);
  return stalls ? words.standsFor(what, length, place) : words.waitsFor(what, length, place);
}
