import { test } from "uvu";
import * as assert from "uvu/assert";
import { define } from "../../../src/vm/library/define.ts";
import { installTable, tableExtensions } from "../../../src/vm/library/table.ts";
import type { State } from "../../../src/vm/state.ts";
import { Table } from "../../../src/vm/table.ts";
import { installed } from "../real-lua.ts";
import { eachExpression, run, runInLuaJit } from "./scripts.ts";

const EXTENSIONS = ["new", "clear", "clone", "isarray", "nkeys", "isempty"];

function install(state: State): void {
  state.globals.set("table", installTable(state));
  const extensions = tableExtensions(state);
  const ext = define(new Table(), {});
  for (const name of EXTENSIONS) ext.set(name, extensions[`table.${name}`]);
  state.globals.set("ext", ext);
}

const REQUIRE_EXTENSIONS = `ext = {} for _, n in ipairs { "${EXTENSIONS.join('", "')}" } do ext[n] = require("table." .. n) end`;

/** Results and errors that LuaJIT is asked about. */
const EXPRESSIONS = [
  `table.concat({1,2},",",1,1e10)`,
  `table.concat({1,2},",",1,2^31)`,
  `table.concat({1,2},",",-2^33,2)`,
  `table.concat({1,2},",",0/0,2)`,
  `table.concat({1,2},",",1.9,2.9)`,
  `table.concat({1,2},nil,nil,nil)`,
  `table.concat({1,2},",",2^32+1,2^32+2)`,
  `table.concat({[0]="x",1,2},",",-0.5)`,
  `table.concat({1,{},3})`,
  `table.concat({1,2,3,4,5,6,7,8,9,"a","b",0.5},", ")`,
  `table.concat({1,2,3,4,5,6,7,8,9,"a",print,0.5},", ")`,
  `(function() local t={1,2,3} return table.remove(t,1.5), table.concat(t,",") end)()`,
  `(function() local t={1,2,3} return table.remove(t,"2"), table.concat(t,",") end)()`,
  `(function() local t={1,2,3} return table.remove(t,3.5), table.concat(t,",") end)()`,
  `(function() local t={1,2,3} return table.remove(t,1), table.concat(t,",") end)()`,
  `(function() local t={1,2,3} return table.remove(t,3), table.concat(t,",") end)()`,
  `table.remove({1},0/0)`,
  `(function() local t={[0]="z"} return table.remove(t,0), t[0] end)()`,
  `table.remove({1,2},nil,3)`,
  `select("#",table.remove({}, 1))`,
  `(function() local t={1,2,3} table.insert(t,1.9,"x") return table.concat(t,",") end)()`,
  `(function() local t={1,2,3} table.insert(t,"2","x") return table.concat(t,",") end)()`,
  `(function() local t={1,2,3} table.insert(t,2,nil) return t[1],t[2],t[3],t[4] end)()`,
  `(function() local t={1,2,3} table.insert(t,-5,"x") return t[-5],t[1],t[2],t[3],t[4],#t end)()`,
  `(function() local t={1,2,3,[-2]="a",[0]="z"} table.insert(t,-3,"x") return t[-3],t[-2],t[-1],t[0],t[1],t[2],t[3],t[4],#t end)()`,
  `(function() local t={} for i=5,1,-1 do t[i]=i end table.insert(t,2,"x") table.remove(t,1) return table.concat(t,",") end)()`,
  `table.insert({},nil)`,
  `table.insert({},nil,nil)`,
  `table.insert({})`,
  `table.insert()`,
  `table.move({1},1,2,3,4)`,
  `table.move({},"a",1,1)`,
  `table.move(1)`,
  `table.move({},1)`,
  `table.move({1,2,3},"1","3","2")[3]`,
  `table.concat(table.move({1,2,3},1.5,3,1),",")`,
  `table.concat(table.move({1,2,3},1,3,2),",")`,
  `table.concat(table.move({1,2,3},2,3,1),",")`,
  `table.concat(table.move({1,2,3},1,3,3,{7,8}),",")`,
  `table.concat(table.move({1,2,3},3,1,3,{7,8}),",")`,
  `table.move({1,2,3},-1,2,1)[3]`,
  `table.maxn()`,
  `table.maxn({1,2,[10]=1})`,
  `table.maxn({[-1]=1,x=2})`,
  `table.maxn({[1.5]=1,[1/0]=nil})`,
  `table.getn()`,
  `table.getn({1,2})`,
  `table.foreach()`,
  `table.foreach({},1)`,
  `table.foreachi({},nil)`,
  `table.foreach({1})`,
  `select("#",table.foreach({},p))`,
  `table.foreachi({5,6,7},function(i,v) if v==6 then return i end end)`,
  `table.foreach({5,false,7},function(i,v) return v==false and false or nil end)`,
  `table.sort({3,"x",1})`,
  `table.sort({{},{}})`,
  `table.sort({1,2},5)`,
  `table.sort()`,
  `table.sort({3,2,1},function() error("cmp",0) end)`,
  `table.sort({1,2,3,4,5,6,7,8,9,10},function() return true end)`,
  `table.sort({1,2,3,4,5,6,7,8,9,10},function() return nil end)`,
  `table.sort({2,1},nil)`,
  `ext.new(2^28,0)`,
  `ext.new(1e9,0)`,
  `ext.new(1e10,0)`,
  `ext.new(0,2^27)`,
  `ext.new(0,-1)`,
  `ext.new(-1,0)`,
  `ext.new("4","4")`,
  `ext.new(1)`,
  `ext.new()`,
  `ext.new({})`,
  `select("#",ext.clear({}))`,
  `ext.isarray({[-1]=1})`,
  `ext.isarray({[2^40]=1})`,
  `ext.isarray({[1/0]=1})`,
  `ext.isarray({[true]=1})`,
  `ext.isarray({1,x=nil})`,
  `ext.isarray({[-0.5]=1})`,
  `ext.isarray({[0]=1})`,
  `ext.isarray()`,
  `ext.clone()`,
  `ext.clone({1,2,x=3}).x`,
  `ext.clone({1,2,x=3})[2]`,
  `getmetatable(ext.clone(setmetatable({},{})))`,
  `ext.nkeys({[1]=1,[2]=nil,[3]=3,x=1,[{}]=1})`,
  `ext.nkeys(nil)`,
  `ext.isempty({})`,
  `ext.isempty({x=1})`,
  `ext.isempty({nil})`,
  `ext.isempty()`,
];

