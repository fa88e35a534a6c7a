/** Where peers are, as the host writes it: "redis:6379", "127.0.0.1:80", "[::1]:80", "unix:/run/redis.sock". */

export type ListenAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** @returns undefined for what is no address */
export function parseAddress(text: string): ListenAddress | undefined {
  if (text.startsWith("unix:")) return /^unix:\/[^\0]+$/.test(text) ? { path: text.slice("unix:".length) } : undefined;
  const [, ipv6, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([^\s:/?[\]\0]+)):([0-9]{1,5})$/i.exec(text) ?? [];
  const host = (ipv6 ?? name)?.toLowerCase();
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** Whether a host is an IP address already. */
export function isIp(host: string): boolean {
  return host.includes(":") || /^[0-9]+(\.[0-9]+){3}$/.test(host);
}
