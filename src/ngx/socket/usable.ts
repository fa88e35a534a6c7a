/** Whether a socket may be used, and what calls answer where it may not. */
import type { TcpSocket } from "../../runtime/socket/tcp.ts";
import { raise } from "../../vm/raise.ts";
import type { Table } from "../../vm/table.ts";
import { Userdata, type Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";
import { SLOT, tcpOf } from "./handles.ts";

export const CLOSED: readonly Value[] = Object.freeze([undefined, "closed"]);

const CONNECTING: readonly Value[] = Object.freeze([undefined, "socket busy connecting"]);
const READING: readonly Value[] = Object.freeze([undefined, "socket busy reading"]);
const WRITING: readonly Value[] = Object.freeze([undefined, "socket busy writing"]);

/** Undefined where it may; a socket of another request may never. */
export function busyWith(
  { state, request }: NgxContext,
  socket: TcpSocket,
  wanted: "to read" | "to write" | "to do all",
): readonly Value[] | undefined {
  if (socket.isOfAnother(request)) raise(state, "bad request");
  if (socket.isConnecting) return CONNECTING;
  if (wanted !== "to write" && socket.isReading) return READING;
  if (wanted !== "to read" && socket.isWriting) return WRITING;
  return undefined;
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
