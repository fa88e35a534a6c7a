/** A pattern as a tree. What has no node here is left to PCRE itself. */
import { type ByteSet, setOf, VERTICAL } from "./byte-sets.ts";

export type Node =
  /** One byte of a set. */
  | { readonly kind: "set"; readonly set: ByteSet }
  | { readonly kind: "sequence"; readonly items: readonly Node[] }
  | { readonly kind: "choice"; readonly options: readonly Node[] }
  | { readonly kind: "capture"; readonly group: number; readonly body: Node }
  | { readonly kind: "atomic"; readonly body: Node }
  | { readonly kind: "look"; readonly isAhead: boolean; readonly isNegative: boolean; readonly body: Node }
  | Repeat
  /** A copy of what a group has captured, byte for byte. */
  | { readonly kind: "reference"; readonly group: number }
  | { readonly kind: "assertion"; readonly what: Assertion }
  /** `\K`: the match begins here. */
  | { readonly kind: "keep out" };

export interface Repeat {
  readonly kind: "repeat";
  readonly body: Node;
  readonly least: number;
  /** Infinity where there is no limit. */
  readonly most: number;
  readonly how: "greedy" | "lazy" | "possessive";
}

export type Assertion =
  | "start"
  | "line start"
  | "end"
  | "line end"
  /** The end, or before a newline that is the last character. */
  | "end but for a newline"
  | "word boundary"
  | "no word boundary"
  /** Where the search began. */
  | "search start";

export interface Pattern {
  readonly root: Node;
  /** How many groups capture. */
  readonly groups: number;
  /** Sorted as PCRE sorts them: by name, then by group. */
  readonly names: readonly (readonly [name: string, group: number])[];
}

export const NOTHING: Node = { kind: "sequence", items: [] };

/** `\R` */
export const NEWLINE_SEQUENCE: Node = {
  kind: "atomic",
  body: {
    kind: "choice",
    options: [
      {
        kind: "sequence",
        items: [
          { kind: "set", set: setOf("\r\r") },
          { kind: "set", set: setOf("\n\n") },
        ],
      },
      { kind: "set", set: VERTICAL },
    ],
  },
};

/** A group that only holds together. Its alternatives are not those of a look-behind around it: there it makes a difference. */
export function plainGroup(body: Node): Node {
  return body.kind === "choice" ? { kind: "sequence", items: [body] } : body;
}

/** What a node is made of. */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case "sequence":
      return node.items;
    case "choice":
      return node.options;
    case "capture":
    case "atomic":
    case "look":
    case "repeat":
      return [node.body];
    default:
      return [];
  }
}
