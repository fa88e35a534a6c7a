/** The methods of TCP sockets that the reference has in a Lua library of its own: options and TLS. */
import type { SocketOption } from "../../host/ports.ts";
import { LUALIB } from "../../runtime/lualib.ts";
import type { TcpSocket } from "../../runtime/socket/tcp.ts";
import { LuaError } from "../../vm/errors.ts";
import { Table } from "../../vm/table.ts";
import { tostringBlocking } from "../../vm/tostring.ts";
import { type Result, truthy, typeName, Userdata, type Value } from "../../vm/values.ts";
import { answered } from "../answer.ts";
import { toInt32, unconvertible } from "../c-conversions.ts";
import type { NgxContext } from "../context.ts";
import { any, optional, rest } from "../declaration/parameters.ts";
import { everywhere } from "../declaration/phases.ts";
import { ParsedCertificates, ParsedKey, parsedOf } from "../ssl/parsed.ts";
import { SLOT, tcpOf } from "./handles.ts";
import { busyWith, CLOSED } from "./usable.ts";

/** Where the reference raises: part of the texts. */
const LIBRARY = `${LUALIB}/resty/core/socket.lua`;

const OPTIONS: ReadonlySet<Value> = new Set<SocketOption>([
  "keepalive",
  "reuseaddr",
  "tcp-nodelay",
  "sndbuf",
  "rcvbuf",
]);
const MOST_HANDSHAKE_ARGUMENTS = 5;
const MOST_SNI_BYTES = 255;

const inLua = { phases: everywhere, writtenInLua: "resty/core/socket.lua" } as const;

export const optionMethods = {
  getoption: {
    ...inLua,
    does: "An option of the connection as a number: keepalive, reuseaddr, tcp-nodelay, sndbuf or rcvbuf.",
    params: [any("tcpsock"), optional(any("option"))],
    run: (context: NgxContext, object: Value, option: Value): Result => {
      const socket = socketOf(object);
      if (option === undefined) return [undefined, 'missing the "option" argument'];
      return isOption(option) ? (openConnection(socket)?.option(option) ?? CLOSED) : unsupported(context, option);
    },
  },
  setoption: {
    ...inLua,
    does: "Sets an option of the connection: keepalive, reuseaddr, tcp-nodelay, sndbuf or rcvbuf.",
    params: [any("tcpsock"), optional(any("option")), optional(any("value"))],
    run: (context: NgxContext, object: Value, option: Value, value: Value): Result => {
      const socket = socketOf(object);
      if (option === undefined) return [undefined, 'missing the "option" argument'];
      if (value === undefined) return [undefined, 'missing the "value" argument'];
      if (!isOption(option)) return unsupported(context, option);
      const number = cInt(value);
      const connection = openConnection(socket);
      connection?.setOption(option, number);
      return connection === undefined ? CLOSED : true;
    },
  },
  setclientcert: {
    ...inLua,
    does: "Sets the certificate to show to the peer, and its key, as parse_pem_cert and parse_pem_priv_key of ngx.ssl make them.",
    params: [any("tcpsock"), optional(any("cert")), optional(any("pkey"))],
    run: (_context: NgxContext, object: Value, certificate: Value, key: Value): Result => {
      if (truthy(certificate) !== truthy(key)) {
        return [undefined, "client certificate must be supplied with corresponding private key"];
      }
      if (truthy(certificate)) {
        if (!isForeign(certificate)) return [undefined, `bad cert arg: cdata expected, got ${typeName(certificate)}`];
        if (!isForeign(key)) return [undefined, `bad pkey arg: cdata expected, got ${typeName(key)}`];
      }
      if (!(object instanceof Table)) return notIndexable(object, 147);
      object.set(SLOT.clientCertificate, truthy(certificate) ? certificate : undefined);
      object.set(SLOT.clientKey, truthy(key) ? key : undefined);
      return true;
    },
  },
  settrustedstore: {
    ...inLua,
    does: "Sets the certificates to trust. There is no store here: lua_ssl_trusted_certificate names a file of them.",
    params: [any("tcpsock"), optional(any("store"))],
    run: (_context: NgxContext, object: Value, store: Value): Result => {
      if (truthy(store)) return [undefined, `bad trusted_store arg: cdata expected, got ${typeName(store)}`];
      if (!(object instanceof Table)) return notIndexable(object, 164);
      return true;
    },
  },
  getfd: {
    ...inLua,
    does: "The number by which the system knows the connection.",
    params: [any("tcpsock")],
    run: (_context: NgxContext, object: Value): Result => openConnection(socketOf(object))?.descriptor ?? CLOSED,
  },
  getsslpointer: {
    ...inLua,
    does: "Something that stands for the secure connection; nil and an error where there is none.",
    params: [any("tcpsock")],
    run: (_context: NgxContext, object: Value): Result => {
      const socket = socketOf(object);
      return socket.session !== undefined ? new Userdata(socket, "cdata") : [undefined, "no ssl connection"];
    },
  },
  getsslctx: {
    ...inLua,
    does: "Something that stands for the settings of the secure connection; nil and an error where there is none.",
    params: [any("tcpsock")],
    run: (_context: NgxContext, object: Value): Result => {
      const socket = socketOf(object);
      return socket.session !== undefined ? new Userdata(socket, "cdata") : [undefined, "no ssl context"];
    },
  },
  getsslsession: {
    ...inLua,
    does: "The session of the secure connection, for sslhandshake; nil where there is none.",
    params: [any("tcpsock")],
    run: (_context: NgxContext, object: Value): Result => {
      const { session } = socketOf(object);
      return session === undefined ? undefined : new Userdata(new Session(session.value), "cdata");
    },
  },
  sslhandshake: {
    ...inLua,
    suspends: true as const,
    does: "Begins TLS on the connection; answers its session (true if reused_session is false), or nil and an error.",
    params: [
      any("tcpsock"),
      optional(any("reused_session")),
      optional(any("server_name")),
      optional(any("ssl_verify")),
      optional(any("send_status_req")),
      rest("more"),
    ],
    run: (
      context: NgxContext,
      object: Value,
      session: Value,
      serverName: Value,
      verifies: Value,
      _wantsStatus: Value,
      more: readonly Value[],
    ): Result => {
      if (!truthy(object) || more.length > 0) {
        const count = truthy(object) ? MOST_HANDSHAKE_ARGUMENTS + more.length : 0;
        const expected = "ngx.socket sslhandshake: expecting 1 ~ 5 arguments (including the object)";
        throw new LuaError(`${LIBRARY}:187: ${expected}, but seen ${count}`);
      }
      return handshake(context, object, session, serverName, truthy(verifies));
    },
  },
} as const;

