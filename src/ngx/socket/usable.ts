/** Whether a socket may be used, and what calls answer where it may not. */
import type { TcpSocket } from "../../runtime/socket/tcp.ts";
import { raise } from "../../vm/raise.ts";
import type { Table } from "../../vm/table.ts";
import { Userdata, type Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";
import { SLOT, tcpOf } from "./handles.ts";

export const CLOSED: readonly Value[] = Object.freeze([undefined, "closed"]);

type Way = "connecting" | "reading" | "writing";

export const TO_READ: readonly Way[] = ["connecting", "reading"];
export const TO_WRITE: readonly Way[] = ["connecting", "writing"];
export const TO_DO_ALL: readonly Way[] = ["connecting", "reading", "writing"];

const BUSY: Readonly<Record<Way, readonly Value[]>> = {
  connecting: Object.freeze([undefined, "socket busy connecting"]),
  reading: Object.freeze([undefined, "socket busy reading"]),
  writing: Object.freeze([undefined, "socket busy writing"]),
};

/** Undefined where it may; a socket of another request may never. */
export function busyWith(
  { state, request }: NgxContext,
  socket: TcpSocket,
  ways: readonly Way[],
): readonly Value[] | undefined {
  if (socket.isOfAnother(request)) raise(state, "bad request");
  for (const way of ways) if (isBusy(socket, way)) return BUSY[way];
  return undefined;
}

function isBusy(socket: TcpSocket, way: Way): boolean {
  switch (way) {
    case "connecting":
      return socket.isConnecting;
    case "reading":
      return socket.isReading;
    case "writing":
      return socket.isWriting;
  }
}

/** Answers that a socket is closed, and logs it. */
export function closed(context: NgxContext, object: Table, what: "send" | "receive"): readonly Value[] {
  if (context.sockets?.cosockets.settings.logErrors) {
    const socket = tcpOf(object);
    const more = `, ft:0 eof:${socket?.hasEnded ? 1 : 0}`;
    logClosed(context, object, what, socket?.current, more);
  }
  return CLOSED;
}

/** @param connection whose address is logged, if there is one */
export function logClosed(
  { state, request, sockets }: NgxContext,
  object: Table,
  what: "send" | "receive",
  connection: object | undefined,
  more: string,
): void {
  const held = object.get(SLOT.socket);
  const u = held instanceof Userdata ? held : undefined;
  const addresses = [u, connection].map((one) => (one === undefined ? NONE : logAddress(state.addressOf(one))));
  sockets?.cosockets.logError(
    request,
    `attempt to ${what} data on a closed socket: u:${addresses[0]}, c:${addresses[1]}${more}`,
  );
}

const NONE = "0".repeat(16);

/** As nginx writes an address. */
function logAddress(address: string): string {
  return address.slice("0x".length).toUpperCase().padStart(16, "0");
}
