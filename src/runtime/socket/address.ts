/** What a script names a peer by, read as nginx reads the address of an upstream. */
import type { PeerAddress } from "../../host/ports.ts";
import { cString } from "../../vm/byte-text.ts";

/** An address, a name to look up, or why it is neither. */
export type Target = PeerAddress | { readonly name: string; readonly port: number } | { readonly error: string };

const LONGEST_PATH = 107;
const LARGEST_PORT = 65_535;

/** @param port where `host` has none of its own */
export function targetOf(host: string, port: number): Target {
  if (isUnix(host)) return unixTarget(host.slice("unix:".length));
  return host.startsWith("[") ? ipv6Target(host, port) : plainTarget(host, port);
}

export function isUnix(host: string): boolean {
  return /^unix:/i.test(host);
}

/** The IP address that `text` is, if it is one. */
export function ipOf(text: string): string | undefined {
  if (isIpv4(text)) return text.split(".").map(Number).join(".");
  return isIpv6(text) ? text : undefined;
}

function unixTarget(path: string): Target {
  if (path === "") return { error: "no path in the unix domain socket" };
  return path.length > LONGEST_PATH ? { error: "too long path in the unix domain socket" } : { path: cString(path) };
}

function ipv6Target(host: string, port: number): Target {
  const end = host.indexOf("]");
  const rest = host.slice(end + 1);
  if (end < 0 || rest.includes("/") || (rest !== "" && !rest.startsWith(":"))) return { error: "invalid host" };
  const own = rest === "" ? port : portOf(rest.slice(1));
  if (own === undefined) return { error: "invalid port" };
  const ip = host.slice(1, end);
  if (ip === "") return { error: "no host" };
  return isIpv6(ip) ? { ip, port: own } : { error: "invalid IPv6 address" };
}

function plainTarget(host: string, port: number): Target {
  if (/[/?]/.test(host)) return { error: "invalid host" };
  const colon = host.indexOf(":");
  const own = colon < 0 ? port : portOf(host.slice(colon + 1));
  if (own === undefined) return { error: "invalid port" };
  const name = colon < 0 ? host : host.slice(0, colon);
  if (name === "") return { error: "no host" };
  const ip = ipOf(name);
  if (ip !== undefined) return { ip, port: own };
  // a port behind a name stays part of it, and is not used
  return { name: host, port };
}

function portOf(text: string): number | undefined {
  const port = /^[0-9]+$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= LARGEST_PORT ? port : undefined;
}

/** Four numbers; an empty one is 0. The address of all ones counts as a name. */
function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return (
    parts.length === 4 &&
    parts.every((part) => /^[0-9]*$/.test(part) && Number(part) <= 255) &&
    !parts.every((part) => Number(part) === 255)
  );
}

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups[groups.length - 1];
  const hasIpv4 = last?.includes(".") ?? false;
  if (hasIpv4 && !/^\d{1,3}(\.\d{1,3}){3}$/.test(last ?? "")) return false;
  if (hasIpv4 && !isIpv4(last ?? "")) return false;
  const hex = hasIpv4 ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const length = hex.length + (hasIpv4 ? 2 : 0);
  return halves.length === 2 ? length < 8 : length === 8;
}
