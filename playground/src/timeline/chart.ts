/** The canvas with its lanes: what is seen of them, and what pointers and keys do to it. */
import { type Colours, coloursOf } from "./colours.ts";
import { describe, type Place, type Thing, targetOf } from "./describe.ts";
import { AXIS, draw, GUTTER, hatchingOf, NARROW_GUTTER } from "./draw.ts";
import { element } from "./element.ts";
import { nextBar, rowTop, thingAt } from "./hit.ts";
import { type Layout, layOut, ROW } from "./layout.ts";
import type { TimelineModel } from "./model.ts";
import { Viewport } from "./viewport.ts";
import type { Words } from "./words.ts";

export interface ChartOptions {
  readonly model: TimelineModel;
  readonly words: () => Words;
  readonly open: (place: Place) => void;
  /** Told what is selected. */
  readonly onSelect: (thing: Thing | undefined) => void;
}

const ZOOM_STEP = 1.4;
const PAN_STEP = 60;
/** A pointer that moves less has clicked. */
const CLICK_MOVES = 4;
const NARROW = 520;

export class Chart {
  readonly frame: HTMLElement;
  /** Has the keys' focus. */
  readonly scroller: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** How long the last drawing took, in milliseconds. */
  drawnInMs = 0;
  private readonly options: ChartOptions;
  private readonly spacer: HTMLElement;
  private readonly tooltip: HTMLElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly viewport = new Viewport();
  private readonly observer: ResizeObserver;
  private layout: Layout = { lanes: [], height: 0 };
  private colours: Colours;
  private hatching: CanvasPattern | string;
  private gutter = GUTTER;
  private frameWanted = 0;
  private isStale = true;
  private hovered: Thing | undefined;
  private selected: Thing | undefined;
  /** Pointers that are down, by their ids. */
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private moved = 0;

