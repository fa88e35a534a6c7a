/** `setkeepalive`: a connection goes to its pool. */
import { checkInteger } from "../../vm/arguments.ts";
import { raiseArgument } from "../../vm/raise.ts";
import type { Table } from "../../vm/table.ts";
import type { Result, Value } from "../../vm/values.ts";
import { low32, toInt64 } from "../c-conversions.ts";
import type { NgxContext } from "../context.ts";
import { SLOT, tcpOf } from "./handles.ts";
import { busyWith, CLOSED } from "./usable.ts";

/** @param args the timeout in milliseconds (0: none) and the size of the pool, which counts where there is none yet */
export function setKeepalive(context: NgxContext, object: Table, args: readonly Value[]): Result {
  const { state, sockets } = context;
  const socket = tcpOf(object);
  if (socket === undefined || sockets === undefined || !(socket.canBeKept || socket.isConnecting)) return CLOSED;
  const busy = busyWith(context, socket, "to do all");
  if (busy !== undefined) return busy;
  if (socket.hasUnread) return [undefined, "unread data in buffer"];
  const { settings, pools, isExiting } = sockets.cosockets;
  if (isExiting()) {
    socket.close();
    return 1;
  }
  const count = args.length + 1;
  const integer = (value: Value, index: number) => toInt64(checkInteger(state, value, index, count));
  const [timeout, size] = args;
  const poolName = String(object.get(SLOT.poolName));
  let poolSize = settings.poolSize;
  if (pools.find(poolName) === undefined) {
    if (size !== undefined) poolSize = integer(size, 3);
    if (poolSize <= 0) raiseArgument(state, count, `bad "pool_size" option value: ${low32(poolSize)}`);
  }
  const keep = (timeoutMs: number) => {
    const answer = socket.keep(poolName, poolSize, timeoutMs);
    sockets.unwatch(object);
    return answer;
  };
  if (timeout === undefined) return keep(settings.keepaliveTimeoutMs);
  try {
    return keep(integer(timeout, 2));
  } catch (thrown) {
    // a bad timeout is found out when the connection is in the pool already
    keep(0);
    throw thrown;
  }
}
