/** The methods of what `spawn` of ngx.pipe makes: reading, writing and ending a child process. */

import type { PipeProcess } from "../../runtime/pipe/process.ts";
import { ReadAll, ReadAny, ReadExactly, type Reader, ReadLine } from "../../runtime/stream/readers.ts";
import { charge } from "../../vm/charge.ts";
import { formatNumber, parseNumber } from "../../vm/numbers.ts";
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { tostringBlocking } from "../../vm/tostring.ts";
import { NOTHING, type Result, truthy, typeName, type Value } from "../../vm/values.ts";
import { answered } from "../answer.ts";
import { toInt32 } from "../c-conversions.ts";
import { any, optional, type Parameter } from "../declaration/parameters.ts";
import { everywhere, HANDLER_PHASES, only } from "../declaration/phases.ts";
import { type FunctionDeclaration, methods } from "../declare.ts";
import { processOf } from "./handles.ts";
import { numberToCompare, raiseInLibrary } from "./in-library.ts";
import { setTimeouts } from "./options.ts";

const atOnce = { phases: everywhere, writtenInLua: "ngx/pipe.lua" } as const;
const mayWait = { phases: only("timer", ...HANDLER_PHASES), suspends: true, writtenInLua: "ngx/pipe.lua" } as const;

export const proc = methods("proc", {
  pid: {
    ...atOnce,
    does: "The id of the process.",
    params: [any("proc")],
    run: (_context, instance) => {
      const process = processOf(instance);
      if (process !== undefined) return process.pid;
      if (instance instanceof Table) return instance.get("_pid");
      return raiseInLibrary(336, `attempt to index local 'proc' (a ${typeName(instance)} value)`);
    },
  },
  set_timeouts: {
    ...atOnce,
    does: "Sets how long the other methods wait, in milliseconds; 0 is for ever, nil leaves a time as it is.",
    params: [
      any("proc"),
      optional(any("write_timeout")),
      optional(any("stdout_read_timeout")),
      optional(any("stderr_read_timeout")),
      optional(any("wait_timeout")),
    ],
    run: ({ state }, instance, ...timeouts) => {
      const process = processOf(instance);
      if (process !== undefined) setTimeouts(state, process.timeouts, timeouts);
      else if (timeouts.some(truthy) && !(instance instanceof Table)) {
        raiseInLibrary(121, `attempt to index local 'proc' (a ${typeName(instance)} value)`);
      }
      return NOTHING;
    },
  },
  wait: {
    ...mayWait,
    does: 'Waits for the end of the process: whether it ended well, "exit" or "signal", and the number of it.',
    params: [handle("proc")],
    run: ({ state }, { instance, process }) => answered(state, instance, process.wait()),
  },
  kill: {
    ...atOnce,
    does: "Sends a signal, by its number.",
    params: [handle("proc"), any("signal")],
    run: ({ state }, { process }, signal) => {
      if (typeof signal !== "number") {
        return raise(state, `bad signal arg: number expected, got ${tostringBlocking(state, signal)}`);
      }
      return process.kill(toInt32(signal));
    },
  },
  shutdown: {
    ...atOnce,
    does: 'Closes "stdin", "stdout" or "stderr"; who waits there is told "aborted".',
    params: [handle("proc"), any("direction")],
    run: ({ state }, { process }, direction) => {
      if (direction === "stdin" || direction === "stdout" || direction === "stderr") {
        return process.shutdown(direction);
      }
      if (typeof direction === "string") return raise(state, `bad shutdown arg: ${direction}`);
      if (typeof direction === "number") return raise(state, `bad shutdown arg: ${formatNumber(direction)}`);
      return raiseInLibrary(277, `attempt to concatenate local 'direction' (a ${typeName(direction)} value)`);
    },
  },
  write: {
    ...mayWait,
    does: "Writes to its standard input a string, a number, or the strings of a table; answers how many bytes.",
    params: [handle("proc"), data("data")],
    run: ({ state, pipes }, { instance, process }, text) => {
      if (pipes === undefined) throw new Error("a handle, but no processes");
      return answered(state, instance, process.write(pipes.bytes.toBytes(text)));
    },
  },
  stdout_read_all: readAll("stdout"),
  stdout_read_line: readLine("stdout"),
  stdout_read_bytes: readBytes("stdout"),
  stdout_read_any: readAny("stdout"),
  stderr_read_all: readAll("stderr"),
  stderr_read_line: readLine("stderr"),
  stderr_read_bytes: readBytes("stderr"),
  stderr_read_any: readAny("stderr"),
});

