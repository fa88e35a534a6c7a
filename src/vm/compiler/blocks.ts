/** The control flow of a function: its basic blocks, which of them dominate which, and its loops. */
import { type Instruction, Op } from "../instructions.ts";
import type { Prototype } from "../prototype.ts";

/** Instructions that run one after the other: only the first is jumped to, only the last jumps. */
export interface Block {
  /** The index of its first instruction. */
  readonly start: number;
  /** One past its last instruction; {@link start} where control leaves what is compiled ({@link findLoop}). */
  readonly end: number;
  readonly successors: Block[];
  readonly predecessors: Block[];
  /** Its place in reverse postorder: every block comes after those before it, but for the jumps back to a loop's header. */
  order: number;
  /** The block through which every way to this one leads; null for the first. */
  dominator: Block | null;
  /** Whether a jump backwards leads here. */
  isHeader: boolean;
  /** The header of the innermost loop around it: of a header, the loop around its own. */
  loop: Block | null;
}

/**
 * The blocks that can be reached from the instruction at `start`, in reverse postorder; or null where a loop has several
 * entries, as `goto` can make them.
 *
 * A start inside a loop would be a second entry of it, or make one loop of several: the part of that turn that is left is
 * copied. A start inside several loops gets a copy of what is left in each.
 */
export function findBlocks(jumps: readonly Jumps[], start: number): readonly Block[] | null {
  if (start !== 0) {
    const whole = split(jumps, start);
    const first = whole.get(start) as Block;
    if (arrange(whole.get(0) as Block) !== null && first.loop !== null) return arrange(copyFrom(first));
  }
  return arrange(split(jumps, start).get(start) as Block);
}

/**
 * The blocks of the innermost loop around `start`, from there on, as {@link findBlocks} answers them; an empty one stands for each
 * place where it is left. Null where there is no loop, or the start would be one entry more. It need not be the loop's header: a
 * generic loop is entered at its end, where the iterator is called.
 */
export function findLoop(jumps: readonly Jumps[], start: number): readonly Block[] | null {
  const whole = split(jumps, start);
  if (arrange(whole.get(0) as Block) === null) return null;
  const first = whole.get(start) as Block;
  const header = loopThatJumpsTo(first);
  if (header === null) return null;
  const copies = new Map<Block, Block>();
  const waiting: Block[] = [];
  const copyOf = (original: Block) => {
    let copy = copies.get(original);
    if (copy === undefined) {
      const stays = isInLoop(original, header);
      copy = newBlock(original.start, stays ? original.end : original.start);
      copies.set(original, copy);
      if (stays) waiting.push(original);
    }
    return copy;
  };
  const copyOfFirst = copyOf(first);
  for (let original = waiting.pop(); original !== undefined; original = waiting.pop()) {
    copyOf(original).successors.push(...original.successors.map(copyOf));
  }
  return arrange(copyOfFirst);
}

/**
 * The header of the innermost loop that has all jumps back to `first`; null where there is none. The body of a generic loop may begin
 * with another loop: then that has not all.
 */
function loopThatJumpsTo(first: Block): Block | null {
  let header = first.isHeader ? first : first.loop;
  for (const from of first.predecessors) {
    if (from.start < first.start) continue;
    while (header !== null && !isInLoop(from, header)) header = header.loop;
  }
  return header;
}

/** Finds the order, the dominators and the loops of what follows `first`; null where a loop has several entries. */
function arrange(first: Block): readonly Block[] | null {
  const blocks = inReversePostorder(first);
  findDominators(blocks);
  return findLoops(blocks) ? blocks : null;
}

/**
 * Copies the blocks that follow `first`, once for each loop that it lies in: from `first`, or from a loop's header, a copy
 * reaches up to the headers of the loops around that, where the copy for those begins.
 */
function copyFrom(first: Block): Block {
  const copies = new Map<string, Block>();
  const waiting: { original: Block; around: readonly Block[]; copy: Block }[] = [];
  /** @param around the headers of the loops around the start of the copy that `original` is met in, innermost first */
  const copyOf = (original: Block, around: readonly Block[]): Block => {
    const left = around.indexOf(original);
    const outside = left < 0 ? around : around.slice(left + 1);
    const key = `${original.start} ${outside.length}`;
    let copy = copies.get(key);
    if (copy === undefined) {
      copy = newBlock(original.start, original.end);
      copies.set(key, copy);
      waiting.push({ original, around: outside, copy });
    }
    return copy;
  };
  const around: Block[] = [];
  for (let loop = first.loop; loop !== null; loop = loop.loop) around.push(loop);
  const start = copyOf(first, around);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { original, copy } = next;
    for (const successor of original.successors) copy.successors.push(copyOf(successor, next.around));
  }
  return start;
}

function newBlock(start: number, end: number): Block {
  return { start, end, successors: [], predecessors: [], order: -1, dominator: null, isHeader: false, loop: null };
}

/** Where control may go after an instruction, the target of its jump first; undefined where it just goes on. */
export type Jumps = readonly number[] | undefined;

