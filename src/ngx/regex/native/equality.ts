/** Whether JavaScript does the same as PCRE with a part of a pattern, once it is written in JavaScript's way. */
import { children, type Node, type Pattern } from "../pattern/nodes.ts";
import type { Lookahead } from "./lookahead.ts";

/** PCRE's own limit is 65,535. */
const LONGEST_LOOK_BEHIND = 255;
/** How many items a pattern may have, each counted as often as it is to be repeated: more may be too many for one of the two. */
const MOST_ITEMS = 10_000;

/**
 * What differs, and makes the answer false:
 *
 * - A loop's turn that matches nothing ends the loop in PCRE, and is no turn in JavaScript.
 * - Captures inside a loop keep their last value in PCRE; JavaScript forgets them with each turn.
 * - A reference to a group that took no part fails in PCRE, and matches nothing in JavaScript.
 * - JavaScript matches look-behinds backwards: what they capture differs.
 * - PCRE2 makes a mistake where a repetition stands before an atomic group with an optional group in it: ` *(?>(a)?) ` does not
 *   match " ", because it takes it that the group cannot match nothing.
 */
export function isSame({ root }: Pattern, ahead: Lookahead): boolean {
  if (itemsIn(root) > MOST_ITEMS) return false;
  return (
    repeatsAreSame(root, ahead) && atomicGroupsAreSame(root) && referencesAreSame(root) && lookBehindsAreSame(root)
  );
}

function itemsIn(node: Node): number {
  const items = children(node).reduce((sum, child) => sum + itemsIn(child), 1);
  if (node.kind !== "repeat") return items;
  return items * Math.max(1, node.most === Number.POSITIVE_INFINITY ? node.least : node.most);
}

function repeatsAreSame(node: Node, ahead: Lookahead): boolean {
  if (node.kind !== "repeat") return children(node).every((child) => repeatsAreSame(child, ahead));
  const { body, least, most } = node;
  const captures = groupsIn(body);
  if (ahead.isNullable(body) && least !== most) return false;
  if (most > 1) {
    const set = groupsSetBy(body);
    for (const group of captures) if (!set.has(group)) return false;
  }
  return repeatsAreSame(body, ahead);
}

function atomicGroupsAreSame(node: Node): boolean {
  const isAtomic = node.kind === "atomic" || (node.kind === "repeat" && node.how === "possessive");
  return !(isAtomic && hasOptionalGroup(node)) && children(node).every(atomicGroupsAreSame);
}

function hasOptionalGroup(node: Node): boolean {
  const isOne = node.kind === "repeat" && node.least === 0 && node.body.kind !== "set";
  return isOne || children(node).some(hasOptionalGroup);
}

/** Whether every reference comes where its group has captured something in any case. */
function referencesAreSame(root: Node): boolean {
  return settled(root, new Set()) !== undefined;
}

/** The groups that have captured behind `node`, if `before` have before it; undefined where a reference asks for another. */
function settled(node: Node, before: ReadonlySet<number>): ReadonlySet<number> | undefined {
  switch (node.kind) {
    case "reference":
      return before.has(node.group) ? before : undefined;
    case "sequence": {
      let set: ReadonlySet<number> | undefined = before;
      for (const item of node.items) {
        set = settled(item, set);
        if (set === undefined) return undefined;
      }
      return set;
    }
    case "choice": {
      const all: ReadonlySet<number>[] = [];
      for (const option of node.options) {
        const set = settled(option, before);
        if (set === undefined) return undefined;
        all.push(set);
      }
      const [first = before, ...others] = all;
      return new Set([...first].filter((group) => others.every((set) => set.has(group))));
    }
    case "capture": {
      const inside = settled(node.body, before);
      return inside === undefined ? undefined : new Set([...inside, node.group]);
    }
    case "atomic":
      return settled(node.body, before);
    case "look": {
      const inside = settled(node.body, before);
      return inside === undefined || node.isNegative ? inside && before : inside;
    }
    case "repeat": {
      const inside = settled(node.body, before);
      return inside === undefined || node.least === 0 ? inside && before : inside;
    }
    default:
      return before;
  }
}

/** The groups that capture whenever `node` matches. */
function groupsSetBy(node: Node): Set<number> {
  switch (node.kind) {
    case "capture":
      return groupsSetBy(node.body).add(node.group);
    case "choice": {
      const [first = new Set<number>(), ...others] = node.options.map(groupsSetBy);
      return new Set([...first].filter((group) => others.every((set) => set.has(group))));
    }
    case "look":
      return node.isNegative ? new Set() : groupsSetBy(node.body);
    case "repeat":
      return node.least === 0 ? new Set() : groupsSetBy(node.body);
    default:
      return new Set(children(node).flatMap((child) => [...groupsSetBy(child)]));
  }
}

function groupsIn(node: Node): Set<number> {
  const groups = new Set(children(node).flatMap((child) => [...groupsIn(child)]));
  return node.kind === "capture" ? groups.add(node.group) : groups;
}

function lookBehindsAreSame(node: Node): boolean {
  if (node.kind !== "look" || node.isAhead) return children(node).every(lookBehindsAreSame);
  const { body } = node;
  const options = body.kind === "choice" ? body.options : [body];
  return (
    isPlain(body) && options.every((option) => (lengthOf(option) ?? Number.POSITIVE_INFINITY) <= LONGEST_LOOK_BEHIND)
  );
}

/** Whether it does not matter in which direction a part is matched: there is nothing to capture, to refer to, to keep. */
function isPlain(node: Node): boolean {
  switch (node.kind) {
    case "capture":
    case "reference":
    case "atomic":
    case "keep out":
      return false;
    case "repeat":
      return node.how !== "possessive" && isPlain(node.body);
    case "look":
      return isPlain(node.body) && lookBehindsAreSame(node);
    default:
      return children(node).every(isPlain);
  }
}

/** How many bytes a part of a look-behind has, if that is certain: to PCRE it must be. */
function lengthOf(node: Node): number | undefined {
  switch (node.kind) {
    case "set":
      return 1;
    case "assertion":
    case "look":
      return 0;
    case "sequence": {
      let total = 0;
      for (const item of node.items) {
        const length = lengthOf(item);
        if (length === undefined) return undefined;
        total += length;
      }
      return total;
    }
    case "choice": {
      const [first, ...others] = node.options.map(lengthOf);
      return others.every((length) => length === first) ? first : undefined;
    }
    case "repeat": {
      const length = lengthOf(node.body);
      return length === undefined || node.least !== node.most ? undefined : length * node.least;
    }
    default:
      return undefined;
  }
}
