/** Errors at their lines, with what they mean. */
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import type { EditorState, Extension, TransactionSpec } from "@codemirror/state";
import { element } from "../page/dom.ts";
import { type Words, words } from "../words/index.ts";
import type { Taught } from "./lessons.ts";

export interface Problem {
  /** From 1 on. */
  readonly line: number;
  readonly message: string;
  readonly severity: "error" | "warning";
  readonly taught: Taught | undefined;
}

export const problemGutter: Extension = lintGutter();

export function showProblems(state: EditorState, problems: readonly Problem[]): TransactionSpec {
  const diagnostics = problems.map((problem): Diagnostic => {
    const line = state.doc.line(Math.min(Math.max(1, problem.line), state.doc.lines));
    const indent = line.text.search(/\S/);
    return {
      from: line.from + Math.max(0, indent),
      to: line.to,
      severity: problem.severity,
      message: problem.message,
      renderMessage: () => problemText(problem),
    };
  });
  return setDiagnostics(state, diagnostics);
}

function problemText({ message, taught }: Pick<Problem, "message" | "taught">): HTMLElement {
  const made = element("div", { class: "problem-text" }, element("p", { class: "problem-message" }, message));
  if (taught !== undefined) made.append(...lessonParts(taught, words()));
  return made;
}

export function lessonParts(taught: Taught, words: Words): HTMLElement[] {
  const part = (label: string, text: string) =>
    element("p", {}, element("strong", {}, label + words.colon), element("span", { lang: taught.lang }, text));
  return [part(words.means, taught.means), part(words.doThis, taught.doThis)];
}
