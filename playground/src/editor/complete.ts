/** Completion: names of the reference, keywords, and words of the text. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completeAnyWord,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { explained } from "./explained.ts";
import { type Candidate, loadReference } from "./reference.ts";

const KEYWORDS =
  "and break do else elseif end false for function goto if in local nil not or repeat return then true until while";

const keywords: readonly Completion[] = KEYWORDS.split(" ").map((label) => ({ label, type: "keyword" }));

/** In front of the cursor: `ngx.timer.a`, `sock:re`, `loc`. */
const PATH = /(?:[A-Za-z_][\w.]*[.:])?[A-Za-z_]?\w*$/;

async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(PATH);
  if (word === null || (word.text === "" && !context.explicit)) return null;
  if (isInTextOrComment(context)) return null;
  const at = Math.max(word.text.lastIndexOf("."), word.text.lastIndexOf(":"));
  const from = word.from + at + 1;
  const { below, methods } = await loadReference();
  if (context.aborted) return null;
  if (at >= 0) {
    const object = word.text.slice(0, at);
    const candidates = word.text[at] === ":" ? methods : below(object);
    return candidates.length === 0 ? null : { from, options: candidates.map(optionOf), validFor: /^\w*$/ };
  }
  const words = completeAnyWord(context);
  const own = words instanceof Promise ? await words : words;
  const known = new Set([...keywords.map(({ label }) => label)]);
  const globals = below("").map(optionOf);
  for (const { label } of globals) known.add(label);
  const more = (own?.options ?? []).filter(({ label }) => !known.has(label) && /^[A-Za-z_]\w+$/.test(label));
  return { from, options: [...keywords, ...globals, ...more], validFor: /^\w*$/ };
}

function optionOf({ label, kind, entry }: Candidate): Completion {
  if (entry === undefined) return { label, type: kind };
  return { label, type: kind, detail: signatureOf(entry.usage[0] ?? ""), info: () => explained(entry) };
}

/** What is in the brackets of "ok, err = ngx.timer.at(delay, callback, ...)". */
function signatureOf(usage: string): string {
  const [signature = ""] = /\([^()]*\)/.exec(usage) ?? [];
  return signature.length > 40 ? `${signature.slice(0, 38)}…` : signature;
}

/** As far as the line tells. */
function isInTextOrComment({ state, pos }: CompletionContext): boolean {
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const code = before.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\[\[.*?\]\]/g, "");
  return /--|["']|\[\[/.test(code);
}

export const completion: Extension = autocompletion({ override: [complete], maxRenderedOptions: 60 });