  constructor(options: ChartOptions) {
    this.options = options;
    this.canvas = element("canvas", { role: "img", class: "timeline-canvas" });
    this.spacer = element("div", { class: "timeline-spacer" });
    // it lies over the canvas and scrolls nothing but its own height: so bars and touch behave as everywhere
    // it lies over the canvas and scrolls nothing but its own height: so bars and touch behave as everywhere
    const attributes = { class: "timeline-scroller", role: "application", tabindex: "0" };
    this.scroller = element("div", attributes, this.spacer);
    this.tooltip = element("div", { class: "timeline-tooltip", hidden: "", "aria-hidden": "true" });
    this.frame = element("div", { class: "timeline-chart" }, this.canvas, this.scroller, this.tooltip);
    const context = this.canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("a canvas without a context");
    this.context = context;
    this.colours = coloursOf(this.frame);
    this.hatching = hatchingOf(context, this.colours.stall);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.scroller);
    this.listen();
  }

  destroy(): void {
    this.observer.disconnect();
    cancelAnimationFrame(this.frameWanted);
  }

  /** There is more to see, or nothing any more. */
  changed(): void {
    this.isStale = true;
    this.redraw();
  }

  clear(): void {
    this.select(undefined);
    this.hover(undefined, 0, 0);
    this.viewport.fit();
    this.changed();
  }

  /** The language or the colours may be others. */
  restyle(): void {
    this.colours = coloursOf(this.frame);
    this.hatching = hatchingOf(this.context, this.colours.stall);
    this.redraw();
  }

  zoomIn(): void {
    this.zoom(1 / ZOOM_STEP);
  }

  zoomOut(): void {
    this.zoom(ZOOM_STEP);
  }

  fit(): void {
    this.viewport.fit();
    this.redraw();
  }

  /** Draws at once, for measuring. */
  drawNow(): void {
    cancelAnimationFrame(this.frameWanted);
    this.frameWanted = 0;
    const began = performance.now();
    const { options, viewport, scroller, canvas, context } = this;
    if (this.isStale) {
      this.isStale = false;
      this.layout = layOut(options.model.lanes);
      this.spacer.style.height = `${AXIS + this.layout.height}px`;
      viewport.setWhole(options.model.startMs, options.model.endMs);
      // the lanes may have got, or lost, a scroll bar, or the height that they need
      this.measure();
    }
    const ratio = canvas.width / Math.max(1, canvas.clientWidth);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context, {
      layout: this.layout,
      viewport,
      colours: this.colours,
      hatching: this.hatching,
      words: options.words(),
      gutter: this.gutter,
      width: canvas.clientWidth,
      height: canvas.clientHeight,
      scrollTop: scroller.scrollTop,
      nowMs: options.model.endMs,
      selected: this.selected,
      hovered: this.hovered,
    });
    this.drawnInMs = performance.now() - began;
  }

  private redraw(): void {
    if (this.frameWanted === 0) this.frameWanted = requestAnimationFrame(() => this.drawNow());
  }

  private resize(): void {
    this.measure();
    this.drawNow();
  }

  private measure(): void {
    const { scroller, canvas } = this;
    const ratio = devicePixelRatio || 1;
    const width = scroller.clientWidth;
    const height = scroller.clientHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    this.gutter = width < NARROW ? NARROW_GUTTER : GUTTER;
    this.viewport.width = Math.max(1, width - this.gutter);
  }

  private listen(): void {
    const { scroller } = this;
    scroller.addEventListener("scroll", () => this.redraw(), { passive: true });
    scroller.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    scroller.addEventListener("pointerdown", (event) => this.pointerDown(event));
    scroller.addEventListener("pointermove", (event) => this.pointerMove(event));
    scroller.addEventListener("pointerup", (event) => this.pointerUp(event));
    scroller.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId));
    scroller.addEventListener("pointerleave", () => this.hover(undefined, 0, 0));
    scroller.addEventListener("keydown", (event) => this.key(event));
    scroller.addEventListener("blur", () => this.hover(undefined, 0, 0));
  }

  /** Zooms; with Shift, or a wheel that goes sideways, moves. Where there is nothing more to see the page may scroll. */
  private wheel(event: WheelEvent): void {
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 400 : 1;
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const x = this.pointOf(event).x - this.gutter;
    // over the names it scrolls the lanes
    if (x < 0) return;
    const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY * unit * 0.0022)));
    const hasChanged = isSideways ? this.viewport.pan(sideways * unit) : this.viewport.zoom(factor, x);
    if (!hasChanged) return;
    event.preventDefault();
    this.redraw();
    this.hoverAt(event);
  }

  private pointerDown(event: PointerEvent): void {
    const isOnScrollBar = this.pointOf(event).x >= this.scroller.clientWidth;
    if (event.button !== 0 || isOnScrollBar) return;
    this.scroller.setPointerCapture(event.pointerId);
    if (this.pointers.size === 0) this.moved = 0;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.scroller.focus({ preventScroll: true });
  }

  private pointerMove(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) {
      this.hoverAt(event);
      return;
    }
    const apart = this.distance();
    const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
    before.x = event.clientX;
    before.y = event.clientY;
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (this.moved < CLICK_MOVES) return;
    this.hover(undefined, 0, 0);
    const now = this.distance();
    if (apart > 0 && now > 0) this.viewport.zoom(apart / now, this.pointOf(event).x - this.gutter);
    else {
      this.frame.classList.add("is-dragged");
      this.viewport.pan(-dx);
      if (event.pointerType === "mouse") this.scroller.scrollTop -= dy;
    }
    this.redraw();
  }

  /** Between two fingers. */
  private distance(): number {
    const [one, other] = [...this.pointers.values()];
    return one === undefined || other === undefined ? 0 : Math.hypot(one.x - other.x, one.y - other.y);
  }

  private pointerUp(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) return;
    this.frame.classList.remove("is-dragged");
    if (this.moved >= CLICK_MOVES || this.pointers.size > 0) return;
    const thing = this.thingAt(event);
    this.select(thing);
    this.open(thing);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.actOf(event.key);
    if (act === undefined) return;
    event.preventDefault();
    act();
    this.redraw();
  }

  private actOf(key: string): (() => unknown) | undefined {
    const { viewport, scroller, options } = this;
    switch (key) {
      case "+":
      case "=":
        return () => this.zoomIn();
      case "-":
      case "_":
      case "−":
        return () => this.zoomOut();
      case "0":
        return () => this.fit();
      case "ArrowLeft":
        return () => viewport.pan(-PAN_STEP);
      case "ArrowRight":
        return () => viewport.pan(PAN_STEP);
      case "ArrowUp":
        return () => scroller.scrollBy(0, -2 * ROW);
      case "ArrowDown":
        return () => scroller.scrollBy(0, 2 * ROW);
      case "PageUp":
        return () => scroller.scrollBy(0, -scroller.clientHeight + AXIS);
      case "PageDown":
        return () => scroller.scrollBy(0, scroller.clientHeight - AXIS);
      case "Home":
        return () => viewport.pan(Number.NEGATIVE_INFINITY);
      case "End":
        return () => viewport.reveal(options.model.endMs, options.model.endMs);
      case ".":
        return () => this.selectNext(1);
      case ",":
        return () => this.selectNext(-1);
      case "Enter":
        return this.selected === undefined ? undefined : () => this.open(this.selected);
      case "Escape":
        return this.selected === undefined && this.hovered === undefined ? undefined : () => this.select(undefined);
      default:
        return undefined;
    }
  }

  private zoom(factor: number): void {
    const { selected } = this;
    const x =
      selected === undefined
        ? undefined
        : this.viewport.xOf(selected.type === "mark" ? selected.atMs : selected.startMs);
    const isSeen = x !== undefined && x >= 0 && x <= this.viewport.width;
    this.viewport.zoom(factor, isSeen ? x : undefined);
    this.redraw();
  }

  private selectNext(step: 1 | -1): void {
    const { selected, layout, viewport, scroller } = this;
    const current = selected?.type === "bar" ? selected : selected?.type === "wait" ? selected.bar : undefined;
    const bar = nextBar(layout, current, step, viewport.span.startMs);
    if (bar === undefined) return;
    viewport.reveal(bar.startMs, bar.endMs);
    const top = rowTop(layout, bar.lane, bar.row) ?? 0;
    const { scrollTop, clientHeight } = scroller;
    if (top < scrollTop) scroller.scrollTop = top - ROW;
    else if (top + 2 * ROW > scrollTop + clientHeight - AXIS) scroller.scrollTop = top + 2 * ROW - clientHeight + AXIS;
    this.select(bar);
  }

  private select(thing: Thing | undefined): void {
    if (thing === undefined) this.hover(undefined, 0, 0);
    this.selected = thing;
    this.options.onSelect(thing);
    this.redraw();
  }

  private open(thing: Thing | undefined): void {
    const place = thing === undefined ? undefined : targetOf(thing);
    if (place !== undefined) this.options.open(place);
  }

  private pointOf(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  private thingAt(event: MouseEvent): Thing | undefined {
    const { x, y } = this.pointOf(event);
    if (x < this.gutter || y < AXIS) return undefined;
    return thingAt(this.layout, this.viewport, x - this.gutter, y - AXIS + this.scroller.scrollTop);
  }

  private hoverAt(event: MouseEvent): void {
    const { x, y } = this.pointOf(event);
    this.hover(this.thingAt(event), x, y);
  }

  private hover(thing: Thing | undefined, x: number, y: number): void {
    const { tooltip, frame } = this;
    if (thing !== this.hovered) {
      this.hovered = thing;
      this.redraw();
      tooltip.hidden = thing === undefined;
      frame.classList.toggle("is-on-place", thing !== undefined && targetOf(thing) !== undefined);
      if (thing !== undefined) {
        const { title, lines } = describe(thing, this.options.model, this.options.words());
        const [name, ...rest] = [title, ...lines].map((text) => element("div", {}, text));
        name?.classList.add("timeline-tooltip-title");
        tooltip.replaceChildren(...(name === undefined ? [] : [name]), ...rest);
      }
    }
    if (thing === undefined) return;
    const { offsetWidth, offsetHeight } = tooltip;
    const left = Math.max(4, Math.min(x + 14, frame.clientWidth - offsetWidth - 4));
    const below = y + 18;
    const top =
      below + offsetHeight > frame.clientHeight && y - offsetHeight - 10 > -AXIS ? y - offsetHeight - 10 : below;
    tooltip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}
