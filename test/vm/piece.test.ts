import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { NativeFunction } from "../../src/vm/functions.ts";
import { piece } from "../../src/vm/piece.ts";
import { sandbox } from "./scripts.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

test("a piece has the characters of the text, whatever its length", () => {
  const text = Array.from({ length: 5000 }, (_, at) => String.fromCharCode(at % 256)).join("");
  for (const [from, to] of [
    [0, 0],
    [7, 19],
    [7, 20],
    [100, 600],
    [100, 800],
    [4990, 5000],
    [0, 5000],
  ] as const) {
    assert.is(piece(text, from, to), text.slice(from, to));
  }
});

// each of a hundred texts of a megabyte, of which 20 to 30 characters are kept
for (const [name, take] of [
  ["sub", "whole:sub(1, 20)"],
  ["match", "whole:match('key%d+=value%d+')"],
  ["gmatch", "whole:gmatch('key%d+=value%d+')()"],
  ["find", "select(3, whole:find('(key%d+=value%d+)'))"],
  ["gsub", "whole:gsub('x+', '')"],
] as const) {
  test(`what string.${name} takes of a text does not keep the text in memory`, () => {
    const kept: string[] = [];
    const before = heapMegabytes();
    const { machine } = sandbox();
    machine.globals.set(
      "keep",
      new NativeFunction("keep", (text) => {
        kept.push(text as string);
      }),
    );
    const code = `for i = 1, 100 do local whole = ("x"):rep(1e6) .. " key" .. i .. "=value" .. i .. (" "):rep(5000) keep((${take})) end`;
    machine.call(machine.load(code, "=t"));
    const after = heapMegabytes();
    assert.is(kept.length, 100);
    assert.ok(after - before < 20, `${Math.round(after - before)} MB more`);
  });
}

test.run();
