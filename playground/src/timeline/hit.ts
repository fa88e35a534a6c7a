/** What is under a point, and what comes before and after a thing. */
import type { Thing } from "./describe.ts";
import {
  firstEndingAfter,
  firstLaneAt,
  firstMarkAt,
  firstStartingAt,
  HEAD,
  type Layout,
  type PlacedLane,
  ROW,
  topOfRow,
} from "./layout.ts";
import type { Bar, Lane, Row } from "./model.ts";
import type { Viewport } from "./viewport.ts";

/** How near to a mark or a short bar a pointer has to be. */
const NEAR = 5;

/** @param y from the top of the first lane */
export function thingAt(layout: Layout, viewport: Viewport, x: number, y: number): Thing | undefined {
  const placed = layout.lanes[firstLaneAt(layout, y)];
  if (placed === undefined || y < placed.top) return undefined;
  const { lane } = placed;
  if (y < placed.rowsTop)
    return lane.kind === "process" && y < placed.top + HEAD ? markNear(lane, viewport, x) : undefined;
  const row = lane.rows[Math.floor((y - placed.rowsTop) / ROW)];
  return row === undefined ? undefined : inRow(row, viewport, x);
}

function inRow({ bars, waits }: Row, viewport: Viewport, x: number): Thing | undefined {
  const ms = viewport.msAt(x);
  const wait = waits[firstEndingAfter(waits, ms)];
  if (wait !== undefined && wait.startMs <= ms) return wait;
  const at = firstEndingAfter(bars, ms);
  const bar = bars[at];
  if (bar !== undefined && bar.startMs <= ms) return bar;
  const reach = NEAR * viewport.msPerPixel;
  const near = [bars[at - 1], bar].filter((one): one is Bar => one !== undefined);
  const distance = (one: Bar) => Math.max(0, one.startMs - ms, ms - one.endMs);
  near.sort((one, other) => distance(one) - distance(other));
  const [nearest] = near;
  return nearest !== undefined && distance(nearest) <= reach ? nearest : undefined;
}

function markNear({ marks }: Lane, viewport: Viewport, x: number): Thing | undefined {
  const ms = viewport.msAt(x);
  const reach = NEAR * viewport.msPerPixel;
  let best: Thing | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let at = firstMarkAt(marks, ms - reach); at < marks.length; at++) {
    const mark = marks[at];
    if (mark === undefined || mark.atMs > ms + reach) break;
    const distance = Math.abs(mark.atMs - ms);
    if (distance < least) {
      least = distance;
      best = mark;
    }
  }
  return best;
}

/** Where a bar is, from the top of the first lane. */
export function rowTop(layout: Layout, lane: Lane, row: number): number | undefined {
  const placed = layout.lanes.find((one) => one.lane === lane);
  return placed === undefined ? undefined : topOfRow(placed, row);
}

/**
 * The bar after another, or before it: along its row, then in the next row, then in the next lane.
 * @param from a time: without a bar to begin with, the first that ends after it
 */
export function nextBar({ lanes }: Layout, current: Bar | undefined, step: 1 | -1, from: number): Bar | undefined {
  const rows = lanes.flatMap(({ lane }: PlacedLane) => lane.rows);
  if (current === undefined) {
    for (const { bars } of rows) {
      const bar = bars[firstEndingAfter(bars, from)] ?? bars.at(-1);
      if (bar !== undefined) return bar;
    }
    return undefined;
  }
  const row = current.lane.rows[current.row];
  const bars = row?.bars ?? [];
  let at = firstStartingAt(bars, current.startMs);
  while (at < bars.length && bars[at] !== current) at++;
  const beside = bars[at + step];
  if (beside !== undefined) return beside;
  const place = rows.indexOf(row as Row);
  for (let next = place + step; next >= 0 && next < rows.length; next += step) {
    const other = rows[next]?.bars;
    const bar = step > 0 ? other?.[0] : other?.at(-1);
    if (bar !== undefined) return bar;
  }
  return undefined;
}