test("arguments of every kind give the results and errors of LuaJIT", () => {
  if (!installed("luajit")) return;
  const script = eachExpression(EXPRESSIONS);
  assert.equal(run(script, install), runInLuaJit(script, REQUIRE_EXTENSIONS));
});

const RANDOM = `local seed = 11
  local function random(low, high) seed = (seed * 16807) % 2147483647 return low + seed % (high - low + 1) end`;

test("a dense table stays equal to LuaJIT's through random insertions, removals and moves", () => {
  if (!installed("luajit")) return;
  const script = `${RANDOM}
    for round = 1, 100 do
      local t = {}
      for step = 1, 30 do
        local n, k = #t, random(1, 6)
        if k <= 2 then table.insert(t, step)
        elseif k == 3 then table.insert(t, random(1, n + 1), -step)
        elseif k == 4 then p(table.remove(t))
        elseif k == 5 then p(table.remove(t, random(1, n + 1)))
        else table.move(t, 1, n < 3 and n or 3, random(1, n + 1)) end
        p(#t, table.concat(t, ","), table.maxn(t), table.unpack and table.unpack(t) or unpack(t))
      end
    end`;
  assert.equal(run(script, install), runInLuaJit(script));
});

test("# of tables in which holes were made is the border that LuaJIT finds", () => {
  if (!installed("luajit")) return;
  const numbers = Array.from({ length: 20 }, (_, at) => at + 1);
  const constants = numbers.map((n) => `function() return {${numbers.slice(0, n).join(", ")}} end`);
  const script = `${RANDOM}
    local constants = { ${constants.join(", ")} }
    for round = 1, 1000 do
      local n = random(1, 20)
      local t = {}
      if round % 2 == 0 then for i = 1, n do t[i] = i end
      else t = constants[n]() end
      local lengths = {}
      for step = 1, random(1, 6) do
        local what = random(1, 4)
        if what == 1 then t[#t] = nil
        elseif what == 2 and #t < n then t[#t + 1] = step
        else t[random(1, n)] = nil end
        lengths[step] = #t
      end
      p(n, table.concat(lengths, ","))
    end`;
  assert.equal(run(script, install), runInLuaJit(script));
});

