/** The objects of ngx.socket: tables that hold what they stand for under the reference's own keys. */
import type { Cosockets } from "../../runtime/socket/cosockets.ts";
import { TcpSocket } from "../../runtime/socket/tcp.ts";
import { UdpSocket } from "../../runtime/socket/udp.ts";
import type { Link } from "../../vm/chain.ts";
import { parseNumber } from "../../vm/numbers.ts";
import { Table } from "../../vm/table.ts";
import { Unreachable } from "../../vm/unreachable.ts";
import { Userdata, type Value } from "../../vm/values.ts";
import { toInt64 } from "../c-conversions.ts";

/** Under which keys the reference keeps what belongs to a socket. */
export const SLOT = {
  socket: 1,
  connectTimeout: 2,
  poolName: 3,
  sendTimeout: 4,
  readTimeout: 5,
  clientCertificate: 6,
  clientKey: 7,
  localIp: 8,
} as const;

/** One for each machine. */
export class SocketHandles {
  readonly cosockets: Cosockets;
  private readonly forgotten = new Unreachable<TcpSocket | UdpSocket>((socket) => socket.close());

  constructor(cosockets: Cosockets) {
    this.cosockets = cosockets;
  }

  /** Puts a socket into its object. */
  attach(object: Table, socket: TcpSocket | UdpSocket): void {
    object.setEarly(SLOT.socket, new HeldSocket(socket));
  }

  /** Has a socket closed once its object is forgotten, until {@link unwatch}. */
  watch(object: Table): void {
    const held = object.get(SLOT.socket);
    if (held instanceof HeldSocket) held.watched ??= this.forgotten.watch(held, held.socket);
  }

  /** For a socket that has nothing any more. */
  unwatch(object: Table): void {
    const held = object.get(SLOT.socket);
    if (!(held instanceof HeldSocket) || held.watched === undefined) return;
    this.forgotten.unwatch(held.watched);
    held.watched = undefined;
  }
}

/** What an object has under {@link SLOT.socket}. */
class HeldSocket extends Userdata {
  readonly socket: TcpSocket | UdpSocket;
  watched: Link<TcpSocket | UdpSocket> | undefined = undefined;

  constructor(socket: TcpSocket | UdpSocket) {
    super(socket);
    this.socket = socket;
  }
}

/** The socket of an object; undefined before it was connected. */
export function tcpOf(object: Value): TcpSocket | undefined {
  const socket = socketOf(object);
  return socket instanceof TcpSocket ? socket : undefined;
}

export function udpOf(object: Value): UdpSocket | undefined {
  const socket = socketOf(object);
  return socket instanceof UdpSocket ? socket : undefined;
}

function socketOf(object: Value): TcpSocket | UdpSocket | undefined {
  const held = object instanceof Table ? object.get(SLOT.socket) : undefined;
  return held instanceof HeldSocket ? held.socket : undefined;
}

/** As `lua_tointeger`: 0 for what is no number. */
export function integerOf(value: Value): number {
  return toInt64(numberOf(value) ?? 0);
}

/** A number, or a string that is one. */
export function numberOf(value: Value): number | undefined {
  return typeof value === "string" ? parseNumber(value) : typeof value === "number" ? value : undefined;
}
