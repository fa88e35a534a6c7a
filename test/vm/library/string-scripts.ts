/** Scripts about the string library, and what property tests of it share. */
import * as assert from "uvu/assert";
import type { BudgetOptions } from "../../../src/vm/budget.ts";
import { define } from "../../../src/vm/library/define.ts";
import { loadingLibrary } from "../../../src/vm/library/loading.ts";
import { stringLibrary } from "../../../src/vm/library/string.ts";
import type { State } from "../../../src/vm/state.ts";
import { Userdata } from "../../../src/vm/values.ts";
import { run, runInLuaJit } from "./scripts.ts";

/** The lines that `source` prints. */
export function runStrings(source: string, budget: BudgetOptions = {}): string[] {
  return run(source, install, budget);
}

/** Fails where a line differs from LuaJIT's, naming the first. */
export function sameAsLuaJit(source: string): void {
  // What is printed may hold line breaks.
  const ours = runStrings(source).join("\n").split("\n");
  const theirs = runInLuaJit(source);
  const at = theirs.findIndex((line, index) => line !== ours[index]);
  if (at >= 0) assert.is(ours[at], theirs[at]);
  assert.is(ours.length, theirs.length);
}

/** `text` as a Lua literal. */
export function literal(text: string): string {
  return `"${text.replace(/[^ !#-[\]-~]/g, (char) => `\\${String(char.charCodeAt(0)).padStart(3, "0")}`)}"`;
}

/** Calls, each in a pcall with its number in front, in functions small enough for any compiler. */
export function calls(expressions: readonly string[]): string {
  const blocks: string[] = [];
  for (let at = 0; at < expressions.length; at += 200) {
    const lines = expressions.slice(at, at + 200).map((call, index) => `p(${at + index}, pcall(${call}))`);
    blocks.push(`(function() ${lines.join("\n")} end)()`);
  }
  return blocks.join(";\n");
}

function install(state: State): void {
  state.globals.set("string", stringLibrary(state));
  const noFiles = { readSource: () => ({ error: "no files here" }), isReadable: () => false };
  define(state.globals, loadingLibrary(state, noFiles));
  state.globals.set("null", new Userdata("null"));
}
