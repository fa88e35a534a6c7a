import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";

function written(lua: string): string {
  const fake = fakeWorker();
  fake.run(lua);
  return fake.written.join("");
}

test("say and print join their values", () => {
  assert.is(written('ngx.say("a", 1, 1.5, true, false, nil, "z") ngx.print("x", 2)'), "a11.5truefalsenilz\nx2");
});

test("nils at the end are left out", () => {
  assert.is(
    written('ngx.say("a", nil, nil) ngx.say(nil, "b", nil, "c") ngx.say(nil, nil) ngx.say()'),
    "a\nnilbnilc\n\n\n",
  );
});

test("tables are taken apart, without their hash part", () => {
  assert.is(
    written('ngx.say({ "a", { "b", { 1, 2 } }, "c", x = "hidden" }, "d") ngx.say({}) ngx.say({ {}, {} }, "x")'),
    "ab12cd\n\nx\n",
  );
  assert.is(written("ngx.say({ true, false, ngx.null, 3 })"), "truefalsenull3\n");
  assert.is(
    written('local t = {} t[1] = "a" t[4] = "d" ngx.say(t) ngx.say({ [3] = "c" }, { [0] = 1, [2.5] = 5 })'),
    "anilnild\nnilnilcnilnil\n",
  );
});

test("a sparse table is joined in one pass", () => {
  const fake = fakeWorker();
  fake.run("local t = {} for i = 1, 50000 do t[i * 7] = 1 end ngx.say(t)");
  assert.is(fake.written.join("").length, 50000 * (6 * 3 + 1) + 1);
});

test("the elements of a table come through its metatable", () => {
  assert.is(written('ngx.say(setmetatable({ "x", "y" }, { __tostring = function() return "custom" end }))'), "xy\n");
  assert.is(written('ngx.say(setmetatable({ [3] = "c" }, { __index = function(_, at) return at end }))'), "12c\n");
});

test("ngx.null is null, other objects are what tostring says", () => {
  assert.is(written('ngx.say("[", ngx.null, "]")'), "[null]\n");
  assert.match(written("ngx.say(function() end)"), /^function: /);
});

test("a table in itself is an error, and so is what cannot fit a string", () => {
  const failure = (lua: string) => fakeWorker().run(`return pcall(function() ${lua} end)`);
  assert.equal(failure("local t = {} t[1] = t ngx.say(t)"), [false, "stack overflow"]);
  assert.equal(failure("ngx.say({ [1e9] = 1 })"), [false, "not enough memory"]);
});

test("a table of tables that doubles at each level ends with the budget, not the memory", () => {
  const fake = fakeWorker();
  assert.throws(() => fake.run('local t = { "" } for _ = 1, 60 do t = { t, t } end ngx.say(t)'));
});

test("the functions answer what standard output answers", () => {
  assert.equal(
    fakeWorker()
      .run('return ngx.say("x"), ngx.flush(true), ngx.eof(), ngx.exit(5), print == ngx.say, ngx.config.is_console')
      .slice(1),
    [true, true, "exit 5", true, true],
  );
});

test.run();
