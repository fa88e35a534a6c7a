/** One text for each IP address, whatever form it is written in: only so can addresses be compared. */

/** @returns undefined for what is no IP address. An IPv4 address that is mapped into IPv6 is that IPv4 address. */
export function canonicalIp(text: string): string | undefined {
  if (!text.includes(":")) return canonicalIpv4(text);
  const groups = ipv6Groups(text);
  if (groups === undefined) return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  return groups.map((group) => group.toString(16)).join(":");
}

/** Addresses that lead to this computer, or to what only it can see: its links, and the services that clouds put there. */
export function isInside(ip: string): boolean {
  const canonical = canonicalIp(ip);
  if (canonical === undefined) return true;
  if (!canonical.includes(":")) return /^(0|127|169\.254)\./.test(canonical);
  const groups = canonical.split(":").map((group) => Number.parseInt(group, 16));
  // "::", "::1", and IPv4 addresses in the oldest form, which lie in ::/96
  if (groups.slice(0, 6).every((group) => group === 0)) return true;
  const [first = 0] = groups;
  return first >= 0xfe80 && first <= 0xfebf;
}

/** Four plain numbers: "127.1", "0x7f000001" and "0177.0.0.1" are names for who looks them up, and no addresses. */
function canonicalIpv4(text: string): string | undefined {
  const parts = text.split(".");
  const isPlain = parts.length === 4 && parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256);
  return isPlain ? text : undefined;
}

function ipv6Groups(text: string): number[] | undefined {
  const [plain = ""] = text.split("%", 1);
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const rest = tail ?? [];
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...rest];
}

/** Of one side of "::". Undefined where it is none. */
function groupsOf(half: string): number[] | undefined {
  if (half === "") return [];
  const words = half.split(":");
  const last = words.at(-1) ?? "";
  const groups = (last.includes(".") ? words.slice(0, -1) : words).map((word) =>
    /^[0-9a-f]{1,4}$/i.test(word) ? Number.parseInt(word, 16) : Number.NaN,
  );
  if (last.includes(".")) {
    const ipv4 = canonicalIpv4(last)?.split(".").map(Number);
    if (ipv4 === undefined) return undefined;
    const [first = 0, second = 0, third = 0, fourth = 0] = ipv4;
    groups.push(first * 256 + second, third * 256 + fourth);
  }
  return groups.some(Number.isNaN) ? undefined : groups;
}
