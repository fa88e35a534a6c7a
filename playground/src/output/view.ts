/** Draws the lines of the output that are in sight, however many there are. */
import { element } from "../page/dom.ts";
import { bytes as size } from "../page/sizes.ts";
import { words } from "../words/index.ts";
import type { OutputLog } from "./log.ts";
import { type Level, logLine, type Place, placesIn } from "./places.ts";
import { shownText, visibleText } from "./text.ts";

/** As the style sheet has it. */
const LINE_HEIGHT = 20;
/** Lines above and below what is in sight. */
const MARGIN = 12;
/** Browsers do not make elements higher than some 33 million pixels. */
const MOST_HEIGHT = 16_000_000;
/** What is shown of a line. */
const MOST_BYTES = 4000;
/** How soon lines are drawn anew because of more output. */
const UPDATE_MS = 48;
/** How far back the line is looked for that an indented one belongs to. */
const MOST_BACK = 60;

export class OutputView {
  readonly element = element("div", { class: "output-scroll", tabindex: "0", role: "region" });
  private readonly canvas = element("div", { class: "output-canvas" });
  private readonly rows = element("div", { class: "output-rows" });
  private readonly log: OutputLog;
  private readonly open: (place: Place) => void;
  private readonly onDraw: () => void;
  private frame: number | undefined;
  private timeout: ReturnType<typeof setTimeout> | undefined;
  private drawnMs = 0;
  /** Whether the last line is kept in sight. */
  private follows = true;
  private drawnFrom = -1;
  private drawnTo = -1;
  private drawnLines = -1;

  /** @param onDraw called before lines are drawn */
  constructor(log: OutputLog, open: (place: Place) => void, onDraw: () => void) {
    this.log = log;
    this.open = open;
    this.onDraw = onDraw;
    this.canvas.append(this.rows);
    this.element.append(this.canvas);
    this.element.addEventListener(
      "scroll",
      () => {
        const { scrollTop, clientHeight, scrollHeight } = this.element;
        this.follows = scrollTop + clientHeight >= scrollHeight - LINE_HEIGHT;
        this.schedule();
      },
      { passive: true },
    );
    new ResizeObserver(() => this.schedule()).observe(this.element);
  }

  /** Something was printed. What comes faster than it can be read is not drawn each time. */
  update(): void {
    const sinceMs = performance.now() - this.drawnMs;
    if (sinceMs >= UPDATE_MS) this.schedule();
    else this.timeout ??= setTimeout(() => this.schedule(), UPDATE_MS - sinceMs);
  }

  /** Nothing more comes, or all is gone: draws at once. */
  settle(): void {
    if (this.log.lines < this.drawnLines) this.drawnTo = -1;
    this.schedule();
  }

  private schedule(): void {
    clearTimeout(this.timeout);
    this.timeout = undefined;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  private draw(): void {
    const { log, element: scroll } = this;
    this.drawnMs = performance.now();
    this.onDraw();
    const height = Math.min(log.lines * LINE_HEIGHT, MOST_HEIGHT);
    this.canvas.style.height = `${height}px`;
    if (this.follows) scroll.scrollTop = scroll.scrollHeight;
    const { scrollTop, clientHeight } = scroll;
    const inSight = Math.ceil(clientHeight / LINE_HEIGHT) + 1;
    const isScaled = log.lines * LINE_HEIGHT > MOST_HEIGHT;
    const range = Math.max(1, height - clientHeight);
    const top = isScaled
      ? Math.round((scrollTop / range) * Math.max(0, log.lines - inSight + 1))
      : Math.floor(scrollTop / LINE_HEIGHT);
    const from = Math.max(0, top - MARGIN);
    const to = Math.min(log.lines, top + inSight + MARGIN);
    // a line that goes on is drawn anew
    if (from === this.drawnFrom && to === this.drawnTo && log.lines === this.drawnLines && to < log.lines) return;
    this.drawnFrom = from;
    this.drawnTo = to;
    this.drawnLines = log.lines;
    const rows: HTMLElement[] = [];
    let level = this.levelBefore(from);
    for (let number = from; number < to; number++) {
      const drawn = this.row(number, level);
      level = drawn.level;
      rows.push(drawn.row);
    }
    this.rows.replaceChildren(...rows);
    const offset = isScaled ? scrollTop - (top - from) * LINE_HEIGHT : from * LINE_HEIGHT;
    this.rows.style.transform = `translateY(${offset}px)`;
  }

  private row(
    number: number,
    levelBefore: Level | undefined,
  ): { readonly row: HTMLElement; readonly level: Level | undefined } {
    const { stream, bytes } = this.log.line(number);
    const shown = visibleText(shownText(bytes.subarray(0, MOST_BYTES)).text);
    const logged = stream === "stderr" ? logLine(shown) : undefined;
    const level =
      stream === "stdout"
        ? undefined
        : (logged?.level ?? (/^\s|^stack traceback|^coroutine \d+:/.test(shown) ? levelBefore : undefined));
    const row = element("div", { class: `line ${stream}${level === undefined ? "" : ` level-${level}`}` });
    const badge = logged === undefined ? "" : `[${logged.level}]`;
    const at = badge === "" ? 0 : shown.indexOf(badge);
    if (badge !== "") {
      row.append(element("span", { class: "stamp" }, shown.slice(0, at)), element("span", { class: "level" }, badge));
    }
    this.appendText(row, shown.slice(at + badge.length), stream === "stderr");
    if (bytes.length > MOST_BYTES) {
      row.append(element("span", { class: "cut" }, words().cutLine(size(bytes.length - MOST_BYTES))));
    }
    return { row, level };
  }

  private appendText(row: HTMLElement, text: string, hasPlaces: boolean): void {
    let at = 0;
    for (const place of hasPlaces ? placesIn(text) : []) {
      row.append(text.slice(at, place.from));
      const link = element(
        "button",
        { type: "button", class: "place", title: words().goToLine(place.file, place.line) },
        text.slice(place.from, place.to),
      );
      link.addEventListener("click", () => this.open(place));
      row.append(link);
      at = place.to;
    }
    row.append(text.slice(at));
  }

  /** The level of the log line that the lines in front of `number` belong to. */
  private levelBefore(number: number): Level | undefined {
    for (let back = number - 1; back >= Math.max(0, number - MOST_BACK); back--) {
      const { stream, bytes } = this.log.line(back);
      if (stream === "stdout") return undefined;
      const logged = logLine(shownText(bytes.subarray(0, 200)).text);
      if (logged !== undefined) return logged.level;
    }
    return undefined;
  }
}
