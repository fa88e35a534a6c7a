/** What lies open: a draft, an example, what came by a link or from a file. What was open before stays a draft. */
import type { Project } from "../../../src/sandbox/project.ts";
import { loadExamples } from "../page/lists.ts";
import type { Notices } from "../page/notices.ts";
import { saveFile } from "../page/save-file.ts";
import { bytes } from "../page/sizes.ts";
import type { CodePanel } from "../project/code-panel.ts";
import { freePath, pathFromName } from "../project/paths.ts";
import { documentOf } from "../project/workspace.ts";
import { language, words } from "../words/index.ts";
import { Autosave } from "./autosave.ts";
import { Drafts } from "./drafts.ts";
import { isLink } from "./link-mark.ts";

const EMPTY: Project = { format: "ngxbox-project", version: 1, main: "main.lua", files: { "main.lua": "" } };

export class Desk {
  readonly drafts = new Drafts();
  private readonly code: CodePanel;
  private readonly notices: Notices;
  private readonly autosave: Autosave;
  private readonly onLeave: () => void;
  /** The draft is an example as it was opened: nobody misses it. */
  private isUntouchedExample = false;

  /** @param onLeave called before another project is shown */
  constructor(code: CodePanel, notices: Notices, onLeave: () => void) {
    this.code = code;
    this.notices = notices;
    this.onLeave = onLeave;
    this.autosave = new Autosave(code.workspace, this.drafts, (problem) => {
      if (problem === undefined) notices.settle("store");
      else notices.problem(problem === "full" ? words().storeFull : words().storeMissing, "store");
    });
    code.workspace.whenChanged(() => {
      this.isUntouchedExample = false;
    });
  }

  save(): void {
    this.autosave.save();
  }

  /** What was there before, or the first example. */
  async resume(): Promise<void> {
    const kept = await this.drafts.resume();
    const project = kept === undefined ? undefined : await projectOf(kept.project);
    if (kept !== undefined && project !== undefined) this.show(project, kept.name);
    else {
      const [example] = (await loadExamples()).EXAMPLES;
      if (example === undefined) this.show(EMPTY, EMPTY.main);
      else this.show(example.project[language()], example.title[language()]);
      this.isUntouchedExample = true;
    }
    this.autosave.settle();
    void this.drafts.prune();
  }

  openNew(): Promise<void> {
    return this.openAnew(EMPTY, EMPTY.main);
  }

  async openExample(project: Project, title: string): Promise<void> {
    await this.openAnew(project, title, words().exampleOpened(title));
    this.isUntouchedExample = true;
  }

  async openDraft(id: string): Promise<void> {
    this.leave();
    const kept = await this.drafts.open(id);
    const project = kept === undefined ? undefined : await projectOf(kept.project);
    if (kept === undefined || project === undefined) return;
    this.show(project, kept.name);
    this.autosave.settle();
  }

  /** Opens what the address holds, if that is a project. */
  async openLink(): Promise<void> {
    const { hash } = location;
    if (!isLink(hash)) return;
    const { LinkError, projectFromLink } = await import("./link.ts");
    // it is taken once: what is typed afterwards must not be lost when the page is loaded anew
    history.replaceState(null, "", location.pathname + location.search);
    try {
      const project = await projectFromLink(hash);
      await this.openAnew(project, project.main, words().linkOpened);
    } catch (thrown) {
      if (!(thrown instanceof LinkError)) throw thrown;
      const { linkNewer, linkTooLarge, linkDamaged } = words();
      this.notices.problem({ newer: linkNewer, "too large": linkTooLarge, damaged: linkDamaged }[thrown.problem]);
    }
  }

  async download(): Promise<void> {
    const { writeProject } = await import("../../../src/sandbox/project/write.ts");
    const { workspace } = this.code;
    const name = workspace.main.replace(/^.*\//, "").replace(/\.lua$/, "");
    saveFile(`${name}.ngxbox.json`, writeProject(workspace.project()), "application/json");
  }

  /** A project takes the place of what is open; other files are added to it. */
  async importFiles(files: readonly File[]): Promise<void> {
    const { importFile } = await import("./import.ts");
    const { workspace } = this.code;
    const added: string[] = [];
    for (const file of files) {
      const imported = await importFile(file);
      if (imported.kind === "project") {
        await this.openAnew(imported.project, imported.name, words().projectOpened(imported.name));
        return;
      }
      if (imported.kind === "file") {
        const path = freePath(pathFromName(imported.name), (path) => workspace.has(path));
        workspace.add(path, imported.content);
        this.code.select(documentOf(path));
        added.push(path);
      } else if (imported.kind === "too large") {
        this.notices.problem(words().fileTooLarge(imported.name, bytes(imported.bytes)));
      } else if (imported.kind === "no project") {
        this.notices.problem(words().notAProject(imported.name, imported.why));
      } else this.notices.problem(words().fileUnreadable(imported.name));
    }
    const [first] = added;
    if (first === undefined) return;
    this.notices.say(added.length === 1 ? words().fileAdded(first) : words().filesAdded(added.length));
  }

  /**
   * Opens a project as a draft of its own.
   * @param told what is said of it
   */
  private async openAnew(project: Project, name: string, told?: string): Promise<void> {
    const isKept = this.leave();
    await this.drafts.begin();
    this.show(project, name);
    if (told !== undefined) this.notices.say(isKept ? `${told} ${words().keptAsDraft}` : told);
  }

  private show(project: Project, name: string): void {
    this.onLeave();
    this.autosave.name = name;
    this.code.workspace.open(project);
    this.code.select(documentOf(project.main));
  }

  /** @returns whether what was open is now among the drafts */
  private leave(): boolean {
    this.autosave.save();
    if (this.isUntouchedExample) this.drafts.remove(this.drafts.id);
    return !this.isUntouchedExample;
  }
}

/** A draft, as it was kept; undefined where it is no project (any more). */
async function projectOf(kept: unknown): Promise<Project | undefined> {
  const { projectOfDraft } = await import("./import.ts");
  return projectOfDraft(kept);
}
