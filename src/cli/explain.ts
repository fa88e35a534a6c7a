/** `ngxbox explain`: what the reference says about a name, a topic or an error. */
import type { Answer } from "../reference/explain.ts";
import { aboutMissingModule } from "./advice/missing-module.ts";
import { aboutMissingEnd } from "./advice/missing-name.ts";
import { lessonFor } from "./lessons.ts";
import { loadExplain } from "./load-explain.ts";
import { type Outcome, printed } from "./outcome.ts";
import { referenceSources } from "./reference-sources.ts";

/**
 * Several words are a text, unless all are written as names are: then each is told about.
 * Status 0, or 2 if there is nothing to say about one.
 * @param isTerminal whether a person reads it: then parts are coloured
 */
export function explain(words: readonly string[], isTerminal = false): Outcome {
  const ask = (topic: string) =>
    loadExplain()({
      topic: topic.trim(),
      sources: referenceSources(),
      lessonFor: (message) => lessonFor(message)?.code,
      isColoured: isTerminal,
    });
  const names =
    words.length > 1 && words.length <= MOST_NAMES && words.every((word) => /[.:_]/.test(word)) ? words : [];
  const answers = names.map(ask);
  if (answers.length === 0) {
    const topic = words.join(" ");
    answers.push(withAdvice(ask(topic), topic));
  }
  const stdout = answers.flatMap((answer) => ("text" in answer ? [answer.text] : [])).join("\n");
  const unknown = answers.flatMap((answer) => ("nothingAbout" in answer ? [answer.nothingAbout] : []));
  const stderr = unknown.map((text) => `ngxbox explain: ${text}`).join("");
  return unknown.length === 0 ? printed(stdout) : { status: NOTHING_TO_SAY, stdout, stderr };
}

/** An error's text may tell what is meant. */
function withAdvice(answer: Answer, topic: string): Answer {
  if (!("text" in answer)) return answer;
  const advice = aboutMissingEnd(topic) ?? aboutMissingModule(topic, undefined, () => false);
  return advice === undefined ? answer : { text: `${answer.text}\nHere: ${advice}\n` };
}

const NOTHING_TO_SAY = 2;
/** More words than these are a text. */
const MOST_NAMES = 20;
