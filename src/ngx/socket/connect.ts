/** The arguments of `connect`, which come in several shapes. */

import { isUnix } from "../../runtime/socket/address.ts";
import type { SocketTimeouts } from "../../runtime/socket/tcp.ts";
import { TcpSocket } from "../../runtime/socket/tcp.ts";
import type { Answer } from "../../runtime/stream/wait.ts";
import { LuaError } from "../../vm/errors.ts";
import { formatNumber } from "../../vm/numbers.ts";
import { raise, raiseArgument } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import type { Suspension } from "../../vm/unwinding.ts";
import { typeName, type Value } from "../../vm/values.ts";
import { low32, toInt64 } from "../c-conversions.ts";
import type { NgxContext } from "../context.ts";
import { fieldOf } from "../field-of.ts";
import { localIpOf } from "./bind.ts";
import { integerOf, numberOf, SLOT, tcpOf } from "./handles.ts";
import { busyWith } from "./usable.ts";

/** How `connect` raises: as the method that a script calls, or inside of ngx.socket.connect. */
export interface Raising {
  error(state: State, message: string): never;
  argument(state: State, index: number, text: string): never;
}

export const asMethod: Raising = { error: raise, argument: raiseArgument };

/** The reference's ngx.socket.connect is a line of Lua, which its errors name. */
export const insideConnect: Raising = {
  error(_state, message) {
    throw new LuaError(`ngx.socket.connect:1: ${message}`);
  },
  argument(_state, index, text) {
    throw new LuaError(`ngx.socket.connect:1: bad argument #${index - 1} to 'connect' (${text})`);
  },
};

const MISSING_PORT: Answer = [undefined, "missing the port number"];

/** `connect` of the object `args[0]`. */
export function connect(context: NgxContext, args: readonly Value[], raising: Raising): Answer | Suspension {
  const { state, sockets, request } = context;
  const [object, hostValue] = args;
  let count = args.length;
  if (!(object instanceof Table)) return raising.argument(state, 1, `table expected, got ${typeName(object)}`);
  const host = typeof hostValue === "number" ? formatNumber(hostValue) : hostValue;
  if (typeof host !== "string") return raising.argument(state, 2, `string expected, got ${typeName(host)}`);
  const last = args[count - 1];
  const options = last instanceof Table ? poolOptions(context, last, count, raising) : NO_OPTIONS;
  if (last instanceof Table) count--;

  const portNumber = count >= 3 ? numberOf(args[2]) : undefined;
  if (portNumber === undefined && !isUnix(host)) return MISSING_PORT;
  const port = portNumber === undefined ? 0 : low32(toInt64(portNumber));
  if (port < 0 || port > 65_535) return [undefined, `bad port number: ${port}`];
  const poolName = options.name ?? (portNumber === undefined ? host : `${host}:${textOf(args[2])}`);
  object.setEarly(SLOT.poolName, poolName);

  let socket = tcpOf(object);
  if (socket?.isOfAnother(request)) raising.error(state, "bad request");
  const busy = socket && busyWith(context, socket, "to do all");
  if (busy !== undefined) return busy;
  if (sockets === undefined) return [undefined, "operation not permitted"];
  if (socket === undefined) {
    socket = new TcpSocket(sockets.cosockets);
    sockets.attach(object, socket);
  }
  sockets.watch(object);
  const { pools } = sockets.cosockets;
  const known = pools.find(poolName);
  const pool = known ?? (options.size > 0 ? pools.open(poolName, options.size, options.backlog) : undefined);
  return socket.connect({ owner: request, host, port, localIp: localIpOf(object), timeouts: timeoutsOf(object), pool });
}

/** What `settimeout` and `settimeouts` have set. */
export function timeoutsOf(object: Table): SocketTimeouts {
  const of = (slot: number) => Math.max(0, low32(integerOf(object.get(slot))));
  return { connect: of(SLOT.connectTimeout), send: of(SLOT.sendTimeout), read: of(SLOT.readTimeout) };
}

interface PoolOptions {
  readonly name: string | undefined;
  /** 0: as the configuration says, in a pool that is made when the connection is kept. */
  readonly size: number;
  readonly backlog: number | undefined;
}

const NO_OPTIONS: PoolOptions = { name: undefined, size: 0, backlog: undefined };

/** @param index of the argument */
function poolOptions({ state, sockets }: NgxContext, options: Table, index: number, raising: Raising): PoolOptions {
  const sizeValue = fieldOf(state, options, "pool_size");
  let size = 0;
  if (numberOf(sizeValue) !== undefined) {
    size = integerOf(sizeValue);
    if (size <= 0) raising.argument(state, index, `bad "pool_size" option value: ${low32(size)}`);
  } else if (sizeValue !== undefined) {
    raising.argument(state, index, `bad "pool_size" option type: ${typeName(sizeValue)}`);
  }
  const backlogValue = fieldOf(state, options, "backlog");
  const backlog = numberOf(backlogValue) === undefined ? undefined : integerOf(backlogValue);
  if (backlog !== undefined) {
    if (backlog < 0) raising.argument(state, index, `bad "backlog" option value: ${low32(backlog)}`);
    if (size === 0) size = sockets?.cosockets.settings.poolSize ?? 0;
  }
  const name = fieldOf(state, options, "pool");
  if (name !== undefined && typeof name !== "string" && typeof name !== "number") {
    raising.argument(state, index, `bad "pool" option type: ${typeName(name)}`);
  }
  return { name: name === undefined ? undefined : textOf(name), size, backlog };
}

function textOf(value: Value): string {
  return typeof value === "number" ? formatNumber(value) : String(value);
}
