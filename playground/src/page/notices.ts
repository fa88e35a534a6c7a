/** Messages of the page: what has been done, and what could not be. */
import { words } from "../words/index.ts";
import { element, ICONS, icon } from "./dom.ts";

export type NoticeKind = "done" | "problem";

/** How long one stays that needs no answer. */
const STAYS_MS = 6000;

export class Notices {
  readonly element = element("div", { class: "notices" });
  /** Screen readers read what is put here. */
  private readonly polite = element("div", { class: "sr-only", role: "status" });
  private readonly lasting = new Map<string, HTMLElement>();

  constructor(parent: HTMLElement) {
    parent.append(this.element, this.polite);
  }

  say(text: string): void {
    this.polite.textContent = text;
    this.show("done", text, STAYS_MS);
  }

  /** @param name of a problem that lasts: it is shown once, until {@link settle} */
  problem(text: string, name = text): void {
    if (this.lasting.has(name)) return;
    this.lasting.set(
      name,
      this.show("problem", text, undefined, () => this.lasting.delete(name)),
    );
  }

  settle(name: string): void {
    this.lasting.get(name)?.remove();
    this.lasting.delete(name);
  }

  private show(kind: NoticeKind, text: string, ms: number | undefined, gone: () => void = () => {}): HTMLElement {
    const dismiss = element(
      "button",
      { type: "button", class: "quiet icon-only", "aria-label": words().dismiss },
      icon(ICONS.close),
    );
    const notice = element(
      "div",
      { class: `notice ${kind}`, ...(kind === "problem" ? { role: "alert" } : {}) },
      element("p", {}, text),
      dismiss,
    );
    const remove = () => {
      notice.remove();
      gone();
    };
    dismiss.addEventListener("click", remove);
    if (ms !== undefined) setTimeout(remove, ms);
    this.element.append(notice);
    return notice;
  }
}
