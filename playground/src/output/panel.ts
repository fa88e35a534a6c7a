/** The panel of the output: its lines, what went wrong, and what can be done with it. */

import { lessonOn } from "../editor/lessons.ts";
import { lessonParts } from "../editor/problems.ts";
import { element, ICONS, icon } from "../page/dom.ts";
import type { Notices } from "../page/notices.ts";
import { saveFile } from "../page/save-file.ts";
import { count } from "../page/sizes.ts";
import type { Failure, Piece } from "../run/messages.ts";
import { inWords, language, words } from "../words/index.ts";
import { MOST_BYTES, OutputLog } from "./log.ts";
import { type Place, placesIn } from "./places.ts";
import { shownText } from "./text.ts";
import { OutputView } from "./view.ts";

export interface OutputEvents {
  open(place: Place): void;
  /** There is more than the page keeps. */
  full(): void;
}

type Title = "failed" | "refused";

interface ShownFailure {
  readonly title: Title;
  readonly failure: Failure;
  readonly element: HTMLElement;
}

export class OutputPanel {
  readonly element = element("section", { class: "panel output", id: "output" });
  private readonly log = new OutputLog();
  private readonly view: OutputView;
  private readonly failures = element("div", { class: "failures", role: "alert" });
  private readonly shownFailures: ShownFailure[] = [];
  private readonly empty = element("p", { class: "empty" });
  private readonly counter = element("span", { class: "counter" });
  private readonly notices: Notices;
  private readonly events: OutputEvents;

  constructor(notices: Notices, events: OutputEvents) {
    this.notices = notices;
    this.events = events;
    this.view = new OutputView(this.log, events.open, () => this.tellCount());
    const heading = element("h2", { id: "output-heading" });
    this.element.setAttribute("aria-labelledby", "output-heading");
    this.view.element.setAttribute("aria-labelledby", "output-heading");
    const copy = this.button("copy", ICONS.copy, () => void this.copy());
    const save = this.button("save", ICONS.download, () => saveFile("output.txt", this.log.all(), "text/plain"));
    const clear = this.button("clear", ICONS.clear, () => this.clear());
    this.element.append(
      element("header", {}, heading, this.counter, element("span", { class: "space" }), copy, save, clear),
      this.empty,
      this.view.element,
      this.failures,
    );
    inWords((words) => {
      heading.textContent = words.output;
      this.empty.textContent = words.outputEmpty;
      this.tellCount();
      for (const shown of this.shownFailures) void this.explain(shown);
    });
  }

  /** How many lines there are. */
  get lines(): number {
    return this.log.lines;
  }

  append(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (this.log.size + piece.bytes.length > MOST_BYTES) {
        this.events.full();
        break;
      }
      this.log.append(piece);
    }
    this.view.element.hidden = false;
    this.view.update();
  }

  clear(): void {
    this.log.clear();
    this.failures.replaceChildren();
    this.shownFailures.length = 0;
    this.tellCount();
    this.view.settle();
  }

  /** Nothing more will be printed. */
  settle(): void {
    this.view.settle();
  }

  /** Shows what went wrong, with what there is to learn from it. */
  fail(title: Title, failure: Failure): Promise<void> {
    const shown = { title, failure, element: element("div", { class: "failure" }) };
    this.shownFailures.push(shown);
    this.failures.append(shown.element);
    return this.explain(shown);
  }

  /** In the language of the page. */
  private async explain({ title, failure: { message, traceback }, element: shown }: ShownFailure): Promise<void> {
    const [place] = placesIn(message);
    const text = element("p", { class: "problem-message" });
    if (place === undefined) text.textContent = message;
    else {
      const link = element("button", {
        type: "button",
        class: "place",
        title: words().goToLine(place.file, place.line),
      });
      link.textContent = message.slice(place.from, place.to);
      link.addEventListener("click", () => this.events.open(place));
      text.append(message.slice(0, place.from), link, message.slice(place.to));
    }
    const first = [element("h3", {}, words()[title]), text];
    const isNew = !shown.hasChildNodes();
    if (isNew) shown.append(...first);
    const asked = language();
    const taught = await lessonOn(message).catch(() => undefined);
    // it is being explained in another one
    if (asked !== language()) return;
    const more: HTMLElement[] = [];
    if (taught !== undefined) {
      const why = element("pre", { lang: taught.lang }, taught.more);
      more.push(
        ...lessonParts(taught, words()),
        element("details", {}, element("summary", {}, words().readMore(taught.code)), why),
      );
    }
    if (traceback !== "") {
      more.push(element("details", {}, element("summary", {}, words().traceback), element("pre", {}, traceback)));
    }
    // what a screen reader has begun to read stays
    if (isNew) shown.append(...more);
    else shown.replaceChildren(...first, ...more);
  }

  private tellCount(): void {
    const { lines } = this.log;
    this.counter.textContent = lines === 0 ? "" : words().lines(count(lines));
    this.empty.hidden = lines > 0 || this.failures.hasChildNodes();
    this.view.element.hidden = lines === 0;
  }

  private async copy(): Promise<void> {
    const { text, invalid } = shownText(this.log.all());
    try {
      await navigator.clipboard.writeText(text);
      this.notices.say(invalid === 0 ? words().copied : words().copiedEscaped(count(invalid)));
    } catch {
      this.notices.problem(words().copyFailed);
    }
  }

  private button(label: "copy" | "save" | "clear", picture: string, act: () => void): HTMLButtonElement {
    const button = element("button", { type: "button", class: "quiet icon-only" }, icon(picture));
    inWords((words) => {
      const text = `${words.output}${words.colon}${words[label]}`;
      button.setAttribute("aria-label", text);
      button.title = text;
    });
    button.addEventListener("click", act);
    return button;
  }
}
