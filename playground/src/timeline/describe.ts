/** What there is to say about a thing on the timeline, for tooltips, for who uses keys, and for the text. */
import type { Bar, Lane, Mark, TimelineModel, Wait } from "./model.ts";
import { timeText } from "./time.ts";
import type { Words } from "./words.ts";

/** What can be pointed at. */
export type Thing = Bar | Wait | Mark;

export interface Description {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A place in the code. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

const LEVELS = ["stderr", "emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"];
/** As much of a message as is shown at once. */
const LONGEST = 300;

export function describe(thing: Thing, model: TimelineModel, words: Words): Description {
  switch (thing.type) {
    case "bar":
      return {
        title: titleOf(thing, words),
        lines: [...aboutBar(thing, model, words), spanText(thing, words), processOf(thing, words)],
      };
    case "wait": {
      const { awaits, place, stalls, bar } = thing;
      const what = functionOf(thing, words);
      const lines = [
        awaits === undefined ? words.threadsGoOn : stalls ? words.stands(what, place) : words.waits(what, place),
        spanText(thing, words),
      ];
      return {
        title: titleOf(bar, words),
        lines: [...lines, ...aboutBar(bar, model, words), processOf(bar, words)],
      };
    }
    case "mark": {
      const place = placeOf(thing.place) === undefined ? [] : [thing.place];
      return {
        title: markText(thing, words),
        lines: [[words.at(timeText(thing.atMs, words)), ...place].join(words.separator), processOf(thing, words)],
      };
    }
  }
}

export function titleOf(bar: Bar, words: Words): string {
  const { kind, number, place, command, timer } = bar;
  switch (kind) {
    case "script":
      return words.script(fileOf(place));
    case "timer":
      return words.timerRun(timer ?? 0, place);
    case "request":
      return words.request(fileOf(place));
    case "thread":
      return bar.through === undefined
        ? words.thread(number, place)
        : words.thread(number, place) + words.aside(words.through(bar.through));
    case "child":
      return words.child(number, command);
  }
}

export function markText({ kind, text, level, place }: Mark, words: Words): string {
  switch (kind) {
    case "log":
      return words.logged(LEVELS[level] ?? "debug", cut(text));
    case "premature":
      return words.prematureMark(place);
    case "dropped":
      return words.dropped(text);
    case "cancelled":
      return words.cancelled;
    case "denied":
      return words.denied(text);
    case "reload":
      return words.reload;
  }
}

export function laneName({ role, worker, kind }: Lane, words: Words): string {
  if (kind === "children") return words.childrenOf;
  if (role === "worker" && worker !== undefined) return words.workerNumber(worker);
  return role === undefined ? words.unknownRole : words.roles[role];
}

/** The function that waits, and the library that has called it. */
export function functionOf({ awaits = "", through }: Wait, words: Words): string {
  return through === undefined ? awaits : awaits + words.aside(words.through(through));
}

/** Which process it belongs to. */
function processOf({ lane, pid }: Bar | Mark, words: Words): string {
  return [laneName({ ...lane, kind: "process" }, words), words.pid(pid)].join(words.separator);
}

/** How a bar has ended, unless it has ended well and that is no news. */
export function outcomeText({ kind, outcome, status }: Bar, words: Words): string | undefined {
  if (outcome === undefined) return undefined;
  if (kind === "child" && status !== undefined) {
    return outcome === "killed" ? words.bySignal(status) : words.exitStatus(status);
  }
  return outcome === "well" ? undefined : words.outcome[outcome];
}

/** Where a click on it leads. */
export function targetOf(thing: Thing): Place | undefined {
  return placeOf(thing.place);
}

/** "main.lua:3" as a place; a whole file is its first line. */
export function placeOf(text: string): Place | undefined {
  const colon = text.lastIndexOf(":");
  const line = Number(text.slice(colon + 1));
  if (colon <= 0 || !Number.isInteger(line) || text.startsWith("[C]")) return undefined;
  return { file: text.slice(0, colon), line: Math.max(1, line) };
}

function fileOf(place: string): string {
  return placeOf(place)?.file ?? place;
}

function aboutBar(bar: Bar, model: TimelineModel, words: Words): string[] {
  const { kind, pid, timer, place, premature, through } = bar;
  const lines: string[] = [];
  const story = timer === undefined || kind !== "timer" ? undefined : model.timer(pid, timer);
  if (story !== undefined) lines.push(words.made(!story.every, timeText(story.delayMs, words), story.madeAt));
  if (premature) lines.push(words.premature);
  if (kind === "child") {
    lines.push(
      [words.startedAt(place), ...(through === undefined ? [] : [words.through(through)])].join(words.separator),
    );
  }
  const outcome = outcomeText(bar, words);
  if (outcome !== undefined) lines.push(outcome);
  return lines;
}

function spanText({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }, words: Words): string {
  const from = timeText(startMs, words);
  if (endMs === Number.POSITIVE_INFINITY) return words.goesOn(from);
  if (endMs === startMs) return words.moment(from);
  return words.span(from, timeText(endMs, words), timeText(endMs - startMs, words));
}

/** The first line, if that is not too long. */
function cut(text: string): string {
  const [line = ""] = text.split("\n", 1);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
