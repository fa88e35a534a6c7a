import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryWatch } from "../../src/cli/run/memory-watch.ts";
import { Kill, LuaError } from "../../src/vm/errors.ts";
import { executable, run } from "./processes.ts";

function watched() {
  const heap = { used: 0, live: 0 };
  const watch = new MemoryWatch(() => ({
    usedBytes: () => heap.used,
    limitBytes: 100,
    collect: () => {
      heap.used = heap.live;
    },
  }));
  return { heap, watch };
}

function thrownBy(act: () => void): unknown {
  try {
    act();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}

test("garbage is no reason for an error", () => {
  const { heap, watch } = watched();
  heap.used = 95;
  heap.live = 50;
  assert.not.throws(() => watch.look(0));
  assert.is(heap.used, 50);
});

test("too much in use is an error of Lua's, and the end for a script that goes on as before", () => {
  const { heap, watch } = watched();
  heap.used = heap.live = 95;
  const error = thrownBy(() => watch.look(0));
  assert.ok(error instanceof LuaError && error.value === "not enough memory");
  assert.not.throws(() => watch.look(0), "what handles the error can let go of something");
  assert.instance(
    thrownBy(() => watch.look(0)),
    Kill,
  );
});

test("who lets go of something may fill the memory again, and gets the same error", () => {
  const { heap, watch } = watched();
  for (let round = 0; round < 3; round++) {
    heap.used = heap.live = 95;
    assert.instance(
      thrownBy(() => watch.look(0)),
      LuaError,
    );
    heap.used = heap.live = 10;
    watch.look(0);
    watch.look(0);
  }
});

test("a run ends with the error, not with the engine's", async () => {
  const code = "ngx.say(1) local t = {} for i = 1, 1e9 do t[i] = { i } end";
  const { exit, stdout, stderr } = await run(process.execPath, [
    "--max-old-space-size=200",
    executable,
    "run",
    "-e",
    code,
  ]);
  assert.equal([exit, stdout], [1, "1\n"]);
  assert.match(stderr, /^ERROR: not enough memory\n/);
});

test.run();
