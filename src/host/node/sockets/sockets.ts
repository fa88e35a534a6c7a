import { hostError } from "../../errno.ts";
import type { ConnectError, Sockets } from "../../ports.ts";
import { connectError } from "./connect-error.ts";
import { NodeConnection } from "./connection.ts";
import { NodeDatagrams } from "./datagrams.ts";
import { resolve } from "./resolve.ts";

/** Node's sockets. Its modules are loaded by the first use: a script without sockets does not wait for them. */
export const nodeSockets: Sockets = {
  resolve,
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

/** Node has no datagrams on Unix domain sockets. */
const unsupported: ConnectError = { ...hostError("EPROTONOSUPPORT"), call: "connect" };
