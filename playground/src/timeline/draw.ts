/** Draws what is in view. What is too small to be told apart is drawn as one, so that it takes as long as there are pixels. */
import type { Colours } from "./colours.ts";
import { laneName, type Thing } from "./describe.ts";
import {
  firstEndingAfter,
  firstLaneAt,
  firstMarkAt,
  firstStartingAt,
  HEAD,
  type Layout,
  type PlacedLane,
  ROW,
  ROW_GAP,
  topOfRow,
} from "./layout.ts";
import { type Bar, ERROR_LEVEL, type Lane, type Life, type Mark, type Row, WARNING_LEVEL, type Wait } from "./model.ts";
import { ticksBetween, timeText } from "./time.ts";
import type { Viewport } from "./viewport.ts";
import type { Words } from "./words.ts";

/** Where the axis is, above the lanes. */
export const AXIS = 24;
const BAR = ROW - ROW_GAP;
/** Narrower than that a bar has no inside. */
const LEAST_BAR = 3;
const LEAST_WAIT = 4;
const LEAST_ROUND = 8;
const LEAST_LABEL = 34;
/** How much of the colour a bar has while it runs, and while it waits. */
const RUNNING = 0.55;
const WAITING = 0.14;
/** How much darker it is where a process lives. */
const LIFE = 0.05;
const TICK_DISTANCE = 84;
const MARK = 4;

/** The width of names, where there is room, and on a phone. */
export const GUTTER = 168;
export const NARROW_GUTTER = 92;

export interface Scene {
  readonly layout: Layout;
  readonly viewport: Viewport;
  readonly colours: Colours;
  /** Slanting lines of the colour of stalls. */
  readonly hatching: CanvasPattern | string;
  readonly words: Words;
  /** The pixels on the left that names have. */
  readonly gutter: number;
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  /** When things end that go on. */
  readonly nowMs: number;
  readonly selected: Thing | undefined;
  readonly hovered: Thing | undefined;
}

export function draw(context: CanvasRenderingContext2D, scene: Scene): void {
  new Drawing(context, scene).all();
}

class Drawing {
  private readonly context: CanvasRenderingContext2D;
  private readonly scene: Scene;

  constructor(context: CanvasRenderingContext2D, scene: Scene) {
    this.context = context;
    this.scene = scene;
  }

  all(): void {
    const { context, scene } = this;
    const { width, height, colours, layout, scrollTop, gutter } = scene;
    context.fillStyle = colours.ground;
    context.fillRect(0, 0, width, height);
    context.save();
    context.beginPath();
    context.rect(0, AXIS, width, height - AXIS);
    context.clip();
    context.translate(0, AXIS - scrollTop);
    const lanes = layout.lanes.slice(firstLaneAt(layout, scrollTop));
    const seen = lanes.filter(({ top }) => top < scrollTop + height - AXIS);
    for (const placed of seen) this.ground(placed);
    this.clipped(() => this.grid());
    this.clipped(() => {
      for (const placed of seen) this.lane(placed);
    });
    for (const placed of seen) this.name(placed);
    context.restore();
    this.axis();
    context.fillStyle = colours.grid;
    context.fillRect(gutter - 1, 0, 1, height);
  }

  /** Draws beside the names, in coordinates of time. */
  private clipped(drawing: () => void): void {
    const { context, scene } = this;
    context.save();
    context.beginPath();
    context.rect(scene.gutter, scene.scrollTop - 1, scene.width - scene.gutter, scene.height);
    context.clip();
    context.translate(scene.gutter, 0);
    drawing();
    context.restore();
  }

  private grid(): void {
    const { context, scene } = this;
    context.fillStyle = scene.colours.grid;
    for (const { x } of this.ticks()) context.fillRect(x, scene.scrollTop, 1, scene.height);
  }

