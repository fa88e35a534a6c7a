import { test } from "uvu";
import * as assert from "uvu/assert";
import { installJit, jitUtil } from "../../../src/vm/library/jit.ts";
import type { State } from "../../../src/vm/state.ts";
import { installed } from "../real-lua.ts";
import { eachExpression, run, runInLuaJit } from "./scripts.ts";

function install(state: State): void {
  state.globals.set("jit", installJit(state));
  state.globals.set("util", jitUtil(state));
}

const EXPRESSIONS = [
  `jit.on()`,
  `jit.off()`,
  `jit.on(1)`,
  `jit.on(p)`,
  `jit.off(p, true)`,
  `jit.flush()`,
  `jit.flush(5)`,
  `jit.flush({})`,
  `jit.on({})`,
  `jit.opt.start()`,
  `jit.opt.start("maxtrace=100")`,
  `jit.opt.start("foo=1")`,
  `jit.opt.start(3)`,
  `jit.opt.start("+cse","-fold","sink")`,
  `jit.opt.start("hotloop")`,
  `jit.opt.start({})`,
  `jit.opt.start(nil)`,
  `jit.opt.start("-10")`,
  `jit.opt.start("no+cse")`,
  `jit.security()`,
  `jit.security("prng")`,
  `jit.security("x")`,
  `jit.attach()`,
  `jit.attach(p)`,
  `jit.attach(1)`,
  `jit.os`,
  `jit.arch`,
  `(jit.status())`,
];

test("switches take and refuse what LuaJIT's do", () => {
  if (!installed("luajit")) return;
  const script = eachExpression(EXPRESSIONS);
  assert.equal(run(script, install), runInLuaJit(script));
});

test("the compiler is off, whatever is asked", () => {
  assert.equal(run("jit.on() p((jit.status()))", install), ["false"]);
});

test("it is LuaJIT 2.1 of OpenResty's age", () => {
  const lines = run("p(jit.version, jit.version_num, jit.os, jit.arch, type(jit.opt.start))", install);
  assert.equal(lines, ["LuaJIT 2.1.ROLLING 20199 Linux x64 function"]);
});

test("jit.util describes functions and knows no traces", () => {
  const lines = run(
    `local x = 1
    local info = util.funcinfo(function(a, b, ...) return x end)
    p(info.linedefined, info.lastlinedefined, info.params, info.isvararg, info.source, info.loc, info.children)
    p(util.funcinfo(p).ffid, type(util.funcinfo(pcall).ffid), util.traceinfo(1), pcall(util.funcinfo, 1))
    p(pcall(util.funcbc, pcall, 0)) p(pcall(util.funcuvname, function() return x end, 0)) p(util.funcuvname(p, 1e9))`,
    install,
  );
  assert.equal(lines[0], "2 2 2 true @t.lua t.lua:2 false");
  assert.equal(lines[1], "nil number nil false bad argument #1 to '?' (function expected, got number)");
  assert.equal(lines[2], "false bad argument #1 to '?' (function expected, got function)");
});

test.run();
