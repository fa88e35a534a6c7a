import type { ConnectError, Sockets } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { hostError } from "../strerror.ts";
import { connectError } from "./connect-error.ts";
import { NodeConnection } from "./connection.ts";
import { NodeDatagrams } from "./datagrams.ts";

/** Node's sockets. Its modules are loaded by the first use: a script without sockets does not wait for them. */
export const nodeSockets: Sockets = {
  resolve(name, { ipv4, ipv6 }, done) {
    if (isOddAddress(name)) {
      const immediate = setImmediate(() => done("not found"));
      return () => clearImmediate(immediate);
    }
    const dns = builtin<typeof import("node:dns")>("node:dns");
    let isWanted = true;
    const family = ipv4 === ipv6 ? 0 : ipv4 ? 4 : 6;
    dns.lookup(name, { all: true, family }, (error, found) => {
      if (!isWanted) return;
      if (error === null) done(found.map(({ address }) => address));
      else done(error.code === "EAI_AGAIN" ? "no answer" : "not found");
    });
    return () => {
      isWanted = false;
    };
  },
  connect: (to, localIp, done) => new NodeConnection(to, localIp, done),
  datagrams(to, localIp) {
    if ("path" in to) return unsupported;
    try {
      return new NodeDatagrams(to.ip, to.port, localIp);
    } catch (thrown) {
      return connectError(thrown);
    }
  },
};

/** What the system takes for an IPv4 address in an old form, such as "127.1": no name server knows it. */
function isOddAddress(name: string): boolean {
  return /^(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}\.?$/i.test(name);
}

/** Node has no datagrams on Unix domain sockets. */
const unsupported: ConnectError = { ...hostError("EPROTONOSUPPORT"), call: "connect" };
