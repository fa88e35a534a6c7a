/** What programs print: in real Lua, and in our machine. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Closure, NativeFunction } from "../../../src/vm/functions.ts";
import { lower } from "../../../src/vm/lowering.ts";
import { LuaSyntaxError, type ParsedFunction, parseChunk } from "../../../src/vm/parser/parse.ts";
import { type Sandbox, sandbox, type Tier } from "../scripts.ts";

const PRELUDE = readFileSync(new URL("prelude.lua", import.meta.url), "latin1");
/** No program holds it. */
const SEPARATOR = "\x01";
const END = "END\n";

/** What each program prints. */
export type Account = (programs: readonly string[]) => string[];

/** What each prints in a real Lua. */
export function runInReality(command: "luajit" | "lua5.1", programs: readonly string[]): string[] {
  const options = command === "luajit" ? ["-joff"] : [];
  const { stdout, stderr } = spawnSync(command, [...options, "-e", PRELUDE], {
    input: Buffer.from(programs.join(SEPARATOR), "latin1"),
    encoding: "latin1",
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return (stdout + stderr).split(END);
}

/** What each prints here. `prepare` may change the machine first; the programs run on where they were stopped. */
export function runHere(
  programs: readonly string[],
  tier: Tier = {},
  prepare: (made: Sandbox) => void = () => {},
): string[] {
  const made = sandbox({}, {}, tier);
  const { machine } = made;
  machine.globals.set("PROGRAMS", programs.join(SEPARATOR));
  machine.globals.set("loadstring", loadstring(made));
  const coroutine = machine.createCoroutine(machine.load(PRELUDE, "=(command line)"));
  prepare(made);
  let outcome = machine.resume(coroutine, []);
  while (outcome.kind === "suspended") outcome = machine.resume(coroutine, []);
  if (made.defects.length > 0) throw made.defects[0];
  return (made.output() + (outcome.kind === "failed" ? String(outcome.error) : "")).split(END);
}

/** As `loadstring(text, "@r.lua")`, but what was parsed for one machine is used for the next ones. */
function loadstring({ machine }: Sandbox): NativeFunction {
  return new NativeFunction("loadstring", (text) => {
    try {
      const prototype = lower(parsed(String(text)), "@r.lua", machine.state);
      return new Closure(prototype, [], machine.globals);
    } catch (thrown) {
      if (thrown instanceof LuaSyntaxError) return [undefined, thrown.message];
      throw thrown;
    }
  });
}

const known = new Map<string, ParsedFunction>();

function parsed(text: string): ParsedFunction {
  let chunk = known.get(text);
  if (chunk === undefined) {
    chunk = parseChunk(text, "@r.lua");
    if (known.size === 1000) known.clear();
    known.set(text, chunk);
  }
  return chunk;
}

/**
 * LuaJIT's guesses at names of operands depend on which registers it took. Of functions that are not Lua's, our tracebacks
 * leave out those that a tail call or a metamethod reached.
 */
export function withoutNames(output: string): string {
  return output
    .replace(/; \[[^;\n]*/g, "")
    .replace(/(local|global|upvalue|field|method) (['"])[^'"\n]*\2 \((a \w+ value)\)/g, "$3");
}

/** Without what Lua 5.1 words otherwise than LuaJIT: where an error is, names of functions, a sign of NaN. */
export function withoutDialect(output: string): string {
  return withoutNames(output)
    .replace(/r\.lua:\d+: /g, "")
    .replace(/bad argument #\d+ to '[^'\n]*'|calling '[^'\n]*' on bad self/g, "bad argument")
    .replace(/got no value/g, "got nil")
    .replace(/-nan/g, "nan");
}
