/**
 * Looks in a pattern from each item at what comes after it: with what a match can begin there, and whether a repetition can
 * be matched without trying one number of characters after the other. Most can: those of `^(%w+)%s*=%s*(.-)%s*$` all.
 */
import { type CharacterSet, NO_CHARACTER } from "./character-sets.ts";
import { Decision, NodeKind, type PatternNode } from "./pattern-nodes.ts";

/**
 * In patterns of more items nothing is decided beforehand: they can reach the limit of nested repetitions, and then it
 * shows which of them are tried.
 */
const MOST_ITEMS = 150;

/** @param singleton the set of one character */
export function lookAhead(nodes: readonly PatternNode[], singleton: (char: number) => CharacterSet): void {
  const isShort = nodes.length <= MOST_ITEMS;
  let after: Prospect = { isSure: false, isSureWhereLeading: false };
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i] as PatternNode;
    node.leading = leadingOf(node, singleton, isShort);
    if (!isShort) continue;
    node.tail = tailOf(node);
    if (isRepetition(node)) node.decision = decisionOf(node, after);
    after = prospectOf(node, after);
  }
}

/** What is known of matching from a node on. */
interface Prospect {
  /** It matches everywhere. */
  readonly isSure: boolean;
  /** It matches wherever there is a character of the node's `leading`. */
  readonly isSureWhereLeading: boolean;
}

function prospectOf(node: PatternNode, after: Prospect): Prospect {
  switch (node.kind) {
    case NodeKind.End:
      return { isSure: true, isSureWhereLeading: false };
    case NodeKind.Open:
    case NodeKind.Position:
    case NodeKind.Close:
      return after;
    case NodeKind.Optional:
    case NodeKind.Star:
    case NodeKind.Lazy:
      return { isSure: after.isSure, isSureWhereLeading: false };
    case NodeKind.Char:
    case NodeKind.Set:
    case NodeKind.Plus:
      return { isSure: false, isSureWhereLeading: after.isSure };
    default:
      return { isSure: false, isSureWhereLeading: false };
  }
}

function decisionOf(node: PatternNode, after: Prospect): Decision {
  const { leading, tail } = node.next;
  const isApart = leading !== undefined && node.set.isApartFrom(leading);
  if (node.kind === NodeKind.Lazy) {
    if (after.isSure) return Decision.None;
    if (isApart || after.isSureWhereLeading) return Decision.FewestBeforeLeading;
    return tail === undefined ? Decision.Tried : Decision.FewestBeforeTail;
  }
  // A character that the set left over is not in the tail, or else no fewer characters would do either.
  if (after.isSure || isApart || tail !== undefined) return Decision.Most;
  return after.isSureWhereLeading && node.kind !== NodeKind.Optional ? Decision.MostBeforeLeading : Decision.Tried;
}

function isRepetition({ kind }: PatternNode): boolean {
  return kind === NodeKind.Optional || kind === NodeKind.Star || kind === NodeKind.Plus || kind === NodeKind.Lazy;
}

function leadingOf(
  node: PatternNode,
  singleton: (char: number) => CharacterSet,
  mayLookFar: boolean,
): CharacterSet | undefined {
  switch (node.kind) {
    case NodeKind.Char:
    case NodeKind.Text:
    case NodeKind.Balance:
      return singleton(node.char);
    case NodeKind.Set:
    case NodeKind.Plus:
      return node.set;
    case NodeKind.Open:
    case NodeKind.Position:
    case NodeKind.Close:
      return node.next.leading;
    case NodeKind.Optional:
    case NodeKind.Star:
    case NodeKind.Lazy:
      return mayLookFar && node.next.leading !== undefined ? node.set.with(node.next.leading) : undefined;
    case NodeKind.Frontier:
      // The end of the subject counts as a zero byte.
      return !node.set.has(0) ? node.set : undefined;
    default:
      return undefined;
  }
}

function tailOf(node: PatternNode): CharacterSet | undefined {
  switch (node.kind) {
    case NodeKind.EndOfSubject:
      return NO_CHARACTER;
    case NodeKind.Open:
    case NodeKind.Position:
    case NodeKind.Close:
      return node.next.tail;
    case NodeKind.Star:
    case NodeKind.Lazy:
      return node.next.tail === NO_CHARACTER ? node.set : undefined;
    default:
      return undefined;
  }
}
