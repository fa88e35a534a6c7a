/** Whether each decision in a part of a pattern is settled by the next byte, so that nothing is tried in vain. */
import { type ByteSet, emptySet, overlap, union } from "../pattern/byte-sets.ts";
import { children, type Node } from "../pattern/nodes.ts";
import type { Follow, Lookahead } from "./lookahead.ts";

/**
 * Whether it makes no difference that what a node has matched is not tried again: it could not match in another way, or not
 * in one with which the rest matches.
 */
export function isAtomicAnyway(node: Node, follow: Follow, ahead: Lookahead): boolean {
  return follow.isSure || (isDecided(node, follow, ahead) && takesAllItCan(node, ahead));
}

/** What stops early, though it could go on, may have to go on for the rest to match. */
function takesAllItCan(node: Node, ahead: Lookahead): boolean {
  if (node.kind === "atomic" || node.kind === "look") return true;
  if (node.kind === "repeat" && node.how === "lazy" && node.least !== node.most) return false;
  // Behind an option that matches nothing at all, no other is reached.
  if (node.kind === "choice" && node.options.slice(0, -1).some((option) => ahead.isNullable(option))) return false;
  return children(node).every((child) => takesAllItCan(child, ahead));
}

/** @param follow what comes after the node */
export function isDecided(node: Node, follow: Follow, ahead: Lookahead): boolean {
  switch (node.kind) {
    case "set":
    case "assertion":
    case "keep out":
    case "reference":
      return true;
    case "sequence": {
      let after = follow;
      for (let at = node.items.length - 1; at >= 0; at--) {
        const item = node.items[at] as Node;
        if (!isDecided(item, after, ahead)) return false;
        after = ahead.before(item, after);
      }
      return true;
    }
    case "choice":
      return node.options.every((option) => isDecided(option, follow, ahead)) && areApart(node.options, follow, ahead);
    case "capture":
      return isDecided(node.body, follow, ahead);
    case "atomic":
      return isShort(node.body) || isDecided(node.body, follow, ahead);
    case "look":
      return isShort(node.body);
    case "repeat": {
      if (node.most === 0) return true;
      if (ahead.isNullable(node.body)) return false;
      const first = ahead.first(node.body);
      if (node.least !== node.most && overlap(first, follow.set)) return false;
      const again = node.most > 1 ? { set: union(first, follow.set), isSure: false } : follow;
      return node.body.kind === "set" || isDecided(node.body, again, ahead);
    }
  }
}

/** Whether no text can be matched by two of them, as the beginning of the one or the other. */
export function areApart(options: readonly Node[], follow: Follow, ahead: Lookahead): boolean {
  const starts = options.map((option) => ahead.before(option, follow).set);
  const leading = options.map(leadingSets);
  let earlier: ByteSet = emptySet();
  return options.every((_, at) => {
    const start = starts[at] as ByteSet;
    const isApart =
      !overlap(start, earlier) ||
      starts.slice(0, at).every((other, index) => {
        return !overlap(start, other) || differ(leading[at] ?? [], leading[index] ?? []);
      });
    earlier = union(earlier, start);
    return isApart;
  });
}

/** Whether two rows of sets have nothing in common in some place. */
function differ(one: readonly ByteSet[], other: readonly ByteSet[]): boolean {
  return one.some((set, at) => {
    const counterpart = other[at];
    return counterpart !== undefined && !overlap(set, counterpart);
  });
}

/** The sets of the bytes that a node begins with in any case. */
function leadingSets(node: Node): readonly ByteSet[] {
  if (node.kind === "set") return [node.set];
  if (node.kind === "capture") return leadingSets(node.body);
  if (node.kind !== "sequence") return [];
  const sets: ByteSet[] = [];
  for (const item of node.items) {
    if (item.kind !== "set") break;
    sets.push(item.set);
  }
  return sets;
}

/** Whether a look-around looks at so few bytes that it does not count. */
function isShort(node: Node): boolean {
  switch (node.kind) {
    case "set":
    case "assertion":
      return true;
    case "sequence":
      return node.items.every(isShort);
    case "choice":
      return node.options.every(isShort);
    case "repeat":
      return node.most <= 10 && isShort(node.body);
    case "look":
    case "capture":
    case "atomic":
      return isShort(node.body);
    default:
      return false;
  }
}
