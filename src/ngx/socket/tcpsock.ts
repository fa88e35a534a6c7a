/** The methods of the objects that ngx.socket.tcp makes. */
import { ReadAny, ReadLine } from "../../runtime/stream/readers.ts";
import { raise, raiseArgument } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import type { Table } from "../../vm/table.ts";
import { NOTHING, type Value } from "../../vm/values.ts";
import { answered } from "../answer.ts";
import { toInt64 } from "../c-conversions.ts";
import { type Arity, any, rest, table } from "../declaration/parameters.ts";
import { everywhere, HANDLER_PHASES, only } from "../declaration/phases.ts";
import { methods } from "../declare.ts";
import { bindMethod } from "./bind.ts";
import { asMethod, connect, timeoutsOf } from "./connect.ts";
import { dataOf } from "./data.ts";
import { integerOf, numberOf, SLOT, tcpOf } from "./handles.ts";
import { setKeepalive } from "./keepalive.ts";
import { optionMethods } from "./options.ts";
import { readerFor, untilFunction } from "./receiving.ts";
import { busyWith, CLOSED, closed } from "./usable.ts";

const yieldable = { phases: only("timer", ...HANDLER_PHASES) } as const;
const anywhere = { phases: everywhere } as const;
const mayWait = { phases: everywhere, suspends: true } as const;

export const tcpsock = methods("tcpsock", {
  bind: bindMethod("tcpsock"),
  connect: {
    ...yieldable,
    suspends: true,
    does: "Connects to a host and port, or to unix:/path; takes a connection of its pool if there is one.",
    arity: {
      least: 2,
      most: 4,
      text: (count) => `ngx.socket connect: expecting 2, 3, or 4 arguments (including the object), but seen ${count}`,
    },
    params: [rest("args")],
    run: (context, args) => answered(context.state, args[0], connect(context, args, asMethod)),
  },
  send: {
    ...mayWait,
    does: "Sends a string, number, boolean, nil or array of strings; answers how many bytes.",
    arity: exact(2, (count) => `expecting 2 arguments (including the object), but got ${count}`),
    params: [table("tcpsock"), any("data")],
    run: (context, object, data) => {
      const { state } = context;
      const socket = tcpOf(object);
      if (socket === undefined || !socket.canWrite) return closed(context, object, "send");
      const busy = busyWith(context, socket, "to write");
      if (busy !== undefined) return busy;
      const text = dataOf(state, data);
      return text === "" ? 0 : answered(state, undefined, socket.send(text, object));
    },
  },
  receive: {
    ...mayWait,
    does: 'Receives a line ("*l", the default), so many bytes, or all up to the end ("*a").',
    arity: {
      least: 1,
      most: 2,
      text: (count) => `expecting 1 or 2 arguments (including the object), but got ${count}`,
    },
    params: [table("tcpsock"), rest("pattern")],
    run: (context, object, pattern) => {
      const socket = tcpOf(object);
      if (socket === undefined || !socket.canRead) return closed(context, object, "receive");
      const busy = busyWith(context, socket, "to read");
      if (busy !== undefined) return busy;
      const reader = pattern.length === 0 ? new ReadLine() : readerFor(context.state, pattern[0]);
      return reader === undefined ? "" : answered(context.state, undefined, socket.receive(reader, object));
    },
  },
  receiveany: {
    ...mayWait,
    does: "Receives what is there, but not more than max bytes.",
    arity: exact(2, (count) => `expecting 2 arguments (including the object), but got ${count}`),
    params: [table("tcpsock"), any("max")],
    run: (context, object, max) => {
      const { state } = context;
      const socket = tcpOf(object);
      if (socket === undefined || !socket.canRead) return closed(context, object, "receive");
      const busy = busyWith(context, socket, "to read");
      if (busy !== undefined) return busy;
      const most = numberOf(max) === undefined ? 0 : integerOf(max);
      if (most <= 0) return raiseArgument(state, 2, "bad max argument");
      return answered(state, undefined, socket.receive(new ReadAny(most), object));
    },
  },
  receiveuntil: {
    ...anywhere,
    does: "A function that receives what comes before a pattern, all or in pieces.",
    arity: {
      least: 2,
      most: 3,
      text: (count) => `expecting 2 or 3 arguments (including the object), but got ${count}`,
    },
    params: [rest("args")],
    run: (context, args) => untilFunction(context, args),
  },
  close: {
    ...anywhere,
    does: "Closes the connection.",
    arity: exact(1, (count) => `expecting 1 argument (including the object) but seen ${count}`),
    params: [table("tcpsock")],
    run: (context, object) => {
      const socket = tcpOf(object);
      if (socket === undefined || !socket.isOpen) return CLOSED;
      const busy = busyWith(context, socket, "to do all");
      if (busy !== undefined) return busy;
      socket.close();
      context.sockets?.unwatch(object);
      return 1;
    },
  },
  settimeout: {
    ...anywhere,
    does: "Sets how long connect, send and receive may take, in milliseconds.",
    arity: exact(2, (count) => `ngx.socket settimeout: expecting 2 arguments (including the object) but seen ${count}`),
    params: [table("tcpsock"), any("time")],
    run: ({ state }, object, time) => setTimeouts(state, object, time, time, time),
  },
  settimeouts: {
    ...anywhere,
    does: "Sets how long connect, each send and each receive may take, in milliseconds.",
    arity: exact(
      4,
      (count) => `ngx.socket settimeouts: expecting 4 arguments (including the object) but seen ${count}`,
    ),
    params: [table("tcpsock"), any("connect_timeout"), any("send_timeout"), any("read_timeout")],
    run: ({ state }, object, connectTimeout, sendTimeout, readTimeout) =>
      setTimeouts(state, object, connectTimeout, sendTimeout, readTimeout),
  },
  getreusedtimes: {
    ...anywhere,
    does: "How often the connection came out of a pool.",
    arity: exact(1, (count) => `expecting 1 argument (including the object), but got ${count}`),
    params: [table("tcpsock")],
    run: (_context, object) => {
      const socket = tcpOf(object);
      return socket?.isOpen ? socket.timesReused : CLOSED;
    },
  },
  setkeepalive: {
    ...anywhere,
    does: "Gives the connection to its pool, for up to timeout milliseconds; the object is closed.",
    arity: {
      least: 1,
      most: 3,
      text: (count) => `expecting 1 to 3 arguments (including the object), but got ${count}`,
    },
    params: [table("tcpsock"), rest("args")],
    run: setKeepalive,
  },
  ...optionMethods,
});

function exact(count: number, text: (count: number) => string): Arity {
  return { least: count, most: count, text };
}

function setTimeouts(state: State, object: Table, connect: Value, send: Value, read: Value): readonly Value[] {
  for (const value of [connect, send, read]) {
    // as C tells numbers of more than 31 bits
    const milliseconds = toInt64(numberOf(value) ?? 0);
    if (milliseconds < 0 || milliseconds >= 2 ** 31) raise(state, "bad timeout value");
  }
  object.setEarly(SLOT.connectTimeout, connect);
  object.setEarly(SLOT.sendTimeout, send);
  object.setEarly(SLOT.readTimeout, read);
  tcpOf(object)?.setTimeouts(timeoutsOf(object));
  return NOTHING;
}
