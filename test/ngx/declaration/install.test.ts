import { test } from "uvu";
import * as assert from "uvu/assert";
import { describe } from "../../../src/ngx/declaration/describe.ts";
import { Api } from "../../../src/ngx/declaration/install.ts";
import {
  accepts,
  any,
  anyText,
  atLeast,
  boolean,
  callable,
  number,
  optional,
  rest,
  seconds,
  seen,
  string,
  table,
  whenGiven,
} from "../../../src/ngx/declaration/parameters.ts";
import { everywhere, except, only } from "../../../src/ngx/declaration/phases.ts";
import { library, module } from "../../../src/ngx/declare.ts";
import { raise } from "../../../src/vm/raise.ts";
import { fakeWorker } from "../fake-worker.ts";

const base = { does: "Is tried.", phases: everywhere } as const;

const tried = module("ngx.tried", {
  none: { ...base, params: [], run: () => "none" },
  one: { ...base, params: [string("text")], run: (_context, text) => text },
  two: { ...base, params: [number("a"), optional(number("b"))], run: (_context, a, b) => [a, b] },
  three: { ...base, params: [any("a"), boolean("b"), table("c")], run: (_context, a, b, c) => [a, b, c] },
  four: {
    ...base,
    params: [number("a"), number("b"), number("c"), number("d")],
    run: (_context, a, b, c, d) => a + b + c + d,
  },
  sleep: { ...base, arity: accepts(1), params: [seconds("delay")], run: (_context, delay) => delay },
  flush: { ...base, arity: accepts(0, 1), params: [optional(any("wait"))], run: () => true },
  at: {
    ...base,
    phases: except("init"),
    refusal: { withoutRequest: "no request" },
    arity: atLeast(2),
    params: [seconds("delay"), callable("callback"), rest("args")],
    suspends: true,
    run: (_context, _delay, _callback, args) => args.length,
  },
  print: { ...base, params: [string("level"), rest("values")], run: (_context, _level, values) => values.length },
  many: {
    ...base,
    params: [any("a"), any("b"), number("c"), rest("values")],
    run: (_context, _a, _b, c, values) => [c, values.length],
  },
  timer: { ...base, phases: only("timer"), phaseFirst: true, params: [string("text")], run: () => true },
  inside: { ...base, phases: only("content"), refusal: { raisedAt: "/lib/x.lua:3" }, params: [], run: () => true },
  given: { ...base, arity: seen(0, 1, "0 or 1 things"), params: [whenGiven(number("a"))], run: (_context, a) => a },
  text: { ...base, params: [anyText("a")], run: (_context, a) => a },
});

const anyField = module(
  "ngx.fields",
  {},
  {
    anyField: {
      shown: ".NAME",
      does: "Says its name.",
      reading: { phases: except("init"), run: (_context, name) => `field ${String(name)}` },
      writing: {
        phases: only("content"),
        check: ({ state }, _name, value) => {
          if (value === undefined) raise(state, "not nil");
        },
        run: ({ state }, name, value) => state.globals.set("written", `${String(name)} ${String(value)}`),
      },
    },
  },
);

function withTried(phase: "timer" | "content" | "init" = "timer") {
  const fake = fakeWorker({ phase });
  new Api([tried, anyField]).install(fake.context);
  return fake;
}

const failure = (lua: string, phase?: "timer" | "content" | "init") => withTried(phase).run(`return pcall(${lua})`)[1];

test("checked arguments reach the function", () => {
  const fake = withTried();
  assert.equal(fake.run("return ngx.tried.none(1), ngx.tried.one(5), ngx.tried.four(1, 2, '3', 4)"), ["none", "5", 10]);
  assert.equal(fake.run("return ngx.tried.two('0x10')"), [16, undefined]);
  assert.equal(fake.run("return ngx.tried.three(nil, 0, {})").slice(0, 2), [undefined, true]);
});

test("further arguments keep their number, nils included", () => {
  const fake = withTried();
  assert.equal(
    fake.run("return ngx.tried.print('x'), ngx.tried.print('x', nil, nil), ngx.tried.many(1, 2, 3, nil)"),
    [0, 2, 3, 1],
  );
  assert.is(failure("ngx.tried.print"), "bad argument #1 to '?' (string expected, got no value)");
});

test("arguments that will not do get Lua's texts, and nil is told from nothing", () => {
  assert.is(failure("ngx.tried.one"), "bad argument #1 to '?' (string expected, got no value)");
  assert.is(failure("ngx.tried.one, nil"), "bad argument #1 to '?' (string expected, got nil)");
  assert.is(failure("ngx.tried.two, 1, {}"), "bad argument #2 to '?' (number expected, got table)");
  assert.is(failure("ngx.tried.three, 1"), "bad argument #3 to '?' (table expected, got no value)");
  assert.is(failure("ngx.tried.four, 1, 2, 3"), "bad argument #4 to '?' (number expected, got no value)");
  assert.is(
    failure("function() ngx.tried.one() end"),
    "t.lua:1: bad argument #1 to 'one' (string expected, got no value)",
  );
});

