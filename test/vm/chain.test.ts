import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Chain, type Link } from "../../src/vm/chain.ts";

test("things leave a chain in any order, and the others keep theirs", () => {
  const step = fc.oneof(
    fc.record({ does: fc.constant("add" as const) }),
    fc.record({ does: fc.constant("shift" as const) }),
    fc.record({ does: fc.constant("remove" as const), which: fc.nat(20) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const chain = new Chain<number>();
      const links: Link<number>[] = [];
      const expected: number[] = [];
      for (const done of steps) {
        if (done.does === "add") {
          expected.push(links.length);
          links.push(chain.add(links.length));
        } else if (done.does === "shift") assert.is(chain.shift(), expected.shift());
        else {
          const link = links[done.which];
          if (link === undefined) continue;
          const at = expected.indexOf(done.which);
          assert.is(chain.remove(link), at >= 0);
          if (at >= 0) expected.splice(at, 1);
        }
        assert.is(chain.length, expected.length);
        assert.is(chain.first, expected[0]);
      }
      for (const thing of expected) assert.is(chain.shift(), thing);
      assert.is(chain.shift(), undefined);
    }),
  );
});

test.run();
