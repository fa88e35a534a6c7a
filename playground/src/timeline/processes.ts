/** The tree of processes: the master, what it has made, and their children. */
import type { ProcessInfo } from "../../../src/browser.ts";
import { type Place, placeOf } from "./describe.ts";
import { element } from "./element.ts";
import type { Bar, TimelineModel } from "./model.ts";
import type { Words } from "./words.ts";

export class ProcessTree {
  readonly section: HTMLElement;
  private readonly heading = element("h3");
  private readonly body = element("div");
  private readonly model: TimelineModel;
  private readonly open: (place: Place) => void;
  private list: readonly ProcessInfo[] = [];
  private shown = "";

  constructor(model: TimelineModel, open: (place: Place) => void) {
    this.model = model;
    this.open = open;
    this.section = element("section", { class: "timeline-processes" }, this.heading, this.body);
  }

  set(list: readonly ProcessInfo[]): void {
    this.list = list;
  }

  /** Writes it anew where anything is different. */
  render(words: Words): void {
    this.heading.textContent = words.processes;
    const { model, list } = this;
    const children = new Map(list.map(({ pid }) => [pid, model.livingChildren(pid)]));
    const state = JSON.stringify([words.processes, list, [...children.values()].flat().map(({ number }) => number)]);
    if (state === this.shown) return;
    this.shown = state;
    if (list.length === 0) {
      this.body.replaceChildren(element("p", { class: "timeline-none" }, words.noProcesses));
      return;
    }
    const item = (process: ProcessInfo) => {
      const below = (children.get(process.pid) ?? []).map((child) => this.child(child, words));
      const made = element("li", {}, ...line(process, words));
      if (below.length > 0) made.append(element("ul", {}, ...below));
      return made;
    };
    const [master, others] = [list.find(({ type }) => type === "master"), list.filter(({ type }) => type !== "master")];
    const top = element("ul", { class: "timeline-tree" });
    if (master === undefined) top.append(...others.map(item));
    else {
      const root = item(master);
      if (others.length > 0) root.append(element("ul", {}, ...others.map(item)));
      top.append(root);
    }
    this.body.replaceChildren(top);
  }

  private child({ number, command, place }: Bar, words: Words): HTMLElement {
    const target = placeOf(place);
    const pid = element("span", { class: "timeline-pid" }, String(number));
    const made = element("li", {}, pid, element("code", {}, command));
    if (target !== undefined) made.append(placeButton(target, place, this.open, words));
    return made;
  }
}

function line({ pid, title, isExiting }: ProcessInfo, words: Words): Node[] {
  const parts: Node[] = [element("span", { class: "timeline-pid" }, String(pid)), element("code", {}, title)];
  if (isExiting) parts.push(element("span", { class: "timeline-badge" }, words.exiting));
  return parts;
}

/** A place in the code that can be gone to. */
export function placeButton(target: Place, text: string, open: (place: Place) => void, words: Words): HTMLElement {
  const button = element("button", { type: "button", class: "timeline-goto", title: words.goTo(text) }, text);
  button.addEventListener("click", () => open(target));
  return button;
}