test("functions that count their arguments count first", () => {
  assert.is(failure("ngx.tried.at"), "expecting at least 2 arguments but got 0");
  assert.is(failure("ngx.tried.at, {}"), "expecting at least 2 arguments but got 1");
  assert.is(failure("ngx.tried.at, nil, 1"), "bad argument #1 to '?' (number expected, got nil)");
  assert.is(failure("ngx.tried.at, 0, nil"), "bad argument #2 to '?' (Lua function expected)");
  assert.is(failure("ngx.tried.sleep"), "attempt to pass 0 arguments, but accepted 1");
  assert.is(failure("ngx.tried.flush, 1, 2"), "attempt to pass 2 arguments, but accepted 0 or 1");
});

test("light threads take Lua functions, and those that the reference has in Lua", () => {
  const fake = withTried();
  assert.equal(fake.run("return ngx.tried.at(0, function() end, nil, nil), ngx.tried.at(0, print)"), [2, 0]);
  assert.is(failure("ngx.tried.at, 0, pcall"), "bad argument #2 to '?' (Lua function expected)");
  assert.is(
    failure("ngx.tried.at, 0, setmetatable({}, { __call = print })"),
    "bad argument #2 to '?' (Lua function expected)",
  );
});

test("a wrong phase is refused after the arguments, or before them where the reference does so", () => {
  assert.is(failure("ngx.tried.at, 0, print", "init"), "no request");
  assert.is(failure("ngx.tried.at", "init"), "expecting at least 2 arguments but got 0");
  assert.is(failure("ngx.tried.timer", "content"), "API disabled in the context of content_by_lua*");
  assert.is(failure("ngx.tried.timer", "init"), "no request found");
});

test("a refusal may name a place in the reference's own library", () => {
  assert.is(failure("function() ngx.tried.inside() end"), "/lib/x.lua:3: API disabled in the context of ngx.timer");
});

test("an argument that may be missing is not always one that may be nil", () => {
  assert.equal(withTried().run("return ngx.tried.given(), ngx.tried.given('5')"), [undefined, 5]);
  assert.is(failure("ngx.tried.given, nil"), "bad argument #1 to '?' (number expected, got nil)");
  assert.is(failure("ngx.tried.given, 1, 2"), "expecting 0 or 1 things but seen 2");
});

test("any value has a text", () => {
  assert.equal(withTried().run("return ngx.tried.text(), ngx.tried.text(1.5), ngx.tried.text(false)"), [
    "nil",
    "1.5",
    "false",
  ]);
});

test("fields of any name are computed, each in the phases of its own", () => {
  const fields = withTried("content");
  assert.equal(fields.run("ngx.fields.x = 1 return ngx.fields.y, ngx.fields[5], written"), [
    "field y",
    "field 5",
    "x 1",
  ]);
  assert.is(failure("function() return ngx.fields.x end", "init"), "t.lua:1: no request found");
  assert.is(failure("function() ngx.fields.x = nil end"), "t.lua:1: not nil");
  assert.is(failure("function() ngx.fields.x = 1 end"), "t.lua:1: API disabled in the context of ngx.timer");
  assert.equal(describe([anyField], "ngx.fields.NAME")?.phases, "all but init");
});

test("a library is made when it is first asked for, and once", () => {
  let made = 0;
  const asked = library(
    "asked",
    { answer: { ...base, params: [], run: () => 42 } },
    { constants: () => ({ made: ++made }) },
  );
  const libraries = new Api([asked, tried]).install(fakeWorker().context);
  assert.equal(libraries.names, ["asked"]);
  assert.is(made, 0);
  assert.is(libraries.get("asked")?.get("made"), 1);
  assert.is(libraries.get("asked"), libraries.get("asked"));
  assert.is(libraries.get("ngx.tried"), undefined);
});

test("a description tells the signature, the phases, what it takes and whether it waits", () => {
  assert.equal(describe([tried], "ngx.tried.at"), {
    name: "ngx.tried.at",
    signature: "ngx.tried.at(delay, callback, ...args)",
    does: "Is tried.",
    phases: "all but init",
    suspends: true,
    takes: ["delay (seconds)", "callback (Lua function)"],
  });
  assert.is(describe([tried], "ngx.tried.two")?.signature, "ngx.tried.two(a, b?)");
  assert.is(describe([tried], "ngx.tried.timer")?.phases, "timer");
  assert.is(describe([tried], "ngx.no_such"), undefined);
});

test.run();
