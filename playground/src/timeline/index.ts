/** Time that can be seen: a timeline of what happens in a sandbox, its processes, and the timers that wait. */
import "./timeline.css";
import type { ProcessInfo, TracedEvent } from "../../../src/browser.ts";
import { Chart } from "./chart.ts";
import { describe, type Place, type Thing, targetOf } from "./describe.ts";
import { element } from "./element.ts";
import { legend } from "./legend.ts";
import { TimelineModel } from "./model.ts";
import { PendingTimers, type ShownTimer } from "./pending-timers.ts";
import { ProcessTree, placeButton } from "./processes.ts";
import { beginningOf, summaryOf, textOf } from "./text.ts";
import { type Language, type Words, wordsOf } from "./words.ts";

export interface TimelineOptions {
  /** Asked whenever something is written. */
  language(): Language;
  /** Somebody wants to see a line of the code. */
  open(place: Place): void;
  /** Takes a timer of ngxbox.timer's back. Absent: nobody can. */
  cancel?(timer: number, pid: number): void;
}

export interface TimelineView {
  add(events: readonly TracedEvent[]): void;
  /** The processes that live now. */
  showProcesses(list: readonly ProcessInfo[]): void;
  /** The timers that wait now. */
  showTimers(list: readonly ShownTimer[]): void;
  /** The time now, in milliseconds since the beginning, where it goes on although nothing happens. */
  showTime(nowMs: number): void;
  clear(): void;
  /** All of it, as text. */
  text(): string;
  /** Writes all anew: the language may be another. */
  refresh(): void;
  destroy(): void;
}

/** Text for screen readers is written once nothing has come for so long, in milliseconds. */
const QUIET_MS = 400;

export function createTimeline(parent: HTMLElement, options: TimelineOptions): TimelineView {
  return new Timeline(parent, options);
}

let lastNumber = 0;

class Timeline implements TimelineView {
  /** For tests: what is drawn, and how fast. */
  readonly chart: Chart;
  private readonly options: TimelineOptions;
  private readonly model = new TimelineModel();
  private readonly root: HTMLElement;
  private readonly heading = element("h2");
  private readonly hint = element("p", { class: "timeline-hint" });
  private readonly status = element("p", { class: "timeline-status", "aria-live": "polite" });
  private readonly summary = element("p", { class: "timeline-summary" });
  private readonly legend = element("ul", { class: "timeline-legend" });
  private readonly textTitle = element("summary");
  private readonly textForm = element("pre", { tabindex: "0" });
  /** The beginning of it, with which the canvas is described. */
  private readonly digest = element("p", { hidden: "" });
  private readonly details: HTMLDetailsElement;
  private readonly buttons: readonly { readonly button: HTMLButtonElement; readonly name: (words: Words) => string }[];
  private readonly processes: ProcessTree;
  private readonly timers: PendingTimers;
  private readonly style: MutationObserver;
  private readonly scheme = matchMedia("(prefers-color-scheme: dark)");
  private readonly onScheme = () => this.refresh();
  private selected: Thing | undefined;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;
  /** What the legend explains; undefined: that is to be written anew. */
  private explained: string | undefined;

