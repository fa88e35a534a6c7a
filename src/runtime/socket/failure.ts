/** What scripts and the error log are told of a socket that failed. */
import type { HostError, PeerAddress } from "../../host/ports.ts";
import type { LogLevel } from "../worker.ts";

/** An error of the system as sockets return it. */
export function failureText({ message }: HostError): string {
  return message.toLowerCase();
}

/** How the log names a peer: as the script did, and by its address. */
export function peerText(host: string, address: PeerAddress): string {
  return "path" in address ? `${host}(unix:${address.path})` : `${host}:${address.port}(${shown(address.ip)})`;
}

/** An address as nginx writes it: that of a Unix domain socket as the script did. */
export function addressText(host: string, address: PeerAddress): string {
  return "path" in address ? host : `${shown(address.ip)}:${address.port}`;
}

function shown(ip: string): string {
  return ip.includes(":") ? `[${ip}]` : ip;
}

/** What a failed call of the system is logged as: `what` is "recv()" or "send()". */
export function systemFailure(what: string, { code, errno, message }: HostError): [LogLevel, string] {
  return [COMMON.has(code) ? "error" : "alert", `${what} failed (${errno}: ${message})`];
}

/** Whether connecting has failed at once: nginx says so whatever `lua_socket_log_errors` is. */
export function failedAtOnce(address: PeerAddress, { code }: HostError): boolean {
  return "path" in address || AT_ONCE.has(code);
}

/** As {@link systemFailure}, where connecting has failed at once. */
export function connectFailure(
  host: string,
  address: PeerAddress,
  { code, errno, message }: HostError,
): [LogLevel, string] {
  const text = `connect() to ${addressText(host, address)} failed (${errno}: ${message})`;
  return [REFUSALS.has(code) ? "error" : "crit", `${text}, upstream: ${peerText(host, address)}`];
}

/** Errors of the network. */
const COMMON: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "EPIPE",
  "ENOTCONN",
  "ETIMEDOUT",
  "ECONNREFUSED",
  "ENETDOWN",
  "ENETUNREACH",
  "EHOSTDOWN",
  "EHOSTUNREACH",
]);

const REFUSALS: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EAGAIN",
  "ECONNRESET",
  "ENETDOWN",
  "ENETUNREACH",
  "EHOSTDOWN",
  "EHOSTUNREACH",
]);

/** With these the system refuses before it has sent anything. */
const AT_ONCE: ReadonlySet<string> = new Set([
  "ENETDOWN",
  "ENETUNREACH",
  "EACCES",
  "EPERM",
  "EINVAL",
  "EADDRNOTAVAIL",
  "EAFNOSUPPORT",
]);
