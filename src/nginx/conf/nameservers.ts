/** The name servers that `resty` writes into its configuration when none is given with --ns. */

/** What resty falls back on. */
const PUBLIC_NAMESERVERS: readonly string[] = ["8.8.8.8", "8.8.4.4"];
/** resty stops reading after this many. */
const MOST_NAMESERVERS = 11;

/** The IPv4 addresses in the text of /etc/resolv.conf, the last one first as resty has them; public ones if there are none. */
export function systemNameservers(resolvConf: string): readonly string[] {
  const found = [...resolvConf.matchAll(/^[ \t]*nameserver[ \t]+(\d+(?:\.\d+){3})(?=\s|$)/gm)];
  const addresses = found.slice(0, MOST_NAMESERVERS).map(([, address]) => address ?? "");
  return addresses.length === 0 ? PUBLIC_NAMESERVERS : addresses.reverse();
}
