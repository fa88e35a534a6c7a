import { test } from "uvu";
import * as assert from "uvu/assert";
import { run, TIERS } from "../scripts.ts";

test("a loader that fails is a level of its own below require", () => {
  const source = `
    local ok, trace = xpcall(function() require "broken" end, debug.traceback) print((trace:gsub("0x%x+", "ADDR")))
    package.loaders = { function() error("refused") end }
    ok, trace = xpcall(function() require "broken" end, debug.traceback) print(trace)`;
  const outer = "\t[C]: in function 'require'\n\tt.lua:LINE: in function <t.lua:LINE>\n\t[C]: in function 'xpcall'\n";
  const expected = [
    "error loading module 'broken' from file 'broken.lua':\n\tbroken.lua:1: unexpected symbol near '='\nstack traceback:\n",
    `\t[C]: at ADDR\n${outer}\tt.lua:2: in main chunk\n`,
    "t.lua:3: refused\nstack traceback:\n\t[C]: in function 'error'\n\tt.lua:3: in function <t.lua:3>\n",
    `${outer}\tt.lua:4: in main chunk\n`,
  ];
  for (const tier of TIERS) {
    const printed = run(source, {}, { "broken.lua": "local x = = 1" }, tier);
    assert.is(
      printed.replace(/t\.lua:([24]): in function <t\.lua:\1>/g, "t.lua:LINE: in function <t.lua:LINE>"),
      expected.join(""),
    );
  }
});

test.run();
