/** The panel with the code: tabs, the editor, and what stands in its place for settings and files that are no text. */
import { Editor } from "../editor/editor.ts";
import type { Place } from "../output/places.ts";
import { element } from "../page/dom.ts";
import { bytes } from "../page/sizes.ts";
import { inWords, words } from "../words/index.ts";
import { Settings } from "./settings.ts";
import { type TabId, Tabs } from "./tabs.ts";
import { INIT, INIT_WORKER, pathOf, Workspace } from "./workspace.ts";

export class CodePanel {
  readonly element: HTMLElement;
  readonly editor: Editor;
  readonly workspace: Workspace;
  private readonly tabs: Tabs;
  private readonly settings: Settings;
  private readonly editorPlace = element("div", { class: "editor" });
  private readonly note = element("p", { class: "note" });
  private readonly binaryNote = element("p", { class: "empty" });
  private readonly panel = element("div", { class: "tab-panel", id: "tab-panel", role: "tabpanel" });

  constructor() {
    this.editor = new Editor(this.editorPlace, { changed: () => this.workspace.contentChanged() });
    this.workspace = new Workspace(this.editor);
    this.settings = new Settings(this.workspace);
    this.tabs = new Tabs(this.workspace, { selected: (tab) => this.show(tab) });
    this.panel.append(this.note, this.editorPlace, this.binaryNote, this.settings.element);
    this.element = element("section", { class: "panel code", id: "code" }, this.tabs.element, this.panel);
    inWords((words) => {
      this.element.setAttribute("aria-label", words.code);
      if (this.workspace.paths.length > 0) this.show(this.tabs.selected);
    });
  }

  select(tab: TabId): void {
    this.tabs.select(tab);
  }

  /** Shows a line of the project's code; of any other nothing. */
  goTo({ file, line }: Place): void {
    const id = this.workspace.documentAt(file);
    if (id === undefined) return;
    if (this.tabs.selected !== id) this.tabs.select(id);
    this.editor.goTo(line);
  }

  private show(tab: TabId): void {
    const path = pathOf(tab);
    const binary = path === undefined ? undefined : this.workspace.binary(path);
    const isText = tab !== "settings" && binary === undefined;
    this.panel.setAttribute("aria-labelledby", `tab-${tab}`);
    this.settings.element.hidden = tab !== "settings";
    this.editorPlace.hidden = !isText;
    this.binaryNote.hidden = binary === undefined;
    this.binaryNote.textContent =
      binary === undefined ? "" : words().binaryFile(bytes(Math.floor((binary.length * 3) / 4)));
    this.note.textContent = tab === INIT ? words().initNote : tab === INIT_WORKER ? words().initWorkerNote : "";
    if (isText) this.editor.show(tab, words().editorLabel(path ?? tab));
  }
}
