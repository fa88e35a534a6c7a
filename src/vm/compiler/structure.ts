/**
 * Control flow as nested JavaScript: loops and labelled blocks in place of jumps. After Ramsey, "Beyond Relooper" (2022):
 * a block's text stands inside that of its dominator, behind a label where several ways lead to it. Unlike there, what
 * follows a loop is put behind it, not into it: the engine takes a loop's text for the loop.
 */
import { type Block, isInLoop } from "./blocks.ts";

/** The text of one block's instructions; `goTo` gives the text of a jump to one of its successors, by its start. */
export type BlockText = (block: Block, goTo: (target: number) => string) => string;

/** The text of all blocks, which never falls off its end. */
export function nest(blocks: readonly Block[], textOf: BlockText): string {
  const inside = new Map<Block, Block[]>();
  const behind = new Map<Block, Block[]>();
  const labelled = new Set<Block>();
  for (const block of blocks) {
    const { dominator } = block;
    if (dominator === null) continue;
    const loop = outermostLeft(dominator, block);
    if (loop !== undefined) {
      add(behind, loop, block);
      labelled.add(block);
    } else {
      add(inside, dominator, block);
      const forward = block.predecessors.filter(({ order }) => order < block.order);
      if (forward.length > 1) labelled.add(block);
    }
  }

  function tree(block: Block): string {
    const own = () => withLabelled(inside.get(block) ?? [], () => instructions(block));
    if (!block.isHeader) return own();
    return withLabelled(behind.get(block) ?? [], () => `L${block.order}: for (;;) {\n${own()}\n}`);
  }

  /** `body`, and behind it the labelled ones of `followers`: the first in order next to it. */
  function withLabelled(followers: readonly Block[], body: () => string): string {
    return followers
      .filter((follower) => labelled.has(follower))
      .reduce((text, follower) => `B${follower.order}: {\n${text}\n}\n${tree(follower)}`, body());
  }

  function instructions(block: Block): string {
    return textOf(block, (target) => {
      const successor = block.successors.find(({ start }) => start === target);
      if (successor === undefined) throw new Error("a jump to a block that does not follow");
      if (successor.order <= block.order) return `continue L${successor.order};`;
      return labelled.has(successor) ? `break B${successor.order};` : tree(successor);
    });
  }

  return tree(blocks[0] as Block);
}

/** The header of the outermost loop that holds `from` but not `to`. */
function outermostLeft(from: Block, to: Block): Block | undefined {
  let left: Block | undefined;
  for (let loop = from.isHeader ? from : from.loop; loop !== null; loop = loop.loop) {
    if (isInLoop(to, loop)) break;
    left = loop;
  }
  return left;
}

function add(lists: Map<Block, Block[]>, key: Block, block: Block): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [block]);
  else list.push(block);
}
