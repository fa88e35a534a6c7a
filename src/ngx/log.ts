/** ngx.log, and the print that stands for ngx.log(ngx.NOTICE, …) outside the command line. */
import { lineOf, nameOf } from "../vm/call-stack.ts";
import { callBlocking } from "../vm/calls.ts";
import { charge } from "../vm/charge.ts";
import { LuaFrame } from "../vm/frames.ts";
import { isMainChunk } from "../vm/prototype.ts";
import { raiseArgument } from "../vm/raise.ts";
import type { State } from "../vm/state.ts";
import { Table } from "../vm/table.ts";
import { asList, NOTHING, typeName, type Value } from "../vm/values.ts";
import { low32, toInt64 } from "./c-conversions.ts";
import { LOG_LEVELS } from "./constants.ts";
import type { NgxContext } from "./context.ts";
import { number, rest } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { module } from "./declare.ts";
import { textOfNumber } from "./text/number.ts";

export const log = module("ngx", {
  log: {
    does: "Writes its arguments, joined, to the error log, with the place of the call.",
    phases: everywhere,
    params: [number("level"), rest("values")],
    run: (context, level, values) => {
      const known = low32(toInt64(level));
      if (known < LOG_LEVELS.STDERR || known > LOG_LEVELS.DEBUG) {
        raiseArgument(context.state, 1, `bad log level: ${known}`);
      }
      return write(context, known, values);
    },
  },
});

export const print = module("_G", {
  print: {
    does: "Writes its arguments, joined, to the error log at the level notice.",
    phases: everywhere,
    params: [rest("values")],
    run: (context, values) => write(context, LOG_LEVELS.NOTICE, values),
  },
});

/** "t.lua:1: inner(): ": the basename of the source, the line, and the name of the function if its caller names it. */
function callerPlace({ frame }: State): string {
  if (!(frame instanceof LuaFrame)) return "[C]:-1: ";
  const { prototype } = frame.closure;
  const level = { callee: frame.closure, frame, caller: frame.parent };
  const file = /[^/\\]*$/.exec(prototype.shortSource)?.[0] ?? "";
  const place = `${file}:${lineOf(level)}: `;
  const name = isMainChunk(prototype) ? undefined : nameOf(level);
  return name === undefined ? place : `${place}${name.name}(): `;
}

/** The longest line of the log; what lies behind is not worth joining. */
const LONGEST_MESSAGE = 4096;

/** Steps in the time of which a line is made and written. */
const STEPS_A_LINE = 100;

function write(context: NgxContext, level: number, values: readonly Value[]): readonly Value[] {
  const { state, worker } = context;
  if (level > worker.logLevel) return NOTHING;
  charge(state, STEPS_A_LINE);
  const place = callerPlace(state);
  let text = "";
  // the reference asks tables for their texts once more: first for their lengths
  if (values.some((value) => value instanceof Table)) {
    for (let at = 0; at < values.length; at++) textOf(context, values[at], at + 1);
  }
  for (let at = 0; at < values.length; at++) {
    const part = textOf(context, values[at], at + 1);
    if (text.length < LONGEST_MESSAGE) text += part.length > LONGEST_MESSAGE ? part.slice(0, LONGEST_MESSAGE) : part;
  }
  worker.log(level, `[lua] ${place}${text}`);
  return NOTHING;
}

/** @param index counts from the first value after the level: as the reference's messages do */
function textOf({ state, null: ngxNull }: NgxContext, value: Value, index: number): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return textOfNumber(value);
    case "boolean":
    case "undefined":
      return value === undefined ? "nil" : String(value);
    default:
      if (value === ngxNull) return "null";
      if (!(value instanceof Table)) {
        raiseArgument(state, index, `string, number, boolean, or nil expected, got ${typeName(value)}`);
      }
      return textOfTable(state, value, index);
  }
}

function textOfTable(state: State, table: Table, index: number): string {
  const handler = state.metamethod(table, "__tostring");
  if (handler === undefined) raiseArgument(state, index, "expected table to have __tostring metamethod");
  const [text] = asList(callBlocking(state, handler, [table]));
  if (typeof text === "string") return text;
  return typeof text === "number" ? textOfNumber(text) : "";
}
