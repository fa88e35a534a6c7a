/** What can be told of a node beforehand: whether it matches nothing at all, and with which bytes what comes next begins. */
import { ALL, type ByteSet, emptySet, NEWLINE, union } from "../pattern/byte-sets.ts";
import type { Node } from "../pattern/nodes.ts";

/** What follows a node, up to the end of the pattern. */
export interface Follow {
  /** The next byte must be one of these, or what follows does not match. (It may not match all the same.) */
  readonly set: ByteSet;
  /** It matches everywhere: nothing is ever tried again. */
  readonly isSure: boolean;
}

export const SURE: Follow = { set: ALL, isSure: true };
const NONE = emptySet();

/** Answers for the nodes of one pattern, each found once. */
export class Lookahead {
  private readonly firsts = new Map<Node, ByteSet>();
  private readonly nullables = new Map<Node, boolean>();

  /** Whether it can match without a byte. */
  isNullable(node: Node): boolean {
    let known = this.nullables.get(node);
    if (known === undefined) {
      known = this.findNullable(node);
      this.nullables.set(node, known);
    }
    return known;
  }

  /** The bytes with which it can begin, unless it matches without one. */
  first(node: Node): ByteSet {
    let known = this.firsts.get(node);
    if (known === undefined) {
      known = this.findFirst(node);
      this.firsts.set(node, known);
    }
    return known;
  }

  /** What follows the node before this one. */
  before(node: Node, follow: Follow): Follow {
    switch (node.kind) {
      case "assertion":
        if (node.what === "end") return { set: NONE, isSure: false };
        if (node.what === "line end" || node.what === "end but for a newline") return { set: NEWLINE, isSure: false };
        return { set: follow.set, isSure: false };
      case "sequence":
        return node.items.reduceRight((after, item) => this.before(item, after), follow);
      case "capture":
        return this.before(node.body, follow);
      case "choice": {
        const all = node.options.map((option) => this.before(option, follow));
        return {
          set: all.reduce((set, one) => union(set, one.set), NONE),
          isSure: all.some(({ isSure }) => isSure),
        };
      }
      case "repeat":
        if (node.least > 0 && !this.isNullable(node.body)) return { set: this.first(node.body), isSure: false };
        return { set: union(this.first(node.body), follow.set), isSure: node.least === 0 && follow.isSure };
      default:
        if (!this.isNullable(node)) return { set: this.first(node), isSure: false };
        return { set: union(this.first(node), follow.set), isSure: node.kind === "keep out" && follow.isSure };
    }
  }

  private findNullable(node: Node): boolean {
    switch (node.kind) {
      case "set":
        return false;
      case "sequence":
        return node.items.every((item) => this.isNullable(item));
      case "choice":
        return node.options.some((option) => this.isNullable(option));
      case "capture":
      case "atomic":
        return this.isNullable(node.body);
      case "repeat":
        return node.least === 0 || this.isNullable(node.body);
      default:
        return true;
    }
  }

  private findFirst(node: Node): ByteSet {
    switch (node.kind) {
      case "set":
        return node.set;
      case "sequence": {
        let set = NONE;
        for (const item of node.items) {
          set = union(set, this.first(item));
          if (!this.isNullable(item)) break;
        }
        return set;
      }
      case "choice":
        return node.options.reduce((set, option) => union(set, this.first(option)), NONE);
      case "capture":
      case "atomic":
        return this.first(node.body);
      case "repeat":
        return node.most === 0 ? NONE : this.first(node.body);
      case "reference":
        return ALL;
      default:
        return NONE;
    }
  }
}