  private axis(): void {
    const { context, scene } = this;
    const { colours, words, gutter, width } = scene;
    context.fillStyle = colours.ground;
    context.fillRect(0, 0, width, AXIS);
    context.fillStyle = colours.grid;
    context.fillRect(0, AXIS - 1, width, 1);
    context.save();
    context.beginPath();
    context.rect(gutter, 0, width - gutter, AXIS);
    context.clip();
    this.font(11);
    context.textBaseline = "middle";
    context.textAlign = "left";
    for (const { x, ms } of this.ticks()) {
      context.fillStyle = colours.grid;
      context.fillRect(gutter + x, AXIS - 7, 1, 7);
      const text = timeText(ms, words);
      if (gutter + x + 4 + context.measureText(text).width > width) continue;
      context.fillStyle = colours.muted;
      context.fillText(text, gutter + x + 4, AXIS / 2);
    }
    context.restore();
  }

  private ticks(): { readonly x: number; readonly ms: number }[] {
    const { viewport } = this.scene;
    const { startMs, endMs } = viewport.span;
    const { atMs } = ticksBetween(startMs, endMs, viewport.msPerPixel, TICK_DISTANCE);
    return atMs.map((ms) => ({ ms, x: Math.round(viewport.xOf(ms)) }));
  }

  /** The whole width, faintly, and the times in which a process lives, with its pid. */
  private ground({ lane, top, height }: PlacedLane): void {
    const { context, scene } = this;
    const { colours, width } = scene;
    context.fillStyle = colours.lane;
    context.fillRect(0, top, width, height);
    if (lane.lives.length === 0) return;
    this.clipped(() => {
      this.each(lane.lives, (from, to, life, isOne) => {
        context.globalAlpha = LIFE;
        context.fillStyle = colours.ink;
        context.fillRect(from, top, Math.max(2, to - from), height);
        context.globalAlpha = 1;
        context.fillStyle = colours.edge;
        context.fillRect(Math.round(from), top, 1, height);
        if (life.endMs !== Number.POSITIVE_INFINITY) context.fillRect(Math.round(to), top, 1, height);
        if (!isOne) return;
        if (life.exitingMs !== undefined) {
          const exiting = Math.round(this.x(life.exitingMs));
          for (let y = top; y < top + height; y += 5) context.fillRect(exiting, y, 1, 3);
        }
        if (!this.isAlone(lane)) this.pid(life, from, to, top);
      });
    });
  }

  /** Its pid stands beside its name, where there is room. */
  private isAlone({ lives }: Lane): boolean {
    return lives.length === 1 && this.scene.gutter > NARROW_GUTTER;
  }

  private pid({ pid }: Life, from: number, to: number, top: number): void {
    const { context, scene } = this;
    const left = Math.max(from, 0) + 5;
    this.font(11);
    const text = String(pid);
    if (to - left < context.measureText(text).width + 4) return;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillStyle = scene.colours.muted;
    context.fillText(text, left, top + HEAD / 2);
  }

  private name({ lane, top, rowsTop, height }: PlacedLane): void {
    const { context, scene } = this;
    const { colours, words, gutter } = scene;
    const isProcess = lane.kind === "process";
    const indent = isProcess ? 8 : 20;
    context.save();
    context.beginPath();
    context.rect(0, top, gutter - 4, height);
    context.clip();
    context.textBaseline = "middle";
    context.textAlign = "left";
    const y = isProcess ? top + HEAD / 2 : rowsTop + BAR / 2 + 1;
    this.font(12, isProcess ? 600 : 400);
    context.fillStyle = isProcess ? colours.ink : colours.muted;
    const name = laneName(lane, words);
    context.fillText(name, indent, y);
    const [life] = lane.lives;
    if (life !== undefined && this.isAlone(lane)) {
      const after = indent + context.measureText(name).width + 6;
      this.font(11);
      context.fillStyle = colours.muted;
      context.fillText(String(life.pid), after, y);
    }
    context.restore();
  }

