/** The tabs above the editor: files, init, init_worker and settings. */
import type { DocumentId } from "../editor/editor.ts";
import { ask, confirm, showDialog } from "../page/dialogs.ts";
import { element, ICONS, icon } from "../page/dom.ts";
import { inWords, words } from "../words/index.ts";
import { freePath, isPath } from "./paths.ts";
import { documentOf, INIT, INIT_WORKER, pathOf, type Workspace } from "./workspace.ts";

export type TabId = DocumentId | "settings";

export interface TabEvents {
  selected(tab: TabId): void;
}

export class Tabs {
  readonly element = element("div", { class: "tabs" });
  private readonly list = element("div", { class: "tab-list", role: "tablist" });
  private readonly add = element("button", { type: "button", class: "quiet icon-only" }, icon(ICONS.plus));
  private readonly actions = element("button", { type: "button", class: "quiet icon-only" }, icon(ICONS.more));
  private readonly workspace: Workspace;
  private readonly events: TabEvents;
  private current: TabId = "settings";

  constructor(workspace: Workspace, events: TabEvents) {
    this.workspace = workspace;
    this.events = events;
    this.element.append(this.list, this.add, this.actions);
    this.add.addEventListener("click", () => void this.addFile());
    this.actions.addEventListener("click", () => void this.changeFile());
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    workspace.whenChanged((what) => {
      if (what !== "content") this.draw();
    });
    inWords((words) => {
      this.list.setAttribute("aria-label", words.files);
      name(this.add, words.addFile);
      name(this.actions, words.fileActions);
      this.draw();
    });
  }

  get selected(): TabId {
    return this.current;
  }

  select(tab: TabId): void {
    this.current = tab;
    this.draw();
    this.events.selected(tab);
  }

  private get tabs(): readonly TabId[] {
    return [...this.workspace.paths.map(documentOf), INIT, INIT_WORKER, "settings"];
  }

  private draw(): void {
    const hadFocus = this.list.contains(document.activeElement);
    const tabs = this.tabs.map((id) => {
      const isSelected = id === this.current;
      const path = pathOf(id);
      const tab = element(
        "button",
        {
          type: "button",
          role: "tab",
          class: path === undefined ? "special" : "file",
          id: `tab-${id}`,
          "aria-selected": String(isSelected),
          "aria-controls": "tab-panel",
          tabindex: isSelected ? "0" : "-1",
        },
        this.titleOf(id),
      );
      if (path === this.workspace.main) {
        tab.prepend(element("span", { class: "main-mark", "aria-hidden": "true" }, "▸"));
        tab.title = words().isMain;
      }
      tab.addEventListener("click", () => this.select(id));
      return tab;
    });
    this.list.replaceChildren(...tabs);
    const selected = tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
    selected?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (hadFocus) selected?.focus();
    this.actions.disabled = pathOf(this.current) === undefined;
  }

  private titleOf(id: TabId): string {
    return id === "settings" ? words().settings : (pathOf(id) ?? id);
  }

  private onKey(event: KeyboardEvent): void {
    const { tabs } = this;
    const at = tabs.indexOf(this.current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const path = pathOf(this.current);
    if (event.key === "F2" && path !== undefined) void this.rename(path);
    else if (event.key === "Delete" && path !== undefined) void this.remove(path);
    else if (to !== undefined) {
      const next = tabs[(to + tabs.length) % tabs.length];
      if (next !== undefined) this.select(next);
    } else return;
    event.preventDefault();
  }

  private async addFile(): Promise<void> {
    const { workspace } = this;
    const suggested = freePath("jobs.lua", (path) => workspace.has(path));
    const path = await ask(words().addFile, words().fileName, suggested, (text) => this.problemOf(text));
    if (path === undefined) return;
    workspace.add(path, "");
    this.select(documentOf(path));
  }

  private async changeFile(): Promise<void> {
    const path = pathOf(this.current);
    if (path === undefined) return;
    const act = (label: string, act: () => void, isOff = false) => {
      const button = element("button", { type: "button", disabled: isOff }, label);
      button.addEventListener("click", () => {
        close();
        act();
      });
      return button;
    };
    const isMain = path === this.workspace.main;
    const close = showDialog(
      "narrow",
      path,
      element(
        "div",
        { class: "dialog-actions" },
        act(isMain ? words().isMain : words().runThisFile, () => this.workspace.setMain(path), isMain),
        act(words().rename, () => void this.rename(path)),
        act(words().remove, () => void this.remove(path), isMain),
      ),
    );
  }

  private async rename(path: string): Promise<void> {
    const to = await ask(words().rename, words().fileName, path, (text) =>
      text === path ? undefined : this.problemOf(text),
    );
    if (to === undefined || to === path) return;
    this.current = documentOf(to);
    this.workspace.rename(path, to);
    this.select(documentOf(to));
  }

  private async remove(path: string): Promise<void> {
    if (path === this.workspace.main) return;
    if (!(await confirm(words().removeFile(path), words().remove))) return;
    this.current = documentOf(this.workspace.main);
    this.workspace.remove(path);
    this.select(this.current);
  }

  private problemOf(path: string): string | undefined {
    if (!isPath(path)) return words().nameWrong;
    const isTaken = this.workspace.paths.some(
      (other) => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`),
    );
    return isTaken ? words().nameTaken(path) : undefined;
  }
}

function name(button: HTMLElement, label: string): void {
  button.setAttribute("aria-label", label);
  button.title = label;
}