function handshake(context: NgxContext, object: Value, session: Value, name: Value, verifies: boolean): Result {
  if (truthy(name) && typeof name !== "string") {
    throw new LuaError(`${LIBRARY}:199: ${unconvertible(name, "const unsigned char *")}`);
  }
  const socket = socketOf(object);
  if (!socket.canRead || !socket.canWrite) return CLOSED;
  const busy = busyWith(context, socket, "to do all");
  if (busy !== undefined) return busy;
  const reused = session instanceof Userdata && session.payload instanceof Session ? session.payload.value : undefined;
  if (reused !== undefined && socket.session !== undefined) return session;
  const serverName = typeof name === "string" ? name : undefined;
  if (serverName !== undefined && !isFitForSni(serverName)) return [undefined, "SSL_set_tlsext_host_name failed"];
  const identity = identityOf(object);
  return answered(
    context.state,
    object,
    socket.secure({ serverName, verifies, session: reused, ...(identity === undefined ? {} : { identity }) }, (made) =>
      session === false ? true : new Userdata(new Session(made), "cdata"),
    ),
  );
}

/** OpenSSL takes no other name. */
function isFitForSni(name: string): boolean {
  return name.length > 0 && name.length <= MOST_SNI_BYTES;
}

/** What setclientcert has set. */
function identityOf(object: Value): { readonly chain: readonly string[]; readonly key: string } | undefined {
  if (!(object instanceof Table)) return undefined;
  const [certificates, key] = [SLOT.clientCertificate, SLOT.clientKey].map((slot) => parsedOf(object.get(slot)));
  const isWhole = certificates instanceof ParsedCertificates && key instanceof ParsedKey;
  return isWhole ? { chain: certificates.chain, key: key.key } : undefined;
}

/** LuaJIT's "cdata". */
function isForeign(value: Value): boolean {
  return value instanceof Userdata && value.typeName === "cdata";
}

/** A session of TLS, as scripts hold it. */
class Session {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

function socketOf(object: Value): TcpSocket {
  if (!(object instanceof Table)) return notIndexable(object, 79);
  const socket = tcpOf(object);
  if (socket === undefined) throw new LuaError(`${LIBRARY}:81: socket is never created nor connected`);
  return socket;
}

function notIndexable(object: Value, line: number): never {
  throw new LuaError(`${LIBRARY}:${line}: attempt to index local 'cosocket' (a ${typeName(object)} value)`);
}

function openConnection(socket: TcpSocket): TcpSocket["current"] {
  return socket.isOpen ? socket.current : undefined;
}

function isOption(value: Value): value is SocketOption {
  return OPTIONS.has(value);
}

function unsupported({ state }: NgxContext, option: Value): Result {
  return [undefined, `unsupported option ${tostringBlocking(state, option)}`];
}

/** As LuaJIT's FFI makes a C int of it. */
function cInt(value: Value): number {
  if (typeof value === "number") return toInt32(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  const call = "bad argument #3 to 'ngx_http_lua_ffi_socket_tcp_setoption'";
  throw new LuaError(`${LIBRARY}:135: ${call} (${unconvertible(value, "int")})`);
}
