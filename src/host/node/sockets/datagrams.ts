import type { Socket } from "node:dgram";
import { hostError } from "../../errno.ts";
import type { DatagramSocket, HostError } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { asHostError, codeOf } from "../strerror.ts";

/** As Linux keeps for a socket that nobody reads; what comes on top is lost. */
const MOST_AHEAD = 212_992;

export class NodeDatagrams implements DatagramSocket {
  private readonly socket: Socket;
  private waiting: (Uint8Array | HostError)[] = [];
  private waitingBytes = 0;
  private arrived: (() => void) | undefined;
  private isClosed = false;
  private readonly hasPeer: boolean;

  /** @throws what Node throws where the system refuses */
  constructor(ip: string, port: number, localIp: string | undefined) {
    const dgram = builtin<typeof import("node:dgram")>("node:dgram");
    const family = ip.includes(":") ? 6 : 4;
    let refused: Error | undefined;
    const socket = dgram.createSocket({
      type: `udp${family}`,
      // addresses are no names: so nothing has to be waited for
      lookup: (address, _options, found) => found(null, address, family),
    });
    socket.on("error", (error) => {
      refused ??= error;
      this.came(asHostError(error), 0);
    });
    socket.on("message", (bytes) => this.came(bytes, bytes.length));
    this.socket = socket;
    if (localIp !== undefined) socket.bind({ address: localIp, port: 0, exclusive: true });
    // Node knows no port 0, where the system lets nobody be reached
    this.hasPeer = port !== 0;
    if (this.hasPeer && refused === undefined) {
      socket.connect(port, ip, (error?: Error) => {
        refused ??= error;
      });
    }
    if (refused !== undefined) {
      this.close();
      throw refused;
    }
  }

  send(bytes: Uint8Array, done: (error: HostError | undefined) => void): void {
    const tell = (error: HostError | undefined) => {
      if (!this.isClosed) done(error);
    };
    // the system tells an error once, whoever asks next
    const [failed] = this.waiting;
    if (failed !== undefined && !(failed instanceof Uint8Array)) {
      this.waiting.shift();
      setImmediate(() => tell(failed));
      return;
    }
    if (!this.hasPeer) {
      this.came(hostError("ECONNREFUSED"), 0);
      setImmediate(() => tell(undefined));
      return;
    }
    try {
      this.socket.send(bytes, (error) => tell(error === null ? undefined : asHostError(error)));
    } catch (thrown) {
      const error = codeOf(thrown) === "ERR_SOCKET_DGRAM_NOT_CONNECTED" ? "ENOTCONN" : codeOf(thrown);
      setImmediate(() => tell(hostError(error)));
    }
  }

  receiveNow(): Uint8Array | HostError | undefined {
    const next = this.waiting.shift();
    if (next instanceof Uint8Array) this.waitingBytes -= next.length;
    return next;
  }

  watch(arrived: (() => void) | undefined): void {
    this.arrived = arrived;
    if (arrived !== undefined && this.waiting.length > 0) setImmediate(() => this.tell());
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.arrived = undefined;
    this.waiting = [];
    this.socket.close();
  }

  private came(what: Uint8Array | HostError, bytes: number): void {
    if (this.isClosed || this.waitingBytes + bytes > MOST_AHEAD) return;
    this.waiting.push(what);
    this.waitingBytes += bytes;
    this.tell();
  }

  private tell(): void {
    const { arrived } = this;
    this.arrived = undefined;
    arrived?.();
  }
}
