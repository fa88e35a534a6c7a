/** Answers what somebody asks about: a name, an error's code, its message or a part of that, an area. */
import type { Entry, Page, Sources } from "./entry.ts";
import { reference } from "./reference.ts";
import { entriesBelow, entriesOfMethod, entryNamed, nearNames } from "./search.ts";
import { COLOURED, entryText, listText, PLAIN, type Style, shortened, wrapped } from "./text.ts";

export type Answer = { readonly text: string } | { readonly nothingAbout: string };

export interface Question {
  readonly topic: string;
  readonly sources: Sources;
  /** The code of the lesson for an error's message, where one is known. */
  readonly lessonFor: (message: string) => string | undefined;
  readonly isColoured: boolean;
}

/** An argument may be of any length; what is repeated of it should fit a line. */
const QUOTED = 60;
/** Shorter ones are in too many messages. */
const SHORTEST_PART = 5;
const LONGEST_PART = 200;

export function explainTopic({ topic, sources, lessonFor, isColoured }: Question): Answer {
  const style = isColoured ? COLOURED : PLAIN;
  const pages = reference(sources);
  if (topic === "") return { text: topics(pages, style) };
  const entries = pages.flatMap((page) => page.entries);
  const ofCode = (code: string) => entries.find(({ names }) => names[0] === code.toUpperCase());
  if (/^NB\d*$/i.test(topic)) {
    const lesson = ofCode(topic);
    return lesson === undefined ? unknownCode(topic, sources) : { text: entryText(lesson, style) };
  }
  const named = entryNamed(entries, topic);
  if (named !== undefined) return { text: entryText(named, style, topic) };
  const page = pageNamed(pages, topic.toLowerCase());
  if (page !== undefined) return { text: pageText(page, style) };
  const below = entriesBelow(entries, topic);
  if (below.length > 0) return { text: listed(topic, below, style) };
  const ofMethod = /\s/.test(topic) ? [] : entriesOfMethod(entries, topic);
  const [likeliest, ...others] = ofMethod;
  if (likeliest !== undefined) {
    const isSure = others.length === 0 || /[.:]/.test(topic);
    return { text: isSure ? entryText(likeliest, style, topic) + seeAlso(others) : listed(topic, ofMethod, style) };
  }
  const code = lessonFor(topic);
  const lesson = code === undefined ? undefined : ofCode(code);
  if (lesson !== undefined) return { text: entryText(lesson, style) };
  const partOf = messagesWith(pages, topic);
  const [first] = partOf;
  if (first !== undefined) {
    return { text: partOf.length === 1 ? entryText(first, style) : listed(topic, partOf, style) };
  }
  const near = /\s/.test(topic) ? [] : nearNames(entries, topic);
  const saying = near.length > 0 ? [] : entriesSaying(entries, topic);
  if (saying.length > 0) return { text: `${listed(topic, saying.slice(0, MOST_LISTED), style)}${unlisted(saying)}` };
  return nothingKnown(topic, near, sources);
}

/** `pipe` is the page ngx.pipe, `timer` is timers. */
function pageNamed(pages: readonly Page[], asked: string): Page | undefined {
  const names = [asked, `ngx.${asked}`, `resty.${asked}`, `${asked}s`];
  return names.flatMap((wanted) => pages.filter(({ name }) => name === wanted))[0];
}

/** What there is to ask about. */
function topics(pages: readonly Page[], { title }: Style): string {
  const width = Math.max(...pages.map(({ name }) => name.length)) + 2;
  const list = pages.map((page) => `  ${page.name.padEnd(width)}${shortened(page.title, 78 - width)}\n`).join("");
  return `${title("Topics")}\n${list}
ngxbox explain TOPIC             lists what it holds
ngxbox explain ngx.timer.at      a function, method, constant or directive
ngxbox explain sock:receive      a method, whatever the variable is called
ngxbox explain NB202             an error by its code
ngxbox explain 'pending timers'  an error by its message, or a part of it
`;
}

function pageText(page: Page, { title }: Style): string {
  return `${title(page.title)}\n\n${wrapped(page.about)}\n\n${listText(page.entries)}`;
}

function seeAlso(entries: readonly Entry[]): string {
  return entries.length === 0 ? "" : `\n${wrapped(`See also: ${entries.map(({ names }) => names[0]).join(", ")}`)}\n`;
}

function listed(topic: string, entries: readonly Entry[], { title }: Style): string {
  return `${title(shortened(topic, QUOTED))}\n${listText(entries)}`;
}

/** Errors whose message or title has the words of a text one after another: "index a nil" is in "index local 't' (a nil value)". */
function messagesWith(pages: readonly Page[], text: string): readonly Entry[] {
  if (text.length < SHORTEST_PART || text.length > LONGEST_PART) return [];
  const words = text.toLowerCase().split(/\s+/);
  const errors = pages.find(({ name }) => name === "errors")?.entries ?? [];
  return errors.filter(({ title, usage }) => [title, ...usage].some((line) => hasInOrder(line.toLowerCase(), words)));
}

function hasInOrder(line: string, words: readonly string[]): boolean {
  let from = 0;
  return words.every((word) => {
    const at = line.indexOf(word, from);
    from = at + word.length;
    return at >= 0;
  });
}

/** By number: mistyped codes are most often off by one digit. */
function unknownCode(topic: string, { errors }: Sources): Answer {
  const number = (code: string) => Number(code.slice(2, 8)) || 0;
  const distance = (code: string) => Math.abs(number(code) - number(topic));
  const nearest = errors.reduce((best, error) => (distance(error.code) < distance(best.code) ? error : best));
  const asked = shortened(topic.toUpperCase(), QUOTED);
  return { nothingAbout: `there is no lesson ${asked}\nNearest: ${nearest.code} (${nearest.title})\n` };
}

/** How many entries that say a text are listed: a screen of them. */
const MOST_LISTED = 15;

function unlisted({ length }: readonly Entry[]): string {
  return length <= MOST_LISTED ? "" : `and ${length - MOST_LISTED} more\n`;
}

/** Entries in whose words or examples a text stands, such as "connection refused", which no error's lesson is about. */
function entriesSaying(entries: readonly Entry[], text: string): readonly Entry[] {
  if (text.length < SHORTEST_PART || text.length > LONGEST_PART) return [];
  const wanted = oneLine(text);
  return entries.filter((entry) => oneLine(entryText(entry, PLAIN)).includes(wanted));
}

function oneLine(text: string): string {
  return text.toLowerCase().replace(/\s+/g, " ");
}

function nothingKnown(topic: string, near: readonly string[], { errors }: Sources): Answer {
  const similar = similarLesson(topic, errors);
  const hint =
    near.length > 0
      ? `Did you mean ${near.join(" or ")}?\n`
      : similar === undefined
        ? ""
        : `Nearest: ${similar.code} (${similar.title})\n`;
  return {
    nothingAbout: `nothing is known about "${shortened(topic, QUOTED)}"\n${hint}ngxbox explain lists the topics.\n`,
  };
}

/** The lesson whose title and sentence share most words with `topic`. */
function similarLesson(topic: string, errors: Sources["errors"]): Sources["errors"][number] | undefined {
  const asked = wordsOf(topic.slice(0, 1000));
  const shared = ({ title, means }: Sources["errors"][number]) =>
    [...wordsOf(`${title} ${means}`)].filter((word) => asked.has(word)).length;
  const best = errors.reduce((best, error) => (shared(error) > shared(best) ? error : best));
  return shared(best) > 0 ? best : undefined;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z_]{4,}/g) ?? []);
}
