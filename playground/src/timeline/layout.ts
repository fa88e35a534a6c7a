/** Where lanes and their rows lie, from top to bottom, in CSS pixels. */
import type { Lane } from "./model.ts";

export const ROW = 18;
/** Bars leave that much free below them. */
export const ROW_GAP = 3;
/** Where a process has its name and its marks. */
export const HEAD = 20;
const LANE_GAP = 6;
const CHILDREN_GAP = 2;

export interface PlacedLane {
  readonly lane: Lane;
  readonly top: number;
  readonly height: number;
  /** Where its first row begins. */
  readonly rowsTop: number;
}

export interface Layout {
  readonly lanes: readonly PlacedLane[];
  readonly height: number;
}

export function layOut(lanes: readonly Lane[]): Layout {
  const placed: PlacedLane[] = [];
  let top = 0;
  for (const lane of lanes) {
    const head = lane.kind === "process" ? HEAD : CHILDREN_GAP;
    const height = head + lane.rows.length * ROW + (lane.rows.length > 0 ? ROW_GAP : 0);
    placed.push({ lane, top, height, rowsTop: top + head });
    const next = lanes[placed.length];
    top += height + (next?.kind === "children" ? 0 : LANE_GAP);
  }
  return { lanes: placed, height: top };
}

/** The first lane that ends below `y`, by its index. */
export function firstLaneAt({ lanes }: Layout, y: number): number {
  let low = 0;
  let high = lanes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const lane = lanes[middle] as PlacedLane;
    if (lane.top + lane.height + LANE_GAP > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function topOfRow({ rowsTop }: PlacedLane, row: number): number {
  return rowsTop + row * ROW;
}

/** The first of a row's things that end after `ms`, by its index: they lie in the order of time, and none over another. */
export function firstEndingAfter(list: readonly { readonly endMs: number }[], ms: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as { readonly endMs: number }).endMs > ms) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first that begins at `ms` or later, by its index. */
export function firstStartingAt(list: readonly { readonly startMs: number }[], ms: number, from = 0): number {
  let low = from;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as { readonly startMs: number }).startMs >= ms) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first mark at `ms` or later, by its index. */
export function firstMarkAt(list: readonly { readonly atMs: number }[], ms: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as { readonly atMs: number }).atMs >= ms) high = middle;
    else low = middle + 1;
  }
  return low;
}
