/** `os.date` and `os.time`. */
import type { SystemTime } from "../../host/ports.ts";
import { checkNumber, checkTable, optionalString } from "../arguments.ts";
import { cString } from "../byte-text.ts";
import { blocking } from "../calls.ts";
import { charge, chargeText } from "../charge.ts";
import { parseNumber } from "../numbers.ts";
import { index } from "../operators.ts";
import { raise } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { truthy, type Value } from "../values.ts";
import { type CivilTime, civilTime, secondsTo } from "./civil-time.ts";
import { toEpoch } from "./local-time.ts";
import { strftime } from "./strftime.ts";
import { toTime } from "./to-time.ts";

/** Steps in the time of which one conversion is done. */
const STEPS_A_CONVERSION = 80;
/** C keeps the year in 32 bits, counted from 1900. */
const LAST_YEAR = 2 ** 31 - 1 + 1900;
const FIRST_YEAR = -(2 ** 31) + 1900;

/** `os.date([format [, time]])`: a text or a table; nil for a time whose year C cannot hold. */
export function date(state: State, clock: SystemTime, args: readonly Value[]): Value {
  const { length } = args;
  const asked = cString(optionalString(state, args[0], 1, length, "%c"));
  const seconds = args[1] === undefined ? now(clock) : toTime(checkNumber(state, args[1], 2, length));
  chargeText(state, asked.length);
  const isUtc = asked.startsWith("!");
  const format = isUtc ? asked.slice(1) : asked;
  const zone = isUtc ? UTC : clock.zoneAt(seconds);
  const time = civilTime(seconds + zone.offsetSeconds);
  if (time.year > LAST_YEAR || time.year < FIRST_YEAR) return undefined;
  if (format === "*t") return dateTable(state, time, zone.isDaylightSaving);
  if (format === "") return "";
  const moment = {
    time,
    zone,
    epochSeconds: () => (isUtc ? toEpoch(seconds, clock.zoneAt, false) : seconds),
  };
  const longest = longestDate(format);
  const room = Math.min(longest, state.budget.stringBytes);
  const text = strftime(format, moment, room, () => charge(state, STEPS_A_CONVERSION));
  if (text === undefined) state.budget.chargeString(longest);
  // LuaJIT gives up on a result that is empty or larger than its buffer, and leaves its last argument as the answer.
  return text === undefined || text === "" ? args[length - 1] : text;
}

/** `os.time([table])`: seconds since 1970, or nil where C's `mktime` fails. */
export function time(state: State, clock: SystemTime, value: Value, count: number): Value {
  if (value === undefined) return now(clock);
  const table = checkTable(state, value, 1, count);
  const second = field(state, table, "sec", 0);
  const minute = field(state, table, "min", 0);
  const hour = field(state, table, "hour", 12);
  const day = field(state, table, "day");
  // C counts months from 0 and years from 1900, in 32 bits.
  const month = ((field(state, table, "month") - 1) | 0) + 1;
  const year = ((field(state, table, "year") - 1900) | 0) + 1900;
  const daylightSaving = get(state, table, "isdst");
  const local = secondsTo({ year, month, day, hour, minute, second });
  const seconds = toEpoch(local, clock.zoneAt, daylightSaving === undefined ? undefined : truthy(daylightSaving));
  // C tells failure by -1, so the second before 1970 counts as one.
  if (seconds === -1) return undefined;
  const shown = civilTime(seconds + clock.zoneAt(seconds).offsetSeconds);
  return shown.year > LAST_YEAR || shown.year < FIRST_YEAR ? undefined : seconds;
}

const UTC = { offsetSeconds: 0, isDaylightSaving: false, abbreviation: "GMT" };

function now(clock: SystemTime): number {
  return Math.floor(clock.nowMs() / 1000);
}

/** LuaJIT's buffer: 30 bytes for a conversion, doubled three times. */
function longestDate(format: string): number {
  const conversions = format.split("%").length - 1;
  let size = format.length + conversions * 29;
  for (let retry = 1; retry < 4; retry++) size += size | 1;
  return size;
}

function dateTable(state: State, time: CivilTime, isDaylightSaving: boolean): Table {
  const table = new Table(state.emptyShape);
  table.set("sec", time.second);
  table.set("min", time.minute);
  table.set("hour", time.hour);
  table.set("day", time.day);
  table.set("month", time.month);
  table.set("year", time.year);
  table.set("wday", time.weekday + 1);
  table.set("yday", time.yearDay + 1);
  table.set("isdst", isDaylightSaving);
  return table;
}

/** A field as a C int; a missing one, or one that is no number, is `fallback` or an error. */
function field(state: State, table: Table, key: string, fallback?: number): number {
  const value = get(state, table, key);
  const number = typeof value === "string" ? parseNumber(value) : value;
  if (typeof number === "number") return Math.abs(number) < 2 ** 63 ? number | 0 : 0;
  return fallback ?? raise(state, `field '${key}' missing in date table`);
}

function get(state: State, table: Table, key: string): Value {
  if (table.metatable === null) return table.get(key);
  const value = blocking(state, () => index(state, table, key, -1));
  return Array.isArray(value) ? value[0] : (value as Value);
}
