/** Finds syntax errors while somebody types. A worker looks for them that has nothing else to do. */
import type { DocumentId, Editor } from "../editor/editor.ts";
import { pathOf, type Workspace } from "../project/workspace.ts";
import type { Problems } from "./problems.ts";

const AFTER_MS = 500;
/** Longer texts take too long to be read again and again. */
const LONGEST = 300_000;

/** @returns what is wrong with a text */
type Check = (text: string, name: string) => Promise<string | undefined>;

export class LiveCheck {
  private readonly editor: Editor;
  private readonly problems: Problems;
  private readonly check: Check;
  private timeout: ReturnType<typeof setTimeout> | undefined;
  private changes = 0;

  constructor(workspace: Workspace, editor: Editor, problems: Problems, check: Check) {
    this.editor = editor;
    this.problems = problems;
    this.check = check;
    workspace.whenChanged((what) => {
      if (what === "content") this.later();
    });
  }

  /** A run will tell what is wrong. */
  cancel(): void {
    clearTimeout(this.timeout);
    this.changes++;
  }

  private later(): void {
    this.cancel();
    const { changes } = this;
    const id = this.editor.shown;
    if (id !== undefined) this.timeout = setTimeout(() => void this.look(id, changes), AFTER_MS);
  }

  private async look(id: DocumentId, changes: number): Promise<void> {
    const path = pathOf(id);
    const isLua = path === undefined || path.endsWith(".lua");
    if (!isLua || this.editor.lengthOf(id) > LONGEST) return;
    const message = await this.check(this.editor.text(id), path ?? `${id}_by_lua`);
    if (changes === this.changes) await this.problems.replace(id, message);
  }
}
