/** Members with scores, in order. */

export type Member = readonly [member: string, score: number];

export class SortedSet {
  private readonly scores: Map<string, number>;
  /** Those with the lowest score first; undefined: nobody has asked for their order yet. */
  private order: Member[] | undefined;

  constructor(scores: Iterable<Member> = []) {
    this.scores = new Map(scores);
  }

  get size(): number {
    return this.scores.size;
  }

  members(): Iterable<string> {
    return this.scores.keys();
  }

  score(member: string): number | undefined {
    return this.scores.get(member);
  }

  set(member: string, score: number): void {
    this.takeOut(member);
    this.scores.set(member, score);
    const { order } = this;
    if (order !== undefined) order.splice(placeOf(order, [member, score]), 0, [member, score]);
  }

  /** @returns how many of them were there */
  delete(members: readonly string[]): number {
    // of many, to close each gap would cost more than to look at all
    const isOne = members.length === 1;
    if (isOne) this.takeOut(members[0] as string);
    const count = members.filter((member) => this.scores.delete(member)).length;
    if (!isOne) this.order = this.order?.filter(([member]) => this.scores.has(member));
    return count;
  }

  /** Members with the lowest score first; of one score, in the order of their bytes. Valid until the next change. */
  sorted(): readonly Member[] {
    this.order ??= [...this.scores].sort(compare);
    return this.order;
  }

  /** How many stand before a member; undefined where it is none. */
  rank(member: string): number | undefined {
    const score = this.scores.get(member);
    return score === undefined ? undefined : placeOf(this.sorted(), [member, score]);
  }

  private takeOut(member: string): void {
    const score = this.scores.get(member);
    if (score !== undefined) this.order?.splice(placeOf(this.order, [member, score]), 1);
  }
}

function compare([one, x]: Member, [other, y]: Member): number {
  // two infinities have no difference
  return x - y || (one < other ? -1 : one > other ? 1 : 0);
}

/** Where a member stands, or would. */
function placeOf(order: readonly Member[], member: Member): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(order[middle] as Member, member) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
