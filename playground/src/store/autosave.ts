/** Saves the project soon after each change, and when the page is left. */
import type { Workspace } from "../project/workspace.ts";
import type { Drafts, StoreProblem } from "./drafts.ts";

/** How long after the last change. What is large takes long to write, and waits longer. */
const SOON_MS = 300;
const LATER_MS = 2000;
const LARGE = 500_000;

export class Autosave {
  /** What the draft is called in lists. */
  name = "main.lua";
  private readonly workspace: Workspace;
  private readonly drafts: Drafts;
  private readonly told: (problem: StoreProblem | undefined) => void;
  private timeout: ReturnType<typeof setTimeout> | undefined;
  private isDue = false;
  private hasProblem = false;
  private lastSize = 0;

  /** @param told whether it could be saved, whenever that was tried */
  constructor(workspace: Workspace, drafts: Drafts, told: (problem: StoreProblem | undefined) => void) {
    this.workspace = workspace;
    this.drafts = drafts;
    this.told = told;
    workspace.whenChanged(() => this.changed());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save();
    });
    addEventListener("pagehide", () => this.save());
    addEventListener("beforeunload", (event) => {
      this.save();
      // only where something would be lost
      if (this.hasProblem && this.isDue) event.preventDefault();
    });
  }

  /** What is there now is as it was kept. */
  settle(): void {
    clearTimeout(this.timeout);
    this.isDue = false;
  }

  save(): void {
    clearTimeout(this.timeout);
    if (!this.isDue) return;
    const project = this.workspace.project();
    this.lastSize = Object.values(project.files).reduce(
      (sum, file) => sum + (typeof file === "string" ? file.length : file.base64.length),
      0,
    );
    const problem = this.drafts.save(this.name, project);
    this.hasProblem = problem !== undefined;
    this.isDue = this.hasProblem;
    this.told(problem);
  }

  private changed(): void {
    this.isDue = true;
    clearTimeout(this.timeout);
    this.timeout = setTimeout(() => this.save(), this.lastSize > LARGE ? LATER_MS : SOON_MS);
  }
}
