/** The methods of the objects that ngx.socket.udp makes. */
import { LONGEST_DATAGRAM, UdpSocket } from "../../runtime/socket/udp.ts";
import { checkInteger, checkNumber, checkString } from "../../vm/arguments.ts";
import { raise } from "../../vm/raise.ts";
import type { Table } from "../../vm/table.ts";
import { NOTHING, type Value } from "../../vm/values.ts";
import { answered } from "../answer.ts";
import { low32, toInt64 } from "../c-conversions.ts";
import type { NgxContext } from "../context.ts";
import { any, rest, table } from "../declaration/parameters.ts";
import { everywhere, HANDLER_PHASES, only } from "../declaration/phases.ts";
import { methods } from "../declare.ts";
import { bindMethod, localIpOf } from "./bind.ts";
import { dataOf } from "./data.ts";
import { integerOf, SLOT, udpOf } from "./handles.ts";
import { CLOSED, logClosed } from "./usable.ts";

const BUSY: readonly Value[] = Object.freeze([undefined, "socket busy"]);

export const udpsock = methods("udpsock", {
  bind: bindMethod("udpsock"),
  setpeername: {
    phases: only("timer", ...HANDLER_PHASES),
    suspends: true,
    does: "Says whom to send datagrams to, and from whom to receive them: a host and a port.",
    arity: {
      least: 2,
      most: 3,
      text: (count) =>
        `ngx.socket.udp setpeername: expecting 2 or 3 arguments (including the object), but seen ${count}`,
    },
    params: [table("udpsock"), any("host"), rest("port")],
    run: (context, object, hostValue, ports) => {
      const { state, sockets, request } = context;
      const host = checkString(state, hostValue, 2, 2);
      const port = ports.length === 0 ? 0 : low32(toInt64(checkInteger(state, ports[0], 3, 3)));
      if (port < 0 || port > 65_535) return [undefined, `bad port number: ${port}`];
      const known = udpOf(object);
      if (known?.isOfAnother(request)) raise(state, "bad request");
      if (known?.isBusy) return BUSY;
      if (sockets === undefined) return [undefined, "operation not permitted"];
      const socket = known ?? new UdpSocket(sockets.cosockets);
      if (known === undefined) sockets.attach(object, socket);
      sockets.watch(object);
      socket.readTimeoutMs = timeoutOf(object);
      socket.localIp = localIpOf(object);
      return answered(state, object, socket.setPeerName(request, host, port));
    },
  },
  send: {
    phases: everywhere,
    suspends: true,
    does: "Sends a datagram: a string, number, boolean, nil or array of strings.",
    arity: {
      least: 2,
      most: 2,
      text: (count) => `expecting 2 arguments (including the object), but got ${count}`,
    },
    params: [table("udpsock"), any("data")],
    run: (context, object, data) => {
      const { state, sockets } = context;
      const socket = usable(context, object, "send");
      if (!(socket instanceof UdpSocket)) return socket;
      if (sockets === undefined) return CLOSED;
      return answered(state, object, socket.send(sockets.cosockets.bytes.toBytes(dataOf(state, data))));
    },
  },
  receive: {
    phases: everywhere,
    suspends: true,
    does: `Receives a datagram, of which size bytes (${LONGEST_DATAGRAM}) are kept.`,
    arity: {
      least: 1,
      most: 2,
      text: (count) => `expecting 1 or 2 arguments (including the object), but got ${count}`,
    },
    params: [table("udpsock"), rest("size")],
    run: (context, object, [sizeValue]) => {
      const { state } = context;
      const socket = usable(context, object, "receive");
      if (!(socket instanceof UdpSocket)) return socket;
      const size = sizeValue === undefined ? LONGEST_DATAGRAM : checkNumber(state, sizeValue, 2, 2);
      return answered(state, object, socket.receive(toSize(size)));
    },
  },
  settimeout: {
    phases: everywhere,
    does: "Sets how long receive may take, in milliseconds.",
    arity: {
      least: 2,
      most: 2,
      text: (count) => `ngx.socket settimeout: expecting at least 2 arguments (including the object) but seen ${count}`,
    },
    params: [table("udpsock"), any("time")],
    run: (_context, object, time) => {
      object.setEarly(SLOT.connectTimeout, time);
      const socket = udpOf(object);
      if (socket !== undefined) socket.readTimeoutMs = timeoutOf(object);
      return NOTHING;
    },
  },
  close: {
    phases: everywhere,
    does: "Closes the socket.",
    arity: { least: 1, most: 1, text: (count) => `expecting 1 argument (including the object) but seen ${count}` },
    params: [table("udpsock")],
    run: ({ state, request, sockets }, object) => {
      const socket = udpOf(object);
      if (socket === undefined || !socket.isOpen) return CLOSED;
      if (socket.isOfAnother(request)) raise(state, "bad request");
      if (socket.isBusy) return BUSY;
      socket.close();
      sockets?.unwatch(object);
      return 1;
    },
  },
});

/** The socket, or what a call answers that cannot use it. */
function usable(context: NgxContext, object: Table, what: "send" | "receive"): UdpSocket | readonly Value[] {
  const socket = udpOf(object);
  if (socket === undefined || !socket.isOpen) {
    if (context.sockets?.cosockets.settings.logErrors) logClosed(context, object, what, undefined, "");
    return CLOSED;
  }
  if (socket.isOfAnother(context.request)) raise(context.state, "bad request");
  return socket.isBusy ? BUSY : socket;
}

/** Undefined and what is not above 0 leave it to the configuration. */
function timeoutOf(object: Table): number {
  return Math.max(0, integerOf(object.get(SLOT.connectTimeout)));
}

/** As C's size_t: what is below 0, or no number, is more than there can be. */
function toSize(size: number): number {
  return size >= 0 && size <= LONGEST_DATAGRAM ? Math.trunc(size) : LONGEST_DATAGRAM;
}
