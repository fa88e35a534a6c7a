/**
 * How nginx's slab allocator hands out a zone of shared memory, without the memory: what fits, what does not, and how many
 * pages are free. Small blocks share pages that are cut into chunks of one power of two; larger ones get whole pages in a
 * row, the first row that is long enough.
 */

const PAGE_BYTES = 4096;
const SMALLEST_SHIFT = 3;
const LARGEST_SHIFT = 11;
const SLOTS = LARGEST_SHIFT - SMALLEST_SHIFT + 1;
/** Chunks below this size have their map of what is used in the page itself, where it takes the first ones. */
const MAP_OUTSIDE_SHIFT = 6;

/** On 64-bit Linux: `ngx_slab_pool_t`, and for each slot and each page what describes it. */
const POOL_BYTES = 200;
const SLOT_BYTES = 24 + 32;
const PAGE_RECORD_BYTES = 24;

/** What was handed out: give it back by {@link SlabPool.free}. The chunks of one page are alike, and so the same block. */
export type { Page as Block };

/** Pages in a row that are free, or in use as one, or a single one cut into chunks. */
class Page {
  start: number;
  count: number;
  /** Of a page in chunks: what its chunks are, how many there are and how many are used. */
  slot: Row | undefined = undefined;
  chunks = 0;
  used = 0;
  previous: Page = this;
  next: Page = this;

  constructor(start: number, count: number) {
    this.start = start;
    this.count = count;
  }

  unlink(): void {
    this.previous.next = this.next;
    this.next.previous = this.previous;
  }
}

/** A ring of pages around a head that is none. */
class Row {
  readonly head = new Page(-1, 0);

  get first(): Page | undefined {
    const { next } = this.head;
    return next === this.head ? undefined : next;
  }

  addFirst(page: Page): void {
    page.previous = this.head;
    page.next = this.head.next;
    page.next.previous = page;
    this.head.next = page;
  }
}

export class SlabPool {
  private readonly freeRows = new Row();
  /** Rows of free pages by their first and by their last page, to join neighbours. */
  private readonly freeFrom = new Map<number, Page>();
  private readonly freeUpTo = new Map<number, Page>();
  /** For each size of chunks the pages that have any left, the one first that is cut next. */
  private readonly slots = Array.from({ length: SLOTS }, () => new Row());
  private freeCount = 0;

  /** @param bytes the size of the zone */
  constructor(bytes: number) {
    const pages = pagesOf(bytes);
    if (pages > 0) this.addFree(new Page(0, pages));
    this.freeCount = Math.max(0, pages);
  }

  /** Bytes of the pages that nothing is in. */
  get freeBytes(): number {
    return this.freeCount * PAGE_BYTES;
  }

  /** Undefined where there is no room. */
  allocate(bytes: number): Page | undefined {
    if (bytes > 1 << LARGEST_SHIFT) return this.takePages(Math.ceil(bytes / PAGE_BYTES));
    const shift = Math.max(SMALLEST_SHIFT, 32 - Math.clz32(bytes - 1));
    const slot = this.slots[shift - SMALLEST_SHIFT] as Row;
    let page = slot.first;
    if (page === undefined) {
      page = this.takePages(1);
      if (page === undefined) return undefined;
      page.slot = slot;
      page.chunks = chunksOf(shift);
      slot.addFirst(page);
    }
    page.used++;
    if (page.used === page.chunks) page.unlink();
    return page;
  }

  /** Gives a block back, once. */
  free(page: Page): void {
    const { slot } = page;
    if (slot !== undefined) {
      if (page.used === page.chunks) slot.addFirst(page);
      page.used--;
      if (page.used > 0) return;
      page.unlink();
      page.slot = undefined;
    }
    this.freeCount += page.count;
    this.join(page);
    this.addFree(page);
  }

  private takePages(count: number): Page | undefined {
    const { head } = this.freeRows;
    for (let row = head.next; row !== head; row = row.next) {
      if (row.count < count) continue;
      this.freeFrom.delete(row.start);
      const taken = new Page(row.start, count);
      row.start += count;
      row.count -= count;
      if (row.count > 0) this.freeFrom.set(row.start, row);
      else {
        row.unlink();
        this.freeUpTo.delete(row.start - 1);
      }
      this.freeCount -= count;
      return taken;
    }
    return undefined;
  }

  private addFree(row: Page): void {
    this.freeRows.addFirst(row);
    this.freeFrom.set(row.start, row);
    this.freeUpTo.set(row.start + row.count - 1, row);
  }

  /** Makes `row` one with the free pages on both sides of it. */
  private join(row: Page): void {
    const behind = this.freeFrom.get(row.start + row.count);
    if (behind !== undefined) {
      this.removeFree(behind);
      row.count += behind.count;
    }
    const before = this.freeUpTo.get(row.start - 1);
    if (before !== undefined) {
      this.removeFree(before);
      row.start = before.start;
      row.count += before.count;
    }
  }

  private removeFree(row: Page): void {
    row.unlink();
    this.freeFrom.delete(row.start);
    this.freeUpTo.delete(row.start + row.count - 1);
  }
}

/** How many pages a zone has once nginx's own records are in it; they begin at a multiple of their size. */
function pagesOf(bytes: number): number {
  const records = POOL_BYTES + SLOTS * SLOT_BYTES;
  const pages = Math.floor((bytes - records) / (PAGE_BYTES + PAGE_RECORD_BYTES));
  const start = Math.ceil((records + pages * PAGE_RECORD_BYTES) / PAGE_BYTES) * PAGE_BYTES;
  return Math.min(pages, Math.floor((bytes - start) / PAGE_BYTES));
}

function chunksOf(shift: number): number {
  const chunks = PAGE_BYTES >> shift;
  return shift < MAP_OUTSIDE_SHIFT ? chunks - Math.max(1, chunks / 8 / (1 << shift)) : chunks;
}
