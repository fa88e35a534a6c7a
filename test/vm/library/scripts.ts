/** Runs scripts against single libraries, and the same scripts in real LuaJIT. */
import { spawnSync } from "node:child_process";
import * as assert from "uvu/assert";
import { Budget, type BudgetOptions } from "../../../src/vm/budget.ts";
import { interpreter } from "../../../src/vm/calls.ts";
import { registerWeak, watchProxy } from "../../../src/vm/collection.ts";
import { Coroutine } from "../../../src/vm/coroutine.ts";
import { resume, resumeFromHost, yieldValues } from "../../../src/vm/coroutines.ts";
import { LuaError } from "../../../src/vm/errors.ts";
import { execute } from "../../../src/vm/interpreter.ts";
import { define } from "../../../src/vm/library/define.ts";
import { loadChunk } from "../../../src/vm/load.ts";
import { formatNumber } from "../../../src/vm/numbers.ts";
import { protectedCall } from "../../../src/vm/protected-call.ts";
import { position } from "../../../src/vm/raise.ts";
import { State } from "../../../src/vm/state.ts";
import type { Entry, Table } from "../../../src/vm/table.ts";
import { isFunction, typeName, Userdata, type Value } from "../../../src/vm/values.ts";
import { TIERS, type Tier } from "../scripts.ts";

/** What a script has beside the library under test, in words that real Lua knows too. */
const PRELUDE = `
function p(...)
  local t = {...}
  for i = 1, select("#", ...) do
    local kind = type(t[i])
    t[i] = (kind == "string" or kind == "number" or kind == "boolean" or kind == "nil") and tostring(t[i]) or kind
  end
  emit(unpack(t, 1, select("#", ...)))
end
`;

export interface Script {
  readonly state: State;
  readonly lines: string[];
  readonly coroutine: Coroutine;
}

/** A machine with little in it and a coroutine that will run `source`. */
export function load(
  source: string,
  install: (state: State) => void,
  budget: BudgetOptions = {},
  tier: Tier = {},
): Script {
  const state = new State(new Budget(budget), execute, interpreter);
  state.compiles = tier.tier !== "interpreter";
  state.hot = tier.compileAfter ?? state.hot;
  const lines: string[] = [];
  addBasics(state, lines);
  install(state);
  const prelude = loadChunk(state, PRELUDE, "=prelude", state.globals);
  resumeFromHost(state, new Coroutine(prelude), []);
  return { state, lines, coroutine: new Coroutine(loadChunk(state, source, "@t.lua", state.globals)) };
}

/** The lines that `source` prints with `p`, the same in every tier; an error is the last one. */
export function run(source: string, install: (state: State) => void, budget: BudgetOptions = {}): string[] {
  const [interpreted = [], compiled] = TIERS.map((tier) => runIn(tier, source, install, budget));
  assert.equal(compiled, interpreted, "the tiers do not agree");
  return interpreted;
}

function runIn(tier: Tier, source: string, install: (state: State) => void, budget: BudgetOptions): string[] {
  const { state, lines, coroutine } = load(source, install, budget, tier);
  const outcome = resumeFromHost(state, coroutine, []);
  if (outcome.kind === "failed") lines.push(`failed: ${text(outcome.error)}`);
  else if (outcome.kind !== "returned") lines.push(outcome.kind);
  return lines;
}

/** The lines that LuaJIT prints. `before` is Lua that it alone runs first. */
export function runInLuaJit(source: string, before = ""): string[] {
  const emit = `function emit(...)
    local t = {...}
    for i = 1, select("#", ...) do t[i] = tostring(t[i]) end
    io.write(table.concat(t, " "), "\\n")
  end`;
  const script = `${emit} ${PRELUDE} ${before} assert(loadstring(io.read("*a"), "@t.lua"))()`;
  const { stdout, stderr } = spawnSync("luajit", ["-joff", "-e", script], {
    input: source,
    encoding: "latin1",
    maxBuffer: 1 << 26,
  });
  if (stderr !== "") throw new Error(stderr);
  return stdout.split("\n").slice(0, -1);
}

/**
 * A script that prints what each expression gives or how it fails: in a function, and where it is a plain call also called
 * by pcall itself, so that messages show with a caller and without.
 */
export function eachExpression(expressions: readonly string[]): string {
  const lines: string[] = [];
  for (const expression of expressions) {
    lines.push(`p([==[${expression}]==], pcall(function() return ${expression} end))`);
    const [, callee, args] = /^((?:[a-z]+\.)+[a-z0-9]+)\((.*)\)$/.exec(expression) ?? [];
    if (callee === undefined) continue;
    lines.push(`p([==[${expression}]==], pcall(${callee}${args === "" ? "" : `, ${args}`}))`);
    lines.push(`p([==[${expression}]==], pcall(function() ${expression} local x end))`);
  }
  return lines.join("\n");
}

function text(value: Value): string {
  if (typeof value === "number") return formatNumber(value);
  return value === undefined ? "nil" : typeof value === "object" ? typeName(value) : String(value);
}

function addBasics(state: State, lines: string[]): void {
  define(state.globals, {
    print: () => [],
    emit(...values) {
      lines.push(values.map(text).join(" "));
      return [];
    },
    type: (value) => typeName(value),
    tostring: text,
    pcall: (callee, ...args) => protectedCall(state, callee, args, undefined),
    error(message, level) {
      throw new LuaError(typeof message === "string" && level !== 0 ? position(state.frame) + message : message);
    },
    select: (which, ...values) => (which === "#" ? values.length : values.slice((which as number) - 1)),
    unpack: (table, from, to) => {
      const values: Value[] = [];
      const last = (to as number | undefined) ?? (table as Table).length();
      for (let at = (from as number | undefined) ?? 1; at <= last; at++) values.push((table as Table).get(at));
      return values;
    },
    next(table, key) {
      const entry: Entry = { key: undefined, value: undefined, passed: 0 };
      return (table as Table).next(key, entry) ? [entry.key, entry.value] : undefined;
    },
    setmetatable(table, metatable) {
      (table as Table).setMetatable(metatable as Table);
      if ((metatable as Table).get("__mode") !== undefined) registerWeak(state, table as Table);
      return table;
    },
    getmetatable: (value) => state.metatableOf(value) ?? undefined,
    resume: (body, ...values) => resume(state, body instanceof Coroutine ? body : coroutineOf(body), values, false),
    yield: (...values) => yieldValues(state, values),
    wrapped: (body) => coroutineOf(body),
    newproxy(metatable) {
      const proxy = new Userdata();
      proxy.metatable = metatable as Table;
      watchProxy(state, proxy);
      return proxy;
    },
  });
  state.globals.set("_G", state.globals);
}

function coroutineOf(body: Value): Coroutine {
  if (!isFunction(body)) throw new LuaError("function expected");
  return new Coroutine(body);
}
