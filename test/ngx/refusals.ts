/** What a call says that is refused, raised where the script stands. */
import * as assert from "uvu/assert";
import type { Phase } from "../../src/runtime/phases.ts";
import { fakeWorker } from "./fake-worker.ts";

/** @param refusals a text for each statement of Lua; "t.lua:1: " stands in front of it unless it names a file */
export function assertRefusals(refusals: Readonly<Record<string, string>>, phase: Phase = "timer"): void {
  const { run } = fakeWorker({ phase });
  for (const [lua, text] of Object.entries(refusals)) {
    const expected = text.startsWith("/usr/") ? text : `t.lua:1: ${text}`;
    assert.equal(run(`return pcall(function() ${lua} end)`), [false, expected], lua);
  }
}
