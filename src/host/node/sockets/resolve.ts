import type { Resolution, ResolveFailure } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { codeOf } from "../strerror.ts";

type Done = (found: readonly string[] | ResolveFailure) => void;

/** Looks a name up as the system does it, or asks name servers. @returns what cancels */
export function resolve(name: string, { ipv4, ipv6, nameservers }: Resolution, done: Done): () => void {
  if (isOddAddress(name)) {
    const immediate = setImmediate(() => done("not found"));
    return () => clearImmediate(immediate);
  }
  return nameservers.length === 0 ? bySystem(name, ipv4, ipv6, done) : byServers(name, ipv4, ipv6, nameservers, done);
}

function bySystem(name: string, ipv4: boolean, ipv6: boolean, done: Done): () => void {
  let isWanted = true;
  const dns = builtin<typeof import("node:dns")>("node:dns");
  dns.lookup(name, { all: true, family: ipv4 === ipv6 ? 0 : ipv4 ? 4 : 6 }, (error, found) => {
    if (!isWanted) return;
    if (error === null) done(found.map(({ address }) => address));
    else done(error.code === "EAI_AGAIN" ? "no answer" : "not found");
  });
  return () => {
    isWanted = false;
  };
}

function byServers(name: string, ipv4: boolean, ipv6: boolean, nameservers: readonly string[], done: Done): () => void {
  const { Resolver } = builtin<typeof import("node:dns")>("node:dns");
  const resolver = new Resolver();
  const found: string[] = [];
  let failure: ResolveFailure | undefined;
  let missing = Number(ipv4) + Number(ipv6);
  let isWanted = true;
  const answer = (error: Error | null, addresses: readonly string[]) => {
    if (error === null) found.push(...addresses);
    else failure ??= FAILURES[codeOf(error)] ?? "not found";
    if (--missing === 0 && isWanted) done(found.length > 0 ? found : (failure ?? "not found"));
  };
  try {
    resolver.setServers(nameservers);
    if (ipv4) resolver.resolve4(name, answer);
    if (ipv6) resolver.resolve6(name, answer);
  } catch {
    // Node refuses what cannot be a name
    missing = 1;
    setImmediate(() => answer(null, []));
  }
  return () => {
    isWanted = false;
    resolver.cancel();
  };
}

const FAILURES: Readonly<Record<string, ResolveFailure>> = {
  EFORMERR: "format error",
  ESERVFAIL: "server failure",
  ENOTIMP: "unimplemented",
  EREFUSED: "operation refused",
  ETIMEOUT: "no answer",
  ECONNREFUSED: "no answer",
};

/** What the system takes for an IPv4 address in an old form, such as "127.1": no name server knows it. */
function isOddAddress(name: string): boolean {
  return /^(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}\.?$/i.test(name);
}
