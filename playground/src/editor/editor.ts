/** The editor: one view, and a state of its own for each document, so that each keeps its history and place. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { completion } from "./complete.ts";
import { hover } from "./hover.ts";
import { lua } from "./lua.ts";
import { phrases } from "./phrases.ts";
import { type Problem, problemGutter, showProblems } from "./problems.ts";

/** "file:lib/jobs.lua", "init", "init_worker". */
export type DocumentId = string;

export interface EditorEvents {
  changed(id: DocumentId): void;
}

export class Editor {
  private readonly view: EditorView;
  private readonly states = new Map<DocumentId, EditorState>();
  private readonly inWords = new Compartment();
  private readonly events: EditorEvents;
  private current: DocumentId | undefined;

  constructor(parent: HTMLElement, events: EditorEvents) {
    this.events = events;
    this.view = new EditorView({ parent });
  }

  get shown(): DocumentId | undefined {
    return this.current;
  }

  /** Makes a document, or another one of it. */
  put(id: DocumentId, text: string): void {
    const state = EditorState.create({ doc: text, extensions: this.extensions() });
    this.states.set(id, state);
    if (id === this.current) this.view.setState(state);
  }

  rename(from: DocumentId, to: DocumentId): void {
    this.keep();
    const state = this.states.get(from);
    if (state === undefined) return;
    this.states.delete(from);
    this.states.set(to, state);
    if (this.current === from) this.current = to;
  }

  remove(id: DocumentId): void {
    this.states.delete(id);
    if (this.current === id) this.current = undefined;
  }

  clear(): void {
    this.states.clear();
    this.current = undefined;
  }

  text(id: DocumentId): string {
    return this.stateOf(id)?.doc.toString() ?? "";
  }

  lengthOf(id: DocumentId): number {
    return this.stateOf(id)?.doc.length ?? 0;
  }

  /** @param label what a screen reader says of it */
  show(id: DocumentId, label: string): void {
    this.keep();
    const state = this.states.get(id);
    if (state === undefined) return;
    this.current = id;
    this.view.setState(state);
    this.relabel(label);
  }

  private relabel(label: string): void {
    const attributes = EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
    this.view.dispatch({ effects: this.inWords.reconfigure([attributes, phrases()]) });
  }

  /** Puts the cursor on a line (from 1 on) of the document that is shown. */
  goTo(line: number): void {
    const { doc } = this.view.state;
    const { from } = doc.line(Math.min(Math.max(1, line), doc.lines));
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }

  focus(): void {
    this.view.focus();
  }

  setProblems(id: DocumentId, problems: readonly Problem[]): void {
    if (id === this.current) {
      this.view.dispatch(showProblems(this.view.state, problems));
      return;
    }
    const state = this.states.get(id);
    if (state !== undefined) this.states.set(id, state.update(showProblems(state, problems)).state);
  }

  private stateOf(id: DocumentId): EditorState | undefined {
    return id === this.current ? this.view.state : this.states.get(id);
  }

  /** What is shown is ahead of what is kept. */
  private keep(): void {
    if (this.current !== undefined) this.states.set(this.current, this.view.state);
  }

  private extensions(): Extension {
    return [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      indentUnit.of("  "),
      EditorState.tabSize.of(4),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      problemGutter,
      lua,
      completion,
      hover,
      this.inWords.of([]),
      keymap.of([
        ...closeBracketsKeymap,
        // the page's own keys: to run and to stop
        ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
        ...searchKeymap,
        ...historyKeymap,
        ...completionKeymap,
        ...lintKeymap,
        indentWithTab,
      ]),
      EditorView.updateListener.of(({ docChanged }) => {
        if (docChanged && this.current !== undefined) this.events.changed(this.current);
      }),
    ];
  }
}
