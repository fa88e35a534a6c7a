/** Runs Lua text with `io` and `os` on this computer's files, and without the rest of the standard library. */
import { nodeByteText } from "../../../src/host/node/byte-text.ts";
import { nodeEnvironment } from "../../../src/host/node/environment.ts";
import { nodeFiles } from "../../../src/host/node/files.ts";
import { nodeProcesses } from "../../../src/host/node/processes/processes.ts";
import { nodeSystemTime } from "../../../src/host/node/system-time.ts";
import type { StandardInput, StandardOutput, SystemTime } from "../../../src/host/ports.ts";
import { Budget } from "../../../src/vm/budget.ts";
import { portableByteText } from "../../../src/vm/byte-text.ts";
import { call, callBlocking, interpreter } from "../../../src/vm/calls.ts";
import { Coroutine } from "../../../src/vm/coroutine.ts";
import { resumeFromHost } from "../../../src/vm/coroutines.ts";
import { execute } from "../../../src/vm/interpreter.ts";
import { define, libraryTable } from "../../../src/vm/library/define.ts";
import { Layout } from "../../../src/vm/library/fields.ts";
import { ioLibrary } from "../../../src/vm/library/io.ts";
import { osLibrary } from "../../../src/vm/library/os.ts";
import { loadChunk } from "../../../src/vm/load.ts";
import { protectedCall } from "../../../src/vm/protected-call.ts";
import { State } from "../../../src/vm/state.ts";
import { Table } from "../../../src/vm/table.ts";
import { asResult, typeName, type Value } from "../../../src/vm/values.ts";

const processes = nodeProcesses(nodeEnvironment);

export interface ScriptOptions {
  /** What standard input gives, piece by piece. */
  readonly stdin?: readonly string[];
  /** Whether each piece must be waited for. */
  readonly waits?: boolean;
  readonly time?: Partial<SystemTime>;
  /** What the script gets as `...`. */
  readonly args?: readonly Value[];
  /** Whether children can be started (true). */
  readonly hasProcesses?: boolean;
}

export interface ScriptRun {
  readonly values: readonly Value[];
  readonly stdout: string;
  readonly stderr: string;
  /** How often the script stood still for input. */
  readonly stalls: number;
  /** Kept once the children of io.popen have ended. */
  readonly childrenEnded: Promise<void>;
}

/** Runs a script to its end. @throws Error where the script fails */
export async function runScript(source: string, options: ScriptOptions = {}): Promise<ScriptRun> {
  const state = new State(new Budget(), execute, interpreter);
  const stdout = memoryOutput();
  const stderr = memoryOutput();
  const stdio = {
    stdin: piecewiseInput(options.stdin ?? [], options.waits ?? false),
    stdout: stdout.output,
    stderr: stderr.output,
  };
  const children = options.hasProcesses === false ? {} : { processes };
  const io = ioLibrary(state, { files: nodeFiles, stdio, bytes: nodeByteText, ...children });
  const os = osLibrary(state, {
    files: nodeFiles,
    stdio,
    ...children,
    environment: nodeEnvironment,
    time: { ...nodeSystemTime, ...options.time },
  });
  define(state.globals, {
    pcall: (callee, ...args) => protectedCall(state, callee, args, undefined),
    call: (callee) => call(state, callee, []),
    // where the script cannot be suspended, as in a sort comparison
    block: (callee) => callBlocking(state, callee, []),
    type: (value) => typeName(value),
    getmetatable: (value) => state.metatableOf(value) ?? undefined,
    setmetatable(table, metatable) {
      if (table instanceof Table && metatable instanceof Table) table.setMetatable(metatable);
      return table;
    },
    unpack: (table) => asResult(table instanceof Table ? table.array : []),
  });
  state.globals.set("io", io.table);
  state.globals.set("os", libraryTable(new Layout(), os));

  const coroutine = new Coroutine(loadChunk(state, source, "@t.lua", state.globals));
  let stalls = 0;
  let outcome = resumeFromHost(state, coroutine, options.args ?? []);
  while (outcome.kind === "suspended") {
    const { suspension } = outcome;
    stalls++;
    const values = await new Promise<Value[]>((resume) => suspension.start((...given) => resume(given)));
    outcome = resumeFromHost(state, coroutine, values);
  }
  io.closeAll();
  const childrenEnded = new Promise<void>((done) => io.onceChildrenEnded(done));
  if (outcome.kind === "failed") throw new Error(String(outcome.error));
  return { values: outcome.values, stdout: stdout.text(), stderr: stderr.text(), stalls, childrenEnded };
}

/** The values that a script returns. */
export async function valuesOf(source: string, options: ScriptOptions = {}): Promise<readonly Value[]> {
  return (await runScript(source, options)).values;
}

function memoryOutput(): { output: StandardOutput; text: () => string } {
  const pieces: string[] = [];
  const output: StandardOutput = {
    isTTY: false,
    write(bytes) {
      pieces.push(portableByteText.toText(bytes));
      return undefined;
    },
    flush: () => undefined,
  };
  return { output, text: () => pieces.join("") };
}

function piecewiseInput(pieces: readonly string[], waits: boolean): StandardInput {
  let left = [...pieces];
  const next = (max: number) => {
    const piece = left.shift();
    if (piece === undefined) return null;
    if (piece.length > max) left = [piece.slice(max), ...left];
    return portableByteText.toBytes(piece.slice(0, max));
  };
  return {
    isTTY: false,
    mayBlock: waits,
    readSync: next,
    read(max, done) {
      const turn = setImmediate(() => done(next(max)));
      return () => clearImmediate(turn);
    },
  };
}