/** Those of all instructions of a function, found once for all its forms. */
export function jumpsIn(prototype: Prototype): readonly Jumps[] {
  prototype.jumps ??= prototype.code.map(jumpsOf);
  return prototype.jumps;
}

/** @param at where the instruction stands */
export function jumpsOf({ op, target }: Instruction, at: number): Jumps {
  switch (op) {
    case Op.Jump:
    case Op.Loop:
      return [target];
    case Op.EqJump:
    case Op.LtJump:
    case Op.LeJump:
    case Op.TestJump:
    case Op.TestSetJump:
    case Op.ForLoop:
    case Op.GenericFor:
      return [target, at + 1];
    case Op.ForPrep:
      // To its ForLoop, which would end the loop at once: so behind it.
      return [target + 1, at + 1];
    case Op.TailCall:
    case Op.TailCallOpen:
    case Op.Return:
    case Op.ReturnOne:
    case Op.ReturnOpen:
      return [];
    default:
      return undefined;
  }
}

/** Where jumps go, but for those to the next instruction. */
export function jumpTargets(jumps: readonly Jumps[]): Set<number> {
  const targets = new Set<number>();
  jumps.forEach((ways, at) => {
    if (ways !== undefined) for (const target of ways) if (target !== at + 1) targets.add(target);
  });
  return targets;
}

/** Whether `block` lies in the loop that `header` begins; the header does. */
export function isInLoop(block: Block, header: Block): boolean {
  for (let at: Block | null = block; at !== null; at = at.loop) if (at === header) return true;
  return false;
}

/** The blocks of a function, by their first instruction. One of them begins at `first`. */
function split(jumps: readonly Jumps[], first: number): Map<number, Block> {
  const isStart = new Uint8Array(jumps.length + 1);
  isStart[0] = isStart[first] = isStart[jumps.length] = 1;
  for (let at = 0; at < jumps.length; at++) {
    const ways = jumps[at];
    if (ways === undefined) continue;
    isStart[at + 1] = 1;
    for (const target of ways) isStart[target] = 1;
  }
  const blocks = new Map<number, Block>();
  let start = 0;
  for (let at = 1; at <= jumps.length; at++) {
    if (isStart[at] === 0) continue;
    blocks.set(start, newBlock(start, at));
    start = at;
  }
  for (const block of blocks.values()) {
    for (const target of jumps[block.end - 1] ?? [block.end]) {
      const successor = blocks.get(target);
      if (successor === undefined) throw new Error("a jump out of the function");
      block.successors.push(successor);
    }
  }
  return blocks;
}

function inReversePostorder(first: Block): Block[] {
  const postorder: Block[] = [];
  const seen = new Set([first]);
  const path = [{ block: first, next: 0 }];
  for (let top = path[0]; top !== undefined; top = path[path.length - 1]) {
    const successor = top.block.successors[top.next++];
    if (successor === undefined) {
      postorder.push(top.block);
      path.pop();
    } else if (!seen.has(successor)) {
      seen.add(successor);
      path.push({ block: successor, next: 0 });
    }
  }
  const blocks = postorder.reverse();
  blocks.forEach((block, order) => {
    block.order = order;
    for (const successor of block.successors) successor.predecessors.push(block);
  });
  return blocks;
}

/** Cooper, Harvey and Kennedy's "A Simple, Fast Dominance Algorithm". */
function findDominators(blocks: readonly Block[]): void {
  let changed = true;
  while (changed) {
    changed = false;
    for (const block of blocks.slice(1)) {
      let dominator: Block | null = null;
      for (const predecessor of block.predecessors) {
        if (predecessor.order !== 0 && predecessor.dominator === null) continue;
        dominator = dominator === null ? predecessor : commonDominator(predecessor, dominator);
      }
      if (dominator !== block.dominator) {
        block.dominator = dominator;
        changed = true;
      }
    }
  }
}

function commonDominator(one: Block, other: Block): Block {
  while (one !== other) {
    while (one.order > other.order) one = one.dominator as Block;
    while (other.order > one.order) other = other.dominator as Block;
  }
  return one;
}

/** Finds headers, and the loop around each block; false where a loop is entered elsewhere than at its header. */
function findLoops(blocks: readonly Block[]): boolean {
  for (let order = blocks.length - 1; order >= 0; order--) {
    const header = blocks[order] as Block;
    const waiting = header.predecessors.filter((predecessor) => predecessor.order >= order);
    if (waiting.length === 0) continue;
    if (!waiting.every((predecessor) => dominates(header, predecessor))) return false;
    header.isHeader = true;
    for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
      const outermost = outermostLoop(block);
      if (outermost === header) continue;
      outermost.loop = header;
      waiting.push(...outermost.predecessors);
    }
  }
  return true;
}

/** The header of the outermost loop known so far around `block`, or the block itself. */
function outermostLoop(block: Block): Block {
  let at = block;
  while (at.loop !== null) at = at.loop;
  return at;
}

function dominates(outer: Block, inner: Block): boolean {
  let at: Block | null = inner;
  while (at !== null && at.order > outer.order) at = at.dominator;
  return at === outer;
}
