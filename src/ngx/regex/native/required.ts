/** The byte without which there is no match: where a long subject has none, it need not be gone through from every place. */
import { onlyMember } from "../pattern/byte-sets.ts";
import type { Node } from "../pattern/nodes.ts";

/** The last byte that every match has in it; -1 where none is certain. */
export function requiredByte(node: Node): number {
  switch (node.kind) {
    case "set":
      return onlyMember(node.set);
    case "sequence":
      for (let at = node.items.length - 1; at >= 0; at--) {
        const byte = requiredByte(node.items[at] as Node);
        if (byte >= 0) return byte;
      }
      return -1;
    case "capture":
    case "atomic":
      return requiredByte(node.body);
    case "repeat":
      return node.least > 0 ? requiredByte(node.body) : -1;
    default:
      return -1;
  }
}
