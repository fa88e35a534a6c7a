/** The table of timers that wait to fire. */
import type { PendingTimer } from "../../../src/browser.ts";
import { laneName, type Place, placeOf } from "./describe.ts";
import { element } from "./element.ts";
import type { TimelineModel } from "./model.ts";
import { placeButton } from "./processes.ts";
import { timeText } from "./time.ts";
import type { Words } from "./words.ts";

export type ShownTimer = PendingTimer & { readonly pid: number };

/** A table that changes all the time cannot have many rows; nobody reads more. */
const MOST_ROWS = 50;

export interface PendingTimersOptions {
  readonly model: TimelineModel;
  readonly open: (place: Place) => void;
  readonly cancel: ((timer: number, pid: number) => void) | undefined;
}

export class PendingTimers {
  readonly section: HTMLElement;
  private readonly heading = element("h3");
  private readonly body = element("div", { class: "timeline-table" });
  private readonly options: PendingTimersOptions;
  private list: readonly ShownTimer[] = [];
  private shown = "";

  constructor(options: PendingTimersOptions) {
    this.options = options;
    this.section = element("section", { class: "timeline-pending" }, this.heading, this.body);
  }

  set(list: readonly ShownTimer[]): void {
    this.list = list;
  }

  /** Writes it anew where anything is different. A button that has the focus keeps it. */
  render(words: Words): void {
    const { list } = this;
    this.heading.textContent =
      list.length === 0 ? words.pendingTimers : words.pendingTimers + words.aside(String(list.length));
    const state = JSON.stringify([words.pendingTimers, list.slice(0, MOST_ROWS), list.length]);
    if (state === this.shown) return;
    this.shown = state;
    const focused = this.body.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-key")
      : null;
    if (list.length === 0) {
      this.body.replaceChildren(element("p", { class: "timeline-none" }, words.noTimers));
      return;
    }
    const hasCancel = this.options.cancel !== undefined && list.some(({ canCancel }) => canCancel);
    const { when, callback, madeAt, period, process } = words.columns;
    const titles = [when, callback, madeAt, period, process];
    const head = element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, title)));
    if (hasCancel) head.append(element("td"));
    const rows = list.slice(0, MOST_ROWS).map((timer) => this.row(timer, hasCancel, words));
    const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
    const more =
      list.length > MOST_ROWS ? [element("p", { class: "timeline-none" }, words.more(list.length - MOST_ROWS))] : [];
    this.body.replaceChildren(table, ...more);
    if (focused) this.body.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  private row(timer: ShownTimer, hasCancel: boolean, words: Words): HTMLElement {
    const { id, pid, inMs, everyMs, callback, canCancel } = timer;
    const { model, cancel } = this.options;
    const lane = model.laneOf(pid);
    const cells = [
      inMs === 0 ? words.now : timeText(inMs, words),
      this.place(callback, `${pid} ${id} callback`, words),
      this.place(model.timer(pid, id)?.madeAt ?? "", `${pid} ${id} made`, words),
      everyMs === 0 ? words.once : words.every(timeText(everyMs, words)),
      lane === undefined ? String(pid) : `${laneName(lane, words)} ${pid}`,
    ];
    const made = element("tr", {}, ...cells.map((cell) => element("td", {}, cell)));
    if (!hasCancel) return made;
    const last = element("td");
    if (canCancel) {
      const attributes = {
        type: "button",
        "data-key": `${pid} ${id} cancel`,
        "aria-label": words.cancelTimer(callback),
      };
      const button = element("button", attributes, words.cancel);
      button.addEventListener("click", () => cancel?.(id, pid));
      last.append(button);
    }
    made.append(last);
    return made;
  }

  private place(text: string, key: string, words: Words): Node | string {
    const target = placeOf(text);
    if (target === undefined) return text;
    const button = placeButton(target, text, this.options.open, words);
    button.setAttribute("data-key", key);
    return button;
  }
}
