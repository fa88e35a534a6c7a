import { test } from "uvu";
import * as assert from "uvu/assert";
import { installBit } from "../../../src/vm/library/bit.ts";
import type { State } from "../../../src/vm/state.ts";
import { installed } from "../real-lua.ts";
import { eachExpression, run, runInLuaJit } from "./scripts.ts";

const install = (state: State) => state.globals.set("bit", installBit(state));

const NUMBERS = [
  "0",
  "1",
  "-1",
  "5",
  "-77",
  "0xffffffff",
  "2^31",
  "-2^31-1",
  "1.5",
  "2.5",
  "-1.5",
  "0.5",
  "-0",
  "2147483648.5",
  "4294967295.5",
  "-2147483648.5",
  "1e10",
  "1.7e12",
  "2^51",
  "2^51+1.5",
  "-2^51-1.5",
  "2^52+1",
  "2^53",
  "2^53+2",
  "2^53+4",
  "2^54+4",
  "-2^53-2",
  "2.5e15",
  "-2.5e15",
  "9e15",
  "-9e15",
  "6755399441055744",
  "-6755399441055743",
  "2^63",
  "2^64",
  "1e300",
  "-1e300",
  "1/0",
  "-1/0",
  "0/0",
  "'0x7f'",
  "'2.5'",
];

const EXPRESSIONS = [
  `bit.tohex(-1,16)`,
  `bit.tohex(1,nil)`,
  `bit.tohex(255,300)`,
  `bit.tohex(255,-300)`,
  `bit.tohex(255,2^31)`,
  `bit.tohex(255,1.5)`,
  `bit.tohex(-1,12)`,
  `bit.tohex(-1,-12)`,
  `bit.tohex(1,0)`,
  `bit.tohex("0xff","2")`,
  `bit.lshift(1,0.5)`,
  `bit.lshift(1,1.5)`,
  `bit.lshift(1,2^32+1)`,
  `bit.bnot("x")`,
  `bit.lshift(nil,1)`,
  `bit.rol(1)`,
  `bit.tobit(true)`,
  `bit.band(1,"")`,
  `bit.bswap()`,
  `bit.tobit("1e10")`,
  `bit.tobit(" 5 ")`,
  `bit.band()`,
  `bit.band(1,2,nil)`,
  `bit.bor(1,2,4,8,"16")`,
  `bit.tohex(1,{})`,
  `bit.tobit("0xffffffffff")`,
  `bit.tobit("2.5")`,
];

test("numbers of any size become the integers that LuaJIT makes of them", () => {
  if (!installed("luajit")) return;
  const unary = ["tobit", "bnot", "bswap", "tohex"].flatMap((name) =>
    NUMBERS.map((number) => `bit.${name}(${number})`),
  );
  const shifts = ["lshift", "rshift", "arshift", "rol", "ror", "tohex"].flatMap((name) =>
    NUMBERS.flatMap((number) => [0, 1, 5, 31, 32, 33, -1, 1.5].map((places) => `bit.${name}(${number}, ${places})`)),
  );
  const folds = ["band", "bor", "bxor"].flatMap((name) =>
    NUMBERS.map((number) => `bit.${name}(${number}, 0x12345678)`),
  );
  const script = [...unary, ...shifts, ...folds].map((expression) => `p(${expression})`).join("\n");
  assert.equal(run(script, install), runInLuaJit(script));
});

test("arguments of every kind give the results and errors of LuaJIT", () => {
  if (!installed("luajit")) return;
  const script = eachExpression(EXPRESSIONS);
  assert.equal(run(script, install), runInLuaJit(script));
});

test("operations take any number of arguments, and shift counts modulo 32", () => {
  const lines = run(
    `p(bit.band(255, 15, 7), bit.bor(1, 2, 4, 8), bit.bxor(1, 1, 1), bit.band(7))
    p(bit.lshift(1, 33), bit.rshift(-1, 28), bit.arshift(-1, 40), bit.rol(1, 33), bit.ror(1, 1), bit.lshift(3, -1))
    p(bit.tohex(255, -4), bit.tohex(1, 0), bit.tohex(10, 20), bit.bswap(0x12345678))`,
    install,
  );
  assert.equal(lines, ["7 15 1 7", "2 15 -1 2 -2147483648 -2147483648", "00FF  0000000000000000000a 2018915346"]);
});

test.run();