  private lane(placed: PlacedLane): void {
    const { lane, top, height } = placed;
    const { scrollTop, height: seen } = this.scene;
    this.stillTimes(lane, top, height);
    const first = Math.max(0, Math.floor((scrollTop - placed.rowsTop) / ROW));
    const last = Math.min(lane.rows.length, Math.ceil((scrollTop + seen - placed.rowsTop) / ROW));
    for (let row = first; row < last; row++) this.row(lane.rows[row] as Row, topOfRow(placed, row));
    this.each(lane.stalls, (from, to, { bar }) => this.stall(from, to, topOfRow(placed, bar.row)));
    for (let row = first; row < last; row++) this.labels(lane.rows[row] as Row, topOfRow(placed, row));
    if (lane.kind === "process") this.marks(lane, top + HEAD / 2);
  }

  /** That a process stands still is seen over all of its height. */
  private stillTimes({ stalls }: Lane, top: number, height: number): void {
    const { context } = this;
    this.each(stalls, (from, to) => {
      context.globalAlpha = 0.22;
      context.fillStyle = this.scene.colours.stall;
      context.fillRect(from, top, Math.max(1, to - from), height);
      context.globalAlpha = 1;
    });
  }

  private row({ bars, waits }: Row, top: number): void {
    this.each(bars, (from, to, bar, isOne) => this.bar(from, to, top, bar, isOne));
    this.each(waits, (from, to, wait) => {
      if (!wait.stalls) this.wait(from, to, top, wait);
    });
  }

  /** What lies over all bars of a row. */
  private labels({ bars, waits }: Row, top: number): void {
    this.each(bars, (from, to, bar, isOne) => {
      if (isOne) this.label(from, to, top, bar);
    });
    this.rings(bars, waits, top);
  }

  private bar(from: number, to: number, top: number, { kind, outcome }: Bar, isOne: boolean): void {
    const { context, scene } = this;
    const { colours } = scene;
    const width = to - from;
    const hasFailed = isOne && (outcome === "failed" || outcome === "killed");
    if (width < LEAST_BAR) {
      context.fillStyle = hasFailed ? colours.error : colours[kind];
      context.fillRect(Math.floor(from), top, Math.max(2, Math.ceil(width)), BAR);
    } else {
      this.tinted(from, top, width, BAR, colours[kind], RUNNING);
      context.strokeStyle = colours[kind];
      context.lineWidth = 1;
      if (width < LEAST_ROUND) context.strokeRect(from + 0.5, top + 0.5, width - 1, BAR - 1);
      else {
        context.beginPath();
        context.roundRect(from + 0.5, top + 0.5, width - 1, BAR - 1, 2);
        context.stroke();
      }
    }
    if (hasFailed) this.cross(Math.max(to, from + 2) + 8, top + BAR / 2, colours.error);
  }

  /** Where the process stands still it is hatched and framed. */
  private stall(from: number, to: number, top: number): void {
    const { context, scene } = this;
    const { colours } = scene;
    const width = Math.max(2, to - from);
    context.fillStyle = colours.ground;
    context.fillRect(from, top, width, BAR);
    context.fillStyle = width > 3 ? scene.hatching : colours.stall;
    context.fillRect(from, top, width, BAR);
    context.strokeStyle = colours.stall;
    context.lineWidth = 1;
    if (width > 3) context.strokeRect(from + 0.5, top + 0.5, width - 1, BAR - 1);
  }

  /** A wait is pale, with a line through the middle. */
  private wait(from: number, to: number, top: number, { bar, awaits }: Wait): void {
    const { context, scene } = this;
    const { colours } = scene;
    const width = to - from;
    if (width < LEAST_WAIT) return;
    // the edges of the bar stay
    this.tinted(from + 1, top + 1, width - 2, BAR - 2, colours[bar.kind], WAITING);
    if (width < LEAST_ROUND || awaits === undefined) return;
    context.fillStyle = colours[bar.kind];
    const middle = Math.floor(top + BAR / 2);
    const [first, last] = [Math.max(from, -4) + 3, Math.min(to, scene.width) - 3];
    for (let x = first; x < last; x += 4) context.fillRect(x, middle, Math.min(2, last - x), 1);
  }