test("moves over holes, negative indexes and wide ranges leave what LuaJIT's leave", () => {
  if (!installed("luajit")) return;
  const script = `${RANDOM}
    local function show(t, low, high) local o = {} for i = low, high do o[#o + 1] = tostring(t[i]) end return table.concat(o, ",") end
    for round = 1, 500 do
      local a, b = {}, {} for j = 1, 12 do a[random(-6, 9)] = j b[random(-6, 9)] = -j end
      if round % 3 == 0 then b = a end
      local f, e, t = random(-8, 10), random(-8, 10), random(-8, 10)
      if round % 7 == 0 then f, e, t = f - 1000, e + 1000, t - 1000 end
      table.move(a, f, e, t, b)
      p(f, e, t, show(b, -30, 30), b[t], show(a, -10, 12), ext.nkeys(a), ext.nkeys(b))
    end`;
  assert.equal(run(script, install), runInLuaJit(script, REQUIRE_EXTENSIONS));
});

test("unpack gives at most 8000 values, its arguments counted", () => {
  const lines = run(
    `p(select("#", table.unpack({}, 1, 7997))) p(pcall(table.unpack, {}, 1, 7998)) p(pcall(table.unpack, {}, 1, 1e8))
    p(pcall(table.unpack, {}, -2^31, 2^31 - 1)) p(table.unpack({ 1, nil, 3 }, 1, 3)) p(select("#", table.unpack({}, 3, 1)))
    p(table.unpack({ 1, 2 }, -1, 1)) p(pcall(table.unpack)) p(pcall(table.unpack, { 1 }, "x"))`,
    install,
  );
  assert.equal(lines, [
    "7997",
    "false too many results to unpack",
    "false too many results to unpack",
    "false too many results to unpack",
    "1 nil 3",
    "0",
    "nil nil 1",
    "false bad argument #1 to '?' (table expected, got no value)",
    "false bad argument #2 to '?' (number expected, got string)",
  ]);
});

test("new refuses the sizes that LuaJIT refuses, and takes others as they come", () => {
  const lines = run(
    `p(pcall(table.new, 2^27, 2^26)) p(pcall(table.new, 2^27 + 1, 0)) p(pcall(table.new, 0, 2^26 + 1))
    p(pcall(table.new, 0, -1)) p(pcall(table.new, -1, 0)) p(pcall(table.new, 1e10, 0)) p(pcall(table.new, 1))`,
    install,
  );
  assert.equal(lines, [
    "true table",
    "false table overflow",
    "false table overflow",
    "false table overflow",
    "true table",
    "true table",
    "false bad argument #2 to '?' (number expected, got no value)",
  ]);
});

test("pack counts its arguments, nils too", () => {
  const lines = run(
    `local t = table.pack(1, nil, 3) p(t.n, t[1], t[2], t[3], #t)
    t = table.pack(1, nil, 3, nil) p(t.n, t[3], #t) t = table.pack() p(t.n, #t) t = table.pack(nil) p(t.n, #t)`,
    install,
  );
  assert.equal(lines, ["3 1 nil 3 3", "4 3 1", "0 0", "1 0"]);
});

