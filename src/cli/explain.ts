/** `ngxbox explain`: lessons by code or by an error's text, and API functions by name. */
import { type Lesson, lessonFor, lessons } from "./lessons.ts";
import { failed, type Outcome, printed } from "./outcome.ts";

/** What the API's declarations say about a name such as `ngx.timer.at`; undefined for a name that there is not. */
export type DescribeApi = (name: string) => string | undefined;

/** Status 0, or 2 if there is nothing to say about the words. */
export function explain(words: readonly string[], describeApi: DescribeApi): Outcome {
  const topic = words.join(" ").trim();
  if (topic === "") return printed(allLessons());
  const code = topic.toUpperCase();
  const lesson = lessons.find((known) => known.code === code);
  if (lesson !== undefined) return printed(lessonText(lesson));
  if (/^NB\d*$/i.test(topic)) return failed(NOTHING_TO_SAY, unknownCode(code));
  const api = describeApi(topic);
  if (api !== undefined) return printed(api.endsWith("\n") ? api : `${api}\n`);
  const found = lessonFor(topic);
  if (found !== undefined) return printed(lessonText(found));
  return failed(NOTHING_TO_SAY, nothingKnown(topic));
}

const NOTHING_TO_SAY = 2;
const CODE_WIDTH = 7;
const COLUMNS = 80;
/** An argument may be of any length; what is repeated of it should fit a line. */
const QUOTED = 60;

function allLessons(): string {
  const list = lessons.map(({ code, title }) => `${code.padEnd(CODE_WIDTH)}${title}\n`).join("");
  return `${list}\nngxbox explain CODE tells more.\n`;
}

function lessonText({ code, title, means, doThis, more }: Lesson): string {
  return `${code}: ${title}\n\n${wrapped(means)}\n${wrapped(doThis)}\n\n${wrapped(more)}\n`;
}

/** Prose is broken anew at blanks; indented lines are code, and stay. */
function wrapped(text: string): string {
  const unbroken = text.replace(/^(\S.*)\n(?=\S)/gm, "$1 ");
  const line = new RegExp(`(.{1,${COLUMNS}})(?: |$)`, "g");
  return unbroken.replace(/^\S.*$/gm, (long) => long.replace(line, "$1\n").trimEnd());
}

function unknownCode(code: string): string {
  const nearest = nearestCode(code);
  return `ngxbox explain: there is no lesson ${code.slice(0, QUOTED)}\nNearest: ${nearest.code} (${nearest.title})\n`;
}

function nothingKnown(topic: string): string {
  const quoted = topic.length > QUOTED ? `${topic.slice(0, QUOTED)}...` : topic;
  const similar = similarLesson(topic);
  const hint = similar === undefined ? "" : `Nearest: ${similar.code} (${similar.title})\n`;
  return `ngxbox explain: nothing is known about "${quoted}"\n${hint}ngxbox explain lists every lesson.\n`;
}

/** By number: mistyped codes are most often off by one digit. */
function nearestCode(code: string): Lesson {
  const number = (text: string) => Number(text.slice(2, 8)) || 0;
  const distance = (lesson: Lesson) => Math.abs(number(lesson.code) - number(code));
  return lessons.reduce((best, lesson) => (distance(lesson) < distance(best) ? lesson : best));
}

/** The lesson whose title and sentence share most words with `topic`. */
function similarLesson(topic: string): Lesson | undefined {
  const asked = wordsOf(topic.slice(0, 1000));
  const shared = (lesson: Lesson) =>
    [...wordsOf(`${lesson.title} ${lesson.means}`)].filter((word) => asked.has(word)).length;
  const best = lessons.reduce((best, lesson) => (shared(lesson) > shared(best) ? lesson : best));
  return shared(best) > 0 ? best : undefined;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z_]{4,}/g) ?? []);
}
