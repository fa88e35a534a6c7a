/** `ngxbox explain`: what the reference says about a name, a topic or an error. */
import { lessonFor } from "./lessons.ts";
import { loadExplain } from "./load-explain.ts";
import { failed, type Outcome, printed } from "./outcome.ts";
import { referenceSources } from "./reference-sources.ts";

/**
 * Status 0, or 2 if there is nothing to say about the words.
 * @param isTerminal whether a person reads it: then parts are coloured
 */
export function explain(words: readonly string[], isTerminal = false): Outcome {
  const answer = loadExplain()({
    topic: words.join(" ").trim(),
    sources: referenceSources(),
    lessonFor: (message) => lessonFor(message)?.code,
    isColoured: isTerminal,
  });
  return "text" in answer ? printed(answer.text) : failed(NOTHING_TO_SAY, `ngxbox explain: ${answer.nothingAbout}`);
}

const NOTHING_TO_SAY = 2;
