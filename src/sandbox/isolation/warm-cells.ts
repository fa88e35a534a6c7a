/** Cells of one kind, with a spare one that has started before it is asked for. */
import type { Cell, CellEvents, Cells } from "../../host/ports.ts";
import type { Settings } from "../options.ts";

const MB = 2 ** 20;

export class WarmCells {
  private readonly cells: Cells;
  private spare: { readonly cell: Cell; readonly memoryMb: number } | undefined;

  constructor(cells: Cells) {
    this.cells = cells;
  }

  /** A cell for a sandbox with these settings: the spare one, if it fits. */
  take(settings: Settings): Cell {
    const memoryMb = heapMb(settings);
    const { spare } = this;
    if (spare?.memoryMb !== memoryMb) return this.cells.start(memoryMb);
    this.spare = undefined;
    return spare.cell;
  }

  /** Sees that there is a spare one for settings like these. It keeps nobody waiting. */
  refill(settings: Settings): void {
    const memoryMb = heapMb(settings);
    if (this.spare?.memoryMb === memoryMb) return;
    this.spare?.cell.end();
    const cell = this.cells.start(memoryMb);
    this.spare = { cell, memoryMb };
    const ended: CellEvents["ended"] = () => {
      if (this.spare?.cell === cell) this.spare = undefined;
    };
    cell.listen({ message() {}, question() {}, ended });
  }
}

/**
 * What the heap of a cell may take. The sandbox watches its memory itself; this limit is for what it does not see, and so
 * far above that nothing else meets it. A power of two, so that spare cells and code caches fit.
 */
function heapMb({ limits, dicts, workers }: Settings): number {
  const dictBytes = dicts.reduce((sum, { bytes }) => sum + bytes, 0);
  const most = limits.memoryMb + (limits.fileBytes + limits.outputBytes + dictBytes) / MB + workers * 8;
  return Math.min(MOST_HEAP_MB, 2 ** Math.ceil(Math.log2(2 * most + LEAST_HEAP_MB)));
}

const LEAST_HEAP_MB = 128;
/** V8's pointers reach no further in a thread without flags. */
const MOST_HEAP_MB = 4096;
