/** What `spawn` is told: the program's words, and the options. */
import type { PipeTimeouts } from "../../runtime/pipe/process.ts";
import { charge } from "../../vm/charge.ts";
import { parseNumber } from "../../vm/numbers.ts";
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { tostringBlocking } from "../../vm/tostring.ts";
import { truthy, typeName, type Value } from "../../vm/values.ts";
import { fieldOf } from "../field-of.ts";
import { numberToCompare, raiseInLibrary } from "./in-library.ts";

export interface SpawnOptions {
  readonly mergesStderr: boolean;
  readonly bufferBytes: number;
  readonly environment: readonly string[] | undefined;
  readonly timeouts: PipeTimeouts;
}

const DEFAULT_BUFFER_BYTES = 4096;
const DEFAULT_TIMEOUT_MS = 10_000;
const LONGEST_TIMEOUT_MS = 0xffff_ffff;

/** A table of words, which become strings in it too, or a text for the shell. */
export function commandWords(state: State, args: Value): [string, ...string[]] {
  if (typeof args === "string") return ["/bin/sh", "-c", args];
  if (!(args instanceof Table)) return raise(state, `bad args arg: table expected, got ${typeName(args)}`);
  const words = listOf(state, args).map((word, at) => {
    if (typeof word === "string") return word;
    const text = tostringBlocking(state, word);
    args.set(at + 1, text);
    return text;
  });
  const [program, ...others] = words;
  if (program === undefined) return raise(state, "bad args arg: non-empty table expected");
  return [program, ...others];
}

export function spawnOptions(state: State, options: Value): SpawnOptions {
  const timeouts: PipeTimeouts = {
    write: DEFAULT_TIMEOUT_MS,
    stdoutRead: DEFAULT_TIMEOUT_MS,
    stderrRead: DEFAULT_TIMEOUT_MS,
    wait: DEFAULT_TIMEOUT_MS,
  };
  if (!truthy(options)) {
    return { mergesStderr: false, bufferBytes: DEFAULT_BUFFER_BYTES, environment: undefined, timeouts };
  }
  if (!(options instanceof Table) && typeof options !== "string") {
    return raiseInLibrary(504, `attempt to index local 'opts' (a ${typeName(options)} value)`);
  }
  const field = (name: string) => fieldOf(state, options, name);
  const mergesStderr = truthy(field("merge_stderr"));
  const bufferBytes = bufferSize(state, field("buffer_size"));
  const environment = environmentLines(state, field("environ"));
  setTimeouts(state, timeouts, [
    field("write_timeout"),
    field("stdout_read_timeout"),
    field("stderr_read_timeout"),
    field("wait_timeout"),
  ]);
  return { mergesStderr, bufferBytes, environment, timeouts };
}

const TIMEOUTS = [
  ["write", "write_timeout", 118],
  ["stdoutRead", "stdout_read_timeout", 126],
  ["stderrRead", "stderr_read_timeout", 134],
  ["wait", "wait_timeout", 142],
] as const;

/** Sets those that are given, in milliseconds; fractions are cut off. */
export function setTimeouts(state: State, timeouts: PipeTimeouts, values: readonly Value[]): void {
  for (const [at, [field, name, line]] of TIMEOUTS.entries()) {
    const value = values[at];
    if (!truthy(value)) continue;
    const milliseconds = numberToCompare(line, value);
    if (milliseconds < 0 || milliseconds > LONGEST_TIMEOUT_MS) raise(state, `bad ${name} option`);
    timeouts[field] = toTimeout(milliseconds);
  }
}

/** Which timeout a name stands for, if one. */
export function timeoutField(name: Value): keyof PipeTimeouts | undefined {
  return TIMEOUTS.find(([, known]) => known === name)?.[0];
}

/** As whole milliseconds, within what a timer can wait. */
export function toTimeout(milliseconds: number): number {
  return Math.min(Math.max(Math.trunc(milliseconds) || 0, 0), LONGEST_TIMEOUT_MS);
}

function bufferSize(state: State, size: Value): number {
  if (!truthy(size)) return DEFAULT_BUFFER_BYTES;
  const bytes = typeof size === "string" ? parseNumber(size) : size;
  if (typeof bytes !== "number" || bytes < 1) return raise(state, "bad buffer_size option");
  return Math.trunc(bytes);
}

/** Undefined where there is none to set. */
function environmentLines(state: State, environ: Value): readonly string[] | undefined {
  if (!truthy(environ)) return undefined;
  if (!(environ instanceof Table)) {
    return raise(state, `bad environ option: table expected, got ${typeName(environ)}`);
  }
  const lines = listOf(state, environ).map((line, at) => {
    const badAt = `bad value at index ${at + 1} of environ option`;
    if (typeof line !== "string") return raise(state, `${badAt}: string expected, got ${typeName(line)}`);
    if (!line.includes("=", 1)) raise(state, `${badAt}: 'name=[value]' format expected, got '${line}'`);
    return line;
  });
  return lines.length === 0 ? undefined : lines;
}

/** What `ipairs` goes through. */
function listOf(state: State, table: Table): Value[] {
  const values: Value[] = [];
  for (let value = table.get(1); value !== undefined; value = table.get(values.length + 1)) values.push(value);
  charge(state, values.length);
  return values;
}
