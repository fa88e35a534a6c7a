/**
 * Things in the order in which they were added, to be taken out anywhere. A `Set` that things come into and go out of all the time
 * keeps them: the engine's tables name their successors, so that one which has grown old keeps alive, until a collection of
 * everything, all that come after it with what they held.
 */
export class Chain<Thing> {
  length = 0;
  private head: Link<Thing> | undefined;
  private tail: Link<Thing> | undefined;

  get first(): Thing | undefined {
    return this.head?.thing;
  }

  add(thing: Thing): Link<Thing> {
    const { tail } = this;
    const link = new Link(thing, tail);
    if (tail === undefined) this.head = link;
    else tail.after = link;
    this.tail = link;
    this.length++;
    return link;
  }

  /** @returns whether it was still in */
  remove(link: Link<Thing>): boolean {
    if (link.thing === undefined) return false;
    const { before, after } = link;
    if (before === undefined) this.head = after;
    else before.after = after;
    if (after === undefined) this.tail = before;
    else after.before = before;
    link.thing = link.before = link.after = undefined;
    this.length--;
    return true;
  }

  /** Takes out the first one. */
  shift(): Thing | undefined {
    const { head } = this;
    if (head === undefined) return undefined;
    const { thing } = head;
    this.remove(head);
    return thing;
  }
}

/** A thing's place in a chain. */
export class Link<Thing> {
  /** Undefined once it is out. */
  thing: Thing | undefined;
  before: Link<Thing> | undefined;
  after: Link<Thing> | undefined;

  constructor(thing: Thing, before: Link<Thing> | undefined) {
    this.thing = thing;
    this.before = before;
    this.after = undefined;
  }
}
