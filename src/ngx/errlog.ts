/** The library ngx.errlog: the error log's level, and the lines that lua_capture_error_log keeps. */
import { LUALIB } from "../runtime/lualib.ts";
import { LuaError } from "../vm/errors.ts";
import { toNumber } from "../vm/operators.ts";
import { raise, raiseArgument } from "../vm/raise.ts";
import { Table } from "../vm/table.ts";
import { NOTHING, type Result, typeName, type Value } from "../vm/values.ts";
import { toInt32 } from "./c-conversions.ts";
import { LOG_LEVELS } from "./constants.ts";
import type { NgxContext } from "./context.ts";
import { any, optional, strictNumber, strictString } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { library } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";
import { type CArgument, cNumber } from "./ssl/c-arguments.ts";

const NOT_CAPTURED = 'directive "lua_capture_error_log" is not set';
const DEFAULT_MAX = 10;
const FILE = "ngx/errlog.lua";
const inLua = { phases: everywhere, writtenInLua: FILE } as const;
/** Where the reference's library raises its own mistakes: part of their text. */
const LIBRARY = `${LUALIB}/${FILE}`;
const SET_LEVEL: CArgument = {
  at: `${FILE}:88`,
  callee: "ngx_lua_ffi_errlog_set_filter_level",
  index: 1,
  type: "int",
  local: "level",
};

export const errlog = library(
  "ngx.errlog",
  {
    get_logs: {
      ...inLua,
      does: "Takes up to max captured lines: level, time and text of each in turn, the oldest first.",
      params: [optional(any("max")), optional(any("lines"))],
      run: getLogs,
    },
    set_filter_level: {
      ...inLua,
      does: "Captures only lines of this level and the more serious ones.",
      params: [optional(any("level"))],
      run: ({ worker: { captured } }, level) => {
        if (level === undefined || level === false) return [undefined, 'missing "level" argument'];
        const known = toInt32(level === true ? 1 : cNumber(level, SET_LEVEL));
        if (captured === undefined) return [undefined, NOT_CAPTURED];
        if (!isLevel(known)) return [undefined, `bad log level: ${known}`];
        captured.filterLevel = known;
        return true;
      },
    },
    get_sys_filter_level: {
      ...inLua,
      does: "The level of the directive error_log.",
      params: [],
      run: ({ worker }) => worker.logLevel,
    },
    raw_log: {
      ...inLua,
      does: "Writes a message to the error log without the place of the call.",
      params: [
        strictNumber("level", "bad argument #1 to 'raw_log' (must be a number)"),
        strictString("message", "bad argument #2 to 'raw_log' (must be a string)"),
      ],
      run: ({ state, worker }, level, message) => {
        const known = Math.trunc(level);
        if (!isLevel(known)) raise(state, "bad log level");
        worker.log(known, message);
        return NOTHING;
      },
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);

/** The nil after the last line is there for callers who bring a table of their own: it may hold older lines. */
function getLogs({ state, worker: { captured } }: NgxContext, max: Value, lines: Value): Result {
  const given = max === undefined || max === false ? DEFAULT_MAX : max;
  const wanted = toNumber(given);
  const makesTable = lines === undefined || lines === false;
  if (wanted === undefined) {
    const mistake = `attempt to perform arithmetic on local 'max' (a ${typeName(given)} value)`;
    throw new LuaError(LIBRARY + (makesTable ? `:110: ${mistake}` : ":115: 'for' limit must be a number"));
  }
  const logs = makesTable ? new Table() : lines;
  if (!(wanted >= 1)) return logs;
  if (captured === undefined) return [undefined, NOT_CAPTURED];
  if (!(logs instanceof Table)) raiseArgument(state, 2, "table expected");
  let count = 0;
  for (let line = 1; line <= wanted; line++) {
    const captive = captured.take();
    if (captive === undefined) break;
    logs.set(++count, captive.level);
    logs.set(++count, captive.timeSeconds);
    logs.set(++count, captive.text);
  }
  logs.set(count + 1, undefined);
  return logs;
}

function isLevel(level: number): boolean {
  return level >= LOG_LEVELS.STDERR && level <= LOG_LEVELS.DEBUG;
}