test("giant ranges end at once", () => {
  const lines = run(
    `local t = { 1, 2, 3, [-7] = "a" }
    p(table.move(t, -1e15, 1e15, -1e15 + 1) == t, t[-6], t[1], t[2], t[4])
    table.insert(t, -2^31, "x") p(t[-2^31], t[5], t[-5])
    p(table.move({}, 1, 1 / 0, 1)[1], table.move({ 1 }, -1 / 0, 5, 2)[2])
    p(pcall(table.concat, {}, "", 1, 2^31 - 1))
    p(table.remove(setmetatable({ 1 }, { __len = function() return 1e15 end }), 1))`,
    install,
  );
  assert.equal(lines, [
    "true a nil 1 3",
    "x nil a",
    "nil nil",
    "false invalid value (nil) at index 1 in table for 'concat'",
    "1",
  ]);
});

test("a text longer than a string may be is refused before it is made", () => {
  const lines = run(`local t = {} for i = 1, 20 do t[i] = "12345" end p(pcall(table.concat, t, ","))`, install, {
    stringBytes: 100,
  });
  assert.equal(lines, ["false not enough memory"]);
});

test("remove, getn and foreachi take the length from __len, the others do not", () => {
  const lines = run(
    `local function two() return setmetatable({ 1, 2, 3 }, { __len = function() return 2 end }) end
    p(table.remove(two()), table.getn(two())) table.foreachi(two(), p)
    local t = two() table.insert(t, 4) p(t[4], table.concat(t), table.unpack(t))`,
    install,
  );
  assert.equal(lines, ["2 2", "1 1", "2 2", "4 1234 1 2 3 4"]);
});

test("callbacks of foreach and foreachi may yield, as may __len", () => {
  const lines = run(
    `local co = wrapped(function()
      table.foreach({ 10, 20, x = 30 }, function(k, v) yield("each", k, v) end)
      p("answer", table.foreachi({ 5, 6, 7 }, function(i, v) if yield("index", i) == "stop" then return v end end))
      return table.getn(setmetatable({}, { __len = function() return yield("length") end }))
    end)
    for _, v in next, { "a", "b", "c", "d", "e", "stop", 42 } do p(resume(co, v)) end p(resume(co))`,
    install,
  );
  assert.equal(lines, [
    "true each 1 10",
    "true each 2 20",
    "true each x 30",
    "true index 1",
    "true index 2",
    "answer 6",
    "true length",
    "true 42",
    "false cannot resume dead coroutine",
  ]);
});

test("a foreach over many entries does not deepen the stack", () => {
  const lines = run(
    `local t, n = {}, 0 for i = 1, 50000 do t[i] = i end table.foreachi(t, function() n = n + 1 end) p(n)
    local co = wrapped(function() table.foreachi(t, function(i) yield() end) return "end" end)
    local last repeat local ok, v = resume(co) last = v until v p(last)`,
    install,
  );
  assert.equal(lines, ["50000", "end"]);
});

test("a clone shares nothing with its source", () => {
  const lines = run(
    `local keys = { true, 1.5, "s" }
    local t = { 1, nil, 3, x = 1, y = 2 } for _, k in next, keys do t[k] = k end
    local c = ext.clone(t) p(c[1], c[3], c.x, c.y, c[true], c[1.5], c.s, ext.nkeys(c))
    c.x = 9 c[1] = 9 c.z = 9 c[4] = 9 p(t.x, t[1], t.z, t[4], c.y, c[1.5])
    local e = ext.clone({}) e.k = 1 e[1] = 2 p(e.k, e[1], #e, ext.isempty({}))
    ext.clear(t) p(ext.isempty(t), #t, t.x, next(t)) t[1] = 1 p(#t)`,
    install,
  );
  assert.equal(lines, ["1 3 1 2 true 1.5 s 7", "1 1 nil nil 2 1.5", "1 2 1 true", "true 0 nil nil", "1"]);
});

test.run();
