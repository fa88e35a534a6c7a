import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../../src/host/virtual/random.ts";
import { SortedSet } from "../../../../src/host/virtual/redis/sorted-set.ts";

const SCORES = [Number.NEGATIVE_INFINITY, -1.5, -0, 0, 1, 2, Number.POSITIVE_INFINITY];

/** What a set has to answer, worked out anew each time. */
function inOrder(scores: ReadonlyMap<string, number>): [string, number][] {
  return [...scores].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? -1 : 1));
}

test("members stand in order, whatever was set and deleted before and after somebody asked", () => {
  const bytes = seededRandom(7).bytes(4000);
  let at = 0;
  const upTo = (count: number) => (bytes[at++] ?? 0) % count;
  const set = new SortedSet();
  const scores = new Map<string, number>();
  for (let round = 0; round < 600; round++) {
    const member = `m${upTo(30)}`;
    const act = upTo(8);
    if (act === 0) assert.equal(set.sorted(), inOrder(scores));
    else if (act === 1) assert.is(set.delete([member]), Number(scores.delete(member)));
    else if (act === 2 && upTo(4) === 0) {
      const members = [member, `m${upTo(30)}`, "none", `n${round}`];
      assert.is(set.delete(members), members.filter((each) => scores.delete(each)).length);
    } else if (act === 3) {
      const rank = inOrder(scores).findIndex(([each]) => each === member);
      assert.is(set.rank(member), rank < 0 ? undefined : rank);
    } else {
      const score = SCORES[upTo(SCORES.length)] ?? 0;
      set.set(member, score);
      scores.set(member, score);
    }
    assert.is(set.size, scores.size);
    assert.is(set.score(member), scores.get(member));
  }
  assert.ok(scores.size > 5);
  assert.equal(set.sorted(), inOrder(scores));
});

test("a copy goes its own way", () => {
  const set = new SortedSet([
    ["b", 1],
    ["a", 1],
  ]);
  const copy = new SortedSet(set.sorted());
  copy.set("c", 0);
  set.delete(["a"]);
  assert.equal(set.sorted(), [["b", 1]]);
  assert.equal([...copy.sorted()].map(([member]) => member).join(""), "cab");
});

test.run();