type Stream = "stdout" | "stderr";

function readAll(stream: Stream): FunctionDeclaration<[Parameter<Value>]> {
  return {
    ...mayWait,
    does: `Reads all of ${stream}, up to its end.`,
    params: [any("proc")],
    run: ({ state }, instance) => read(state, instance, stream, new ReadAll()),
  };
}

function readLine(stream: Stream): FunctionDeclaration<[Parameter<Value>]> {
  return {
    ...mayWait,
    does: `Reads a line of ${stream}.`,
    params: [any("proc")],
    run: ({ state }, instance) => read(state, instance, stream, new ReadLine()),
  };
}

function readBytes(stream: Stream): FunctionDeclaration<[Parameter<Value>, Parameter<number>]> {
  return {
    ...mayWait,
    does: `Reads exactly len bytes of ${stream}.`,
    params: [any("proc"), length("len")],
    run: ({ state }, instance, count) =>
      count === 0 ? "" : read(state, instance, stream, new ReadExactly(toSize(count))),
  };
}

function readAny(stream: Stream): FunctionDeclaration<[Parameter<Value>, Parameter<number>]> {
  return {
    ...mayWait,
    does: `Reads what there is of ${stream}, but not more than max bytes.`,
    params: [any("proc"), most("max")],
    run: ({ state }, instance, max) => read(state, instance, stream, new ReadAny(toSize(max))),
  };
}

function read(state: State, instance: Value, stream: Stream, reader: Reader): Result {
  const process = processOf(instance);
  if (process === undefined) return raiseInLibrary(162, NO_INSTANCE);
  return answered(state, instance, process.read(stream, reader));
}

const NO_INSTANCE = "not a process instance";

/** A handle with what it stands for. */
function handle(name: string): Parameter<{ readonly instance: Value; readonly process: PipeProcess }> {
  return {
    ...any(name),
    type: "process",
    check: (state, instance) => ({ instance, process: processOf(instance) ?? raise(state, NO_INSTANCE) }),
  };
}

function length(name: string): Parameter<number> {
  return {
    ...any(name),
    type: "number",
    check(state, value) {
      const bytes = numberToCompare(349, value);
      return bytes < 0 ? raise(state, "bad len argument") : bytes;
    },
  };
}

function most(name: string): Parameter<number> {
  return {
    ...any(name),
    type: "number",
    check(state, value) {
      const bytes = typeof value === "string" ? parseNumber(value) : value;
      return typeof bytes !== "number" || bytes <= 0 ? raise(state, "bad max argument") : bytes;
    },
  };
}

/** As C's size_t: what is no number, or has no end, is more than there can be. */
function toSize(bytes: number): number {
  return Number.isNaN(bytes) ? Number.POSITIVE_INFINITY : Math.trunc(bytes);
}

/** The bytes of a string, a number or a table of them. */
function data(name: string): Parameter<string> {
  return {
    ...any(name),
    type: "string, number or table",
    check(state, value) {
      if (typeof value === "string") return value;
      if (typeof value === "number") return formatNumber(value);
      if (value instanceof Table) return concatenated(state, value);
      return raise(state, `bad data arg: string, number, or table expected, got ${typeName(value)}`);
    },
  };
}

function concatenated(state: State, table: Table): string {
  const texts: string[] = [];
  let length = 0;
  const count = table.length();
  for (let at = 1; at <= count; at++) {
    const value = table.get(at);
    if (typeof value !== "string" && typeof value !== "number") {
      return raiseInLibrary(228, `invalid value (${typeName(value)}) at index ${at} in table for 'concat'`);
    }
    const text = typeof value === "string" ? value : formatNumber(value);
    texts.push(text);
    length += text.length;
  }
  charge(state, count);
  state.budget.chargeString(length);
  return texts.join("");
}
