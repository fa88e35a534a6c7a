/** The objects of ngx.socket: tables that hold what they stand for under the reference's own keys. */
import type { Cosockets } from "../../runtime/socket/cosockets.ts";
import { TcpSocket } from "../../runtime/socket/tcp.ts";
import { UdpSocket } from "../../runtime/socket/udp.ts";
import { parseNumber } from "../../vm/numbers.ts";
import { Table } from "../../vm/table.ts";
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
  private readonly forgotten = new FinalizationRegistry<TcpSocket | UdpSocket>((socket) => socket.close());

  constructor(cosockets: Cosockets) {
    this.cosockets = cosockets;
  }

  /** Puts a socket into its object. It is closed when that is forgotten. */
  attach(object: Table, socket: TcpSocket | UdpSocket): void {
    const held = new Userdata(socket);
    object.setEarly(SLOT.socket, held);
    this.forgotten.register(held, socket);
  }
}

/** The socket of an object; undefined before it was connected. */
export function tcpOf(object: Value): TcpSocket | undefined {
  const socket = held(object);
  return socket instanceof TcpSocket ? socket : undefined;
}

export function udpOf(object: Value): UdpSocket | undefined {
  const socket = held(object);
  return socket instanceof UdpSocket ? socket : undefined;
}

function held(object: Value): unknown {
  const value = object instanceof Table ? object.get(SLOT.socket) : undefined;
  return value instanceof Userdata ? value.payload : undefined;
}

/** As `lua_tointeger`: 0 for what is no number. */
export function integerOf(value: Value): number {
  return toInt64(numberOf(value) ?? 0);
}

/** A number, or a string that is one. */
export function numberOf(value: Value): number | undefined {
  return typeof value === "string" ? parseNumber(value) : typeof value === "number" ? value : undefined;
}
