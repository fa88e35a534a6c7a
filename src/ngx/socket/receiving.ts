/** The arguments of the methods that receive. */
import { Until } from "../../runtime/socket/until.ts";
import { ReadAll, ReadExactly, type Reader, ReadLine } from "../../runtime/stream/readers.ts";
import { checkInteger, checkString, checkTable } from "../../vm/arguments.ts";
import { cString } from "../../vm/byte-text.ts";
import { NativeFunction } from "../../vm/functions.ts";
import { raise, raiseArgument } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import type { Table } from "../../vm/table.ts";
import { type Result, truthy, typeName, type Value } from "../../vm/values.ts";
import { answered } from "../answer.ts";
import { toInt64 } from "../c-conversions.ts";
import type { NgxContext } from "../context.ts";
import { fieldOf } from "../field-of.ts";
import { numberOf, tcpOf } from "./handles.ts";
import { busyWith, CLOSED } from "./usable.ts";

/** What reads by the pattern of `receive`. Undefined: no bytes are wanted. */
export function readerFor(state: State, pattern: Value): Reader | undefined {
  if (pattern === "*l") return new ReadLine();
  const count = numberOf(pattern);
  if (count !== undefined) {
    const bytes = toInt64(count);
    if (bytes < 0) raiseArgument(state, 2, "bad number argument");
    return bytes === 0 ? undefined : new ReadExactly(bytes);
  }
  if (typeof pattern !== "string") return raiseArgument(state, 2, "bad argument");
  if (pattern.length !== 2 || !pattern.startsWith("*")) {
    raiseArgument(state, 2, `bad pattern argument: ${cString(pattern)}`);
  }
  return pattern === "*a" ? new ReadAll() : raiseArgument(state, 2, "bad pattern argument");
}

/** `receiveuntil` of the object `args[0]`. */
export function untilFunction(context: NgxContext, args: readonly Value[]): Result {
  const { state } = context;
  const isInclusive = args.length === 3 && inclusive(state, checkTable(state, args[2], 3, 3));
  const object = checkTable(state, args[0], 1, args.length);
  const pattern = checkString(state, args[1], 2, args.length);
  if (pattern === "") return [undefined, "pattern is empty"];
  const until = new Until(pattern, isInclusive);
  return new NativeFunction("receiveuntil", (...sizes) => receive(context, object, until, sizes));
}

function inclusive(state: State, options: Table): boolean {
  const value = fieldOf(state, options, "inclusive");
  if (value !== undefined && typeof value !== "boolean") {
    raise(state, `bad "inclusive" option value type: ${typeName(value)}`);
  }
  return truthy(value);
}

function receive(context: NgxContext, object: Table, until: Until, sizes: readonly Value[]): Result {
  const { state } = context;
  if (sizes.length > 1) raise(state, `expecting 0 or 1 arguments, but seen ${sizes.length}`);
  const size = sizes.length === 0 ? 0 : toInt64(checkInteger(state, sizes[0], 1, 1));
  const socket = tcpOf(object);
  if (socket === undefined || !socket.canRead) return CLOSED;
  const busy = busyWith(context, socket, "to read");
  if (busy !== undefined) return busy;
  if (until.takeEnd()) return [undefined, undefined, undefined];
  return answered(state, undefined, socket.receive(until.reader(Math.max(0, size)), object));
}
