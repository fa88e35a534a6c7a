/** ngx.socket: streams and datagrams that light threads wait for without holding up the others. */
import { Table } from "../vm/table.ts";
import type { Result, Value } from "../vm/values.ts";
import { answered } from "./answer.ts";
import type { NgxContext } from "./context.ts";
import { type Arity, rest } from "./declaration/parameters.ts";
import { HANDLER_PHASES, only } from "./declaration/phases.ts";
import { module } from "./declare.ts";
import { loadSockets } from "./load-sockets.ts";

const noArguments: Arity = {
  least: 0,
  most: 0,
  text: (count) => `expecting zero arguments, but got ${count}`,
};
const phases = only("timer", ...HANDLER_PHASES);

const tcp = {
  phases,
  does: "Makes a socket for a TCP or Unix domain stream.",
  arity: noArguments,
  params: [],
  run: (context: NgxContext): Result => objectOf(context, "tcpsock"),
} as const;

export const socket = module("ngx.socket", {
  tcp,
  stream: tcp,
  udp: {
    phases,
    does: "Makes a socket for UDP datagrams.",
    arity: noArguments,
    params: [],
    run: (context) => objectOf(context, "udpsock"),
  },
  connect: {
    phases,
    suspends: true,
    phaseFirst: true,
    writtenInLua: true,
    does: "Makes a TCP socket and connects it; the socket, or nil and an error.",
    params: [rest("args")],
    run: (context, args) => connected(context, args),
  },
});

function objectOf(context: NgxContext, name: string): Table {
  const object = new Table(context.state.emptyShape);
  const methods = context.libraryMetatable(name).get("__index");
  if (methods instanceof Table) {
    methods.set("__index", methods);
    object.setMetatable(methods);
  }
  return object;
}

function connected(context: NgxContext, args: readonly Value[]): Result {
  const { state } = context;
  const { connect, insideConnect } = loadSockets();
  const object = objectOf(context, "tcpsock");
  const count = args.length + 1;
  if (count < 2 || count > 4) {
    const expected = "ngx.socket connect: expecting 2, 3, or 4 arguments (including the object)";
    insideConnect.error(state, `${expected}, but seen ${count}`);
  }
  const answer = connect(context, [object, ...args], insideConnect);
  const result = (values: readonly Value[]) => (values[0] === undefined ? values : [object]);
  if (!("start" in answer)) return result(answer);
  return answered(state, object, {
    kind: answer.kind,
    awaits: answer.awaits,
    start: (resume) => answer.start((...values) => resume(...result(values))),
  });
}