  constructor(parent: HTMLElement, options: TimelineOptions) {
    this.options = options;
    const { model } = this;
    const open = (place: Place) => options.open(place);
    this.processes = new ProcessTree(model, open);
    this.timers = new PendingTimers({ model, open, cancel: options.cancel?.bind(options) });
    this.chart = new Chart({ model, words: () => this.words, open, onSelect: (thing) => this.select(thing) });
    const number = ++lastNumber;
    this.summary.id = `timeline-${number}-summary`;
    this.digest.id = `timeline-${number}-digest`;
    this.hint.id = `timeline-${number}-keys`;
    this.heading.id = `timeline-${number}-title`;
    this.chart.canvas.setAttribute("aria-describedby", this.digest.id);
    this.chart.scroller.setAttribute("aria-describedby", this.hint.id);
    this.details = element("details", { class: "timeline-text" }, this.textTitle, this.textForm);
    this.details.addEventListener("toggle", () => this.write());
    const button = (text: string, name: (words: Words) => string, act: () => void) => {
      const made = element("button", { type: "button" }, text);
      made.addEventListener("click", act);
      return { button: made, name };
    };
    this.buttons = [
      button(
        "+",
        ({ zoomIn }) => zoomIn,
        () => this.chart.zoomIn(),
      ),
      button(
        "−",
        ({ zoomOut }) => zoomOut,
        () => this.chart.zoomOut(),
      ),
      button(
        "",
        ({ fit }) => fit,
        () => this.chart.fit(),
      ),
      button(
        "",
        ({ copy }) => copy,
        () => void this.copy(),
      ),
    ];
    const tools = element("div", { class: "timeline-tools" }, ...this.buttons.map(({ button: made }) => made));
    this.root = element(
      "section",
      { class: "timeline", "aria-labelledby": this.heading.id },
      element("div", { class: "timeline-head" }, this.heading, tools),
      this.chart.frame,
      this.status,
      this.legend,
      this.hint,
      this.summary,
      this.details,
      this.digest,
      element("div", { class: "timeline-lists" }, this.processes.section, this.timers.section),
    );
    parent.append(this.root);
    this.style = new MutationObserver(() => this.refresh());
    this.style.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme", "class", "style"],
    });
    this.scheme.addEventListener("change", this.onScheme);
    this.refresh();
  }

  add(events: readonly TracedEvent[]): void {
    if (events.length === 0) return;
    this.model.add(events);
    this.changed();
  }

  showProcesses(list: readonly ProcessInfo[]): void {
    this.model.setProcesses(list);
    this.processes.set(list);
    this.changed();
  }

  showTimers(list: readonly ShownTimer[]): void {
    this.timers.set(list);
    this.changed();
  }

  showTime(nowMs: number): void {
    if (!(nowMs > this.model.endMs)) return;
    this.model.setNow(nowMs);
    this.chart.changed();
  }

  clear(): void {
    this.model.clear();
    this.processes.set([]);
    this.timers.set([]);
    this.chart.clear();
    this.changed();
  }

  text(): string {
    return textOf(this.model, this.words);
  }

  refresh(): void {
    const { words } = this;
    this.heading.textContent = words.timeline;
    this.hint.textContent = words.keys;
    this.textTitle.textContent = words.asText;
    this.chart.canvas.setAttribute("aria-label", words.timeline);
    this.chart.scroller.setAttribute("aria-label", words.timeline);
    for (const { button, name } of this.buttons) {
      const text = name(words);
      if (button.textContent === "" || button.textContent.length > 1) button.textContent = text;
      else button.setAttribute("aria-label", text);
      button.title = text;
    }
    this.chart.restyle();
    this.legend.setAttribute("aria-label", words.legend);
    this.explained = undefined;
    this.select(this.selected);
    this.renderLists();
    this.write();
  }

  destroy(): void {
    clearTimeout(this.quiet);
    cancelAnimationFrame(this.frame);
    this.style.disconnect();
    this.scheme.removeEventListener("change", this.onScheme);
    this.chart.destroy();
    this.root.remove();
  }

  private get words(): Words {
    return wordsOf(this.options.language());
  }

  private changed(): void {
    this.chart.changed();
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.renderLists();
      });
    }
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.write(), QUIET_MS);
  }

  private renderLists(): void {
    const { kinds } = this.model;
    const explained = [...kinds].join();
    if (explained !== this.explained) {
      this.explained = explained;
      this.legend.replaceChildren(...legend(kinds, this.root, this.words));
    }
    this.root.classList.toggle("is-empty", this.model.lanes.length === 0);
    this.processes.render(this.words);
    this.timers.render(this.words);
  }

  /** Writes what screen readers are told. */
  private write(): void {
    this.summary.textContent = summaryOf(this.model, this.words);
    const text = this.text();
    this.textForm.textContent = text;
    this.digest.textContent = beginningOf(text, this.words);
  }

  private select(thing: Thing | undefined): void {
    this.selected = thing;
    if (thing === undefined) {
      this.status.replaceChildren();
      return;
    }
    const { words } = this;
    const { title, lines } = describe(thing, this.model, words);
    this.status.replaceChildren(element("strong", {}, title), ` ${lines.join(" · ")} `);
    const target = targetOf(thing);
    if (target !== undefined) {
      const place = placeButton(target, thing.place, (wanted) => this.options.open(wanted), words);
      this.status.append(place);
    }
  }

  private async copy(): Promise<void> {
    const { words } = this;
    try {
      await navigator.clipboard.writeText(this.text());
      this.status.replaceChildren(words.copied);
    } catch {
      // without leave to write the clipboard, the text is shown, and selected
      this.details.open = true;
      this.write();
      getSelection()?.selectAllChildren(this.textForm);
    }
  }
}
