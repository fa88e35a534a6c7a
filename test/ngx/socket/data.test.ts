import { test } from "uvu";
import * as assert from "uvu/assert";
import { started } from "./run.ts";

function sent(values: string): { sent: string; lines: string[] } {
  const run = started(`
    local s = connected()
    for _, value in ipairs { ${values} } do show(pcall(s.send, s, value)) end`);
  run.accept();
  return { sent: run.sockets.last.sent, lines: run.news() };
}

test("strings, numbers, booleans and arrays of strings and numbers are sent", () => {
  const { sent: text, lines } = sent(`
    "\\0\\255", 1, 1.5, -0, 1e15, 2^53, true, false, {}, "", { "a", { 1, { -0, "b" } }, 0 / 0 }`);
  assert.is(text, "\0\xff11.501e+159.007199254741e+15truefalsea10b-nan");
  assert.equal(
    lines,
    [2, 1, 3, 1, 5, 18, 4, 5, 0, 0, 8].map((count) => `true|${count}`),
  );
});

test("what else there is in an array, or is no array, is refused", () => {
  const bad = (text: string) => `false|bad argument #2 to '?' (${text})`;
  assert.equal(
    sent(
      "{ true }, { 1, { ngx.null } }, { 1, nil, 3 }, { a = 1 }, { [0] = 1 }, { [1.5] = 1 }, { { print } }, print, ngx.null",
    ).lines,
    [
      bad("bad data type boolean found"),
      bad("bad data type userdata found"),
      bad("bad data type nil found"),
      bad("non-array table found"),
      bad("non-array table found"),
      bad("non-array table found"),
      bad("bad data type function found"),
      bad("string, number, boolean, nil, or array table expected, got function"),
      bad("string, number, boolean, nil, or array table expected, got userdata"),
    ],
  );
});

test("a table that contains itself is an error, and no more", () => {
  const run = started(`local s, t = connected(), {} t[1] = t show(pcall(s.send, s, t)) show(s:send("x"))`);
  assert.equal(run.accept().news(), ["false|stack overflow", "1"]);
});

test.run();
