/** Errors of a run, and of what is being typed, at their lines in the editor. */
import type { DocumentId, Editor } from "../editor/editor.ts";
import { lessonOn } from "../editor/lessons.ts";
import type { Problem } from "../editor/problems.ts";
import { placesIn } from "../output/places.ts";
import type { Workspace } from "../project/workspace.ts";
import { inWords, language } from "../words/index.ts";

const MOST = 50;

export class Problems {
  private readonly byDocument = new Map<DocumentId, Problem[]>();
  private readonly editor: Editor;
  private readonly workspace: Workspace;
  private count = 0;

  constructor(editor: Editor, workspace: Workspace) {
    this.editor = editor;
    this.workspace = workspace;
    inWords(() => void this.explainAnew());
  }

  clear(): void {
    for (const id of this.byDocument.keys()) this.editor.setProblems(id, []);
    this.byDocument.clear();
    this.count = 0;
  }

  /** A text that names a place in the project, if it does: the first one counts. */
  async add(message: string, severity: Problem["severity"]): Promise<void> {
    if (this.count >= MOST) return;
    for (const { file, line } of placesIn(message)) {
      const id = this.workspace.documentAt(file);
      if (id === undefined) continue;
      this.count++;
      const taught = await lessonOn(message).catch(() => undefined);
      const known = this.byDocument.get(id) ?? [];
      if (known.some((other) => other.line === line && other.message === message)) return;
      known.push({ line, message, severity, taught });
      this.byDocument.set(id, known);
      this.editor.setProblems(id, known);
      return;
    }
  }

  /** In the language of the page, which has changed. */
  private async explainAnew(): Promise<void> {
    const asked = language();
    for (const [id, known] of this.byDocument) {
      const taught = await Promise.all(known.map(({ message }) => lessonOn(message).catch(() => undefined)));
      if (asked !== language()) return;
      for (const [at, lesson] of taught.entries()) {
        const problem = known[at];
        if (problem !== undefined) known[at] = { ...problem, taught: lesson };
      }
      if (this.byDocument.get(id) === known) this.editor.setProblems(id, known);
    }
  }

  /** What is wrong with the text of a document that has just been changed: whatever was known of it is old. */
  async replace(id: DocumentId, message: string | undefined): Promise<void> {
    if (message === undefined && !this.byDocument.has(id)) return;
    this.byDocument.delete(id);
    this.editor.setProblems(id, []);
    if (message !== undefined) await this.add(message, "error");
  }
}
