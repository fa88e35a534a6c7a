import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ParsedFunction, parseChunk } from "../../../src/vm/parser/parse.ts";
import { fromStored, toStored } from "../../../src/vm/parser/stored.ts";

/** All that the lowering reads of a function. */
function everything(parsed: ParsedFunction): object {
  const { lineDefined, lastLineDefined, parameters, isVararg, stackSize } = parsed;
  const { code, lines, constants, upvalues, locals, environmentUpvalue } = parsed;
  return {
    ...{ lineDefined, lastLineDefined, parameters, isVararg, stackSize },
    ...{ code, lines, constants, upvalues, locals, environmentUpvalue },
    children: parsed.children.map(everything),
  };
}

for (const text of [
  "",
  "local a, b = ... return function(x) b = x return a, b, global end",
  "for i = 1, 10 do local t = { i, nil, true, 2.5, -0, x = 'a\\0\\255\"' } t[nil or 1] = #t end",
  "goto done do local function f(...) return f(...) end end ::done:: return not (1 == nil)",
]) {
  test(`a function is the same once it has been stored: ${text.slice(0, 30)}`, () => {
    const parsed = parseChunk(text, "=stored");
    assert.equal(everything(fromStored(JSON.parse(JSON.stringify(toStored(parsed))))), everything(parsed));
  });
}

test.run();
