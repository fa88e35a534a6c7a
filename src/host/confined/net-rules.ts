/** Which addresses of the network may be reached: `permissions.net`. */
import type { PeerAddress } from "../ports.ts";
import { canonicalIp, isInside } from "./ip.ts";

/** One entry: where a peer is, by address, name or path. No port: every port. */
export type NetRule =
  | { readonly ip: string; readonly port: number | undefined }
  | { readonly name: string; readonly port: number | undefined }
  | { readonly path: string };

/** Reads "127.0.0.1:6379", "[::1]:80", "redis.example:*", "unix:/run/redis.sock". @returns undefined for what is none */
export function parseNetRule(text: string): NetRule | undefined {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    return path.startsWith("/") && !path.includes("\0") ? { path } : undefined;
  }
  const [, bracketed, plain, portText] = /^(?:\[([0-9a-f:.]+)\]|([^\s:/?[\]\0]+)):(\*|[0-9]{1,5})$/i.exec(text) ?? [];
  const port = portText === "*" ? undefined : Number(portText);
  if (port !== undefined && !(port >= 1 && port <= 65_535)) return undefined;
  if (bracketed !== undefined) {
    const ip = bracketed.includes(":") ? canonicalIp(bracketed) : undefined;
    return ip === undefined ? undefined : { ip, port };
  }
  if (plain === undefined) return undefined;
  const ip = canonicalIp(plain);
  if (ip !== undefined) return { ip, port };
  // what looks like an address and is none must not become a name
  return /^[0-9.]+$|^0x/i.test(plain) ? undefined : { name: plainName(plain), port };
}

/**
 * Decides on the address that is dialled, never on what a script has written. A name that is allowed stands for the addresses
 * that it was resolved to, but for none of this computer itself: these have to be allowed as addresses ("localhost" may).
 */
export class NetRules {
  private readonly rules: readonly NetRule[] | true;
  /** What names that are allowed were resolved to. */
  private readonly resolved = new Map<string, Set<number | undefined>>();

  constructor(rules: readonly NetRule[] | true) {
    this.rules = rules;
  }

  /** Whether a name may be looked up. */
  allowsName(name: string): boolean {
    return this.rules === true || this.portsOf(name).length > 0;
  }

  /** @returns those of the addresses that a name was resolved to which may be dialled because of it, or anyway */
  take(name: string, addresses: readonly string[]): string[] {
    const { rules } = this;
    if (rules === true) return [...addresses];
    const ports = this.portsOf(name);
    const isOwn = /^(.+\.)?localhost$/.test(plainName(name));
    return addresses.filter((address) => {
      const ip = canonicalIp(address);
      if (ip === undefined) return false;
      if (!isOwn && isInside(ip)) return rules.some((rule) => "ip" in rule && rule.ip === ip);
      const known = this.resolved.get(ip) ?? new Set();
      for (const port of ports) known.add(port);
      this.resolved.set(ip, known);
      return true;
    });
  }

  allows(to: PeerAddress): boolean {
    const { rules } = this;
    if (rules === true) return true;
    if ("path" in to) return rules.some((rule) => "path" in rule && rule.path === to.path);
    const ip = canonicalIp(to.ip);
    if (ip === undefined) return false;
    const known = this.resolved.get(ip);
    if (known !== undefined && (known.has(undefined) || known.has(to.port))) return true;
    return rules.some((rule) => "ip" in rule && rule.ip === ip && (rule.port ?? to.port) === to.port);
  }

  private portsOf(name: string): (number | undefined)[] {
    const wanted = plainName(name);
    if (this.rules === true) return [undefined];
    return this.rules.flatMap((rule) => ("name" in rule && rule.name === wanted ? [rule.port] : []));
  }
}

/** How a refused address is told of. */
export function addressName(to: PeerAddress): string {
  if ("path" in to) return `unix:${to.path}`;
  return to.ip.includes(":") ? `[${to.ip}]:${to.port}` : `${to.ip}:${to.port}`;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
