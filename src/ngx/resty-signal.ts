/** The library resty.signal: signals to other processes. */
import { LUALIB } from "../runtime/lualib.ts";
import { LuaError } from "../vm/errors.ts";
import { raise } from "../vm/raise.ts";
import type { State } from "../vm/state.ts";
import { type Result, truthy, type Value } from "../vm/values.ts";
import { toInt32, unconvertible } from "./c-conversions.ts";
import { any } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { library } from "./declare.ts";

/** Where the reference's library raises its own mistakes: part of their text. */
const LIBRARY = `${LUALIB}/resty/signal.lua`;

/** The names that the library knows, with their numbers on Linux. */
const SIGNALS: Readonly<Record<string, number>> = {
  NONE: 0,
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  IO: 29,
  PWR: 30,
  SYS: 31,
};
/** Names that the library knows and Linux does not, with the library's own numbers. */
const ELSEWHERE: Readonly<Record<string, number>> = { EMT: 31, INFO: 33 };

const inLua = { phases: everywhere, writtenInLua: "resty/signal.lua" } as const;

export const restySignal = library(
  "resty.signal",
  {
    kill: {
      ...inLua,
      does: "Sends a signal, by name or number, to a process; true, or nil and why not.",
      params: [any("pid"), any("signal")],
      run: ({ state, signals }, pid, signal) => {
        if (!truthy(signal)) throw new LuaError("assertion failed!");
        const number = numberOf(state, signal);
        if (number === undefined) return [undefined, "unknown signal name"];
        if (!truthy(pid)) throw new LuaError("assertion failed!");
        const refused = signals?.send(cInt(pid, 1), cInt(number, 2));
        return refused === undefined ? true : [undefined, refused.message];
      },
    },
    signum: {
      ...inLua,
      does: "The number of a signal, nil and a reason for what is no name of one.",
      params: [any("name")],
      run: ({ state }, name): Result => numberOf(state, name) ?? [undefined, "unknown signal name"],
    },
  },
  { constants: () => ({ version: 0.02 }) },
);

function numberOf(state: State, signal: Value): number | undefined {
  if (typeof signal === "number") return signal;
  if (typeof signal !== "string") return undefined;
  const missing = Object.hasOwn(ELSEWHERE, signal) ? ELSEWHERE[signal] : undefined;
  if (missing !== undefined) raise(state, `missing C def for signal ${signal} = ${missing}`);
  return Object.hasOwn(SIGNALS, signal) ? SIGNALS[signal] : undefined;
}

/** As LuaJIT's FFI makes a C int of argument `index` of kill(). */
function cInt(value: Value, index: number): number {
  if (typeof value === "number") return toInt32(value);
  if (value === true) return 1;
  throw new LuaError(`${LIBRARY}:153: bad argument #${index} to 'kill' (${unconvertible(value, "int")})`);
}