  private tinted(x: number, y: number, width: number, height: number, colour: string, share: number): void {
    const { context, scene } = this;
    context.fillStyle = scene.colours.ground;
    context.fillRect(x, y, width, height);
    context.globalAlpha = share;
    context.fillStyle = colour;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }

  private label(from: number, to: number, top: number, bar: Bar): void {
    const left = Math.max(from, 0) + 5;
    const room = Math.min(to, this.scene.width - this.scene.gutter) - left - 4;
    if (room < LEAST_LABEL) return;
    const { context, scene } = this;
    this.font(11);
    context.textBaseline = "middle";
    context.textAlign = "left";
    const text = fitting(context, labelOf(bar), room);
    if (text === "") return;
    const width = context.measureText(text).width;
    // over hatching and dots, too, it can be read
    if (bar.kind !== "child") this.tinted(left - 2, top + 2, width + 5, BAR - 4, scene.colours[bar.kind], WAITING);
    context.fillStyle = scene.colours.ink;
    context.fillText(text, left, top + BAR / 2 + 0.5);
  }

  /** Around what is pointed at, and what is selected. */
  private rings(bars: readonly Bar[], waits: readonly Wait[], top: number): void {
    const { context, scene } = this;
    const { selected, hovered, colours } = scene;
    for (const [thing, colour, width] of [
      [hovered, colours.ink, 1],
      [selected, colours.focus, 2],
    ] as const) {
      if (thing === undefined || thing.type === "mark") continue;
      const list: readonly (Bar | Wait)[] = thing.type === "bar" ? bars : waits;
      const at = firstStartingAt(list, thing.startMs);
      if (!list.slice(at, at + 1000).includes(thing)) continue;
      const from = this.x(thing.startMs);
      const to = Math.max(from + 2, this.x(this.end(thing)));
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.roundRect(from - 1, top - 1, to - from + 2, BAR + 2, 3);
      context.stroke();
    }
  }

  /** Of marks that lie over one another the most severe is seen. */
  private marks({ marks }: Lane, y: number): void {
    const { viewport } = this.scene;
    const { startMs, endMs } = viewport.span;
    const reach = 2 * MARK * viewport.msPerPixel;
    const last = firstMarkAt(marks, endMs + reach);
    for (let at = firstMarkAt(marks, startMs - reach); at < last; ) {
      const until = firstMarkAt(marks, (marks[at] as Mark).atMs + reach);
      let shown = marks[at] as Mark;
      // a look at some of many has to do
      const step = Math.max(1, Math.floor((until - at) / 50));
      for (let other = at + step; other < until; other += step) {
        const mark = marks[other] as Mark;
        if (severity(mark) > severity(shown)) shown = mark;
      }
      this.mark(shown, this.x(shown.atMs), y);
      at = Math.max(until, at + 1);
    }
  }

  private mark(mark: Mark, x: number, y: number): void {
    const { context, scene } = this;
    drawMark(context, mark, x, y, scene.colours);
    const rings = [
      [scene.hovered, scene.colours.ink, 1],
      [scene.selected, scene.colours.focus, 2],
    ] as const;
    for (const [thing, colour, width] of rings) {
      if (thing !== mark) continue;
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.arc(x, y, MARK + 4, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  private cross(x: number, y: number, colour: string): void {
    const { context } = this;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(x - 6, y - 3);
    context.lineTo(x, y + 3);
    context.moveTo(x, y - 3);
    context.lineTo(x - 6, y + 3);
    context.stroke();
  }

  /**
   * Calls for each thing in view, with its edges. Several that lie within a pixel are one.
   * @param act `isOne`: there is nothing else within it
   */
  private each<Part extends { readonly startMs: number; readonly endMs: number }>(
    list: readonly Part[],
    act: (from: number, to: number, part: Part, isOne: boolean) => void,
  ): void {
    const { viewport, width, gutter } = this.scene;
    const { startMs, endMs } = viewport.span;
    const right = width - gutter + 4;
    for (let at = firstEndingAfter(list, startMs - 2 * viewport.msPerPixel); at < list.length; ) {
      const part = list[at] as Part;
      if (part.startMs > endMs) return;
      const from = Math.max(-4, this.x(part.startMs));
      let to = this.x(this.end(part));
      let next = at + 1;
      if (to - from < 1) {
        next = firstStartingAt(list, part.startMs + viewport.msPerPixel, at + 1);
        to = Math.max(to, this.x(this.end(list[next - 1] as Part)));
      }
      act(from, Math.min(to, right), part, next === at + 1);
      at = next;
    }
  }

  private x(ms: number): number {
    return this.scene.viewport.xOf(ms);
  }

  private end({ endMs }: { readonly endMs: number }): number {
    return Math.min(endMs, this.scene.nowMs);
  }

  private font(size: number, weight = 400): void {
    this.context.font = `${weight} ${size}px ${this.scene.colours.font}`;
  }
}

/** A mark's shape tells what it is, its colour only how bad. */
export function drawMark(
  context: CanvasRenderingContext2D,
  { kind, level }: Pick<Mark, "kind" | "level">,
  x: number,
  y: number,
  colours: Colours,
): void {
  const isError = kind === "denied" || kind === "dropped" || (kind === "log" && level <= ERROR_LEVEL);
  const colour = isError ? colours.error : kind === "log" && level <= WARNING_LEVEL ? colours.warn : colours.ink;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  switch (kind) {
    case "log":
      if (level <= WARNING_LEVEL) {
        context.moveTo(x, y - MARK - 1);
        context.lineTo(x + MARK + 1, y + MARK);
        context.lineTo(x - MARK - 1, y + MARK);
        context.closePath();
        context.fill();
      } else {
        context.arc(x, y, MARK - 1, 0, 2 * Math.PI);
        context.fill();
      }
      break;
    case "premature":
      context.moveTo(x, y - MARK - 1);
      context.lineTo(x + MARK, y);
      context.lineTo(x, y + MARK + 1);
      context.lineTo(x - MARK, y);
      context.closePath();
      context.stroke();
      break;
    case "reload":
      context.arc(x, y, MARK, -0.3 * Math.PI, 1.2 * Math.PI);
      context.stroke();
      context.beginPath();
      context.moveTo(x + MARK + 2, y - 1);
      context.lineTo(x + MARK - 3, y - 2);
      context.lineTo(x + MARK - 1, y - 6);
      context.closePath();
      context.fill();
      break;
    case "cancelled":
      context.arc(x, y, MARK, 0, 2 * Math.PI);
      context.moveTo(x - 3, y + 3);
      context.lineTo(x + 3, y - 3);
      context.stroke();
      break;
    default:
      context.moveTo(x - MARK, y - MARK);
      context.lineTo(x + MARK, y + MARK);
      context.moveTo(x + MARK, y - MARK);
      context.lineTo(x - MARK, y + MARK);
      context.stroke();
  }
}

function severity({ kind, level }: Mark): number {
  return kind === "log" ? 8 - level : kind === "denied" || kind === "dropped" ? 5 : 3.5;
}

function labelOf({ kind, place, command, number }: Bar): string {
  return kind === "child"
    ? `${command} (${number})`
    : kind === "script"
      ? place.slice(0, place.lastIndexOf(":"))
      : place;
}

/** As much of a text as there is room for. */
function fitting(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let low = 0;
  let high = Math.min(text.length, Math.ceil(room / 3));
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return low < 3 ? "" : `${text.slice(0, low)}…`;
}

/** {@link Scene.hatching} */
export function hatchingOf(context: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const size = 6;
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const lines = tile.getContext("2d");
  if (lines === null) return colour;
  lines.strokeStyle = colour;
  lines.lineWidth = 1.6;
  lines.beginPath();
  for (const offset of [-size, 0, size]) {
    lines.moveTo(offset - 1, size + 1);
    lines.lineTo(offset + size + 1, -1);
  }
  lines.stroke();
  return context.createPattern(tile, "repeat") ?? colour;
}
