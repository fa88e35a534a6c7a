import type { Socket } from "node:net";
import type { SocketOption } from "../../ports.ts";

/** Linux's sizes of buffers: what a socket has, and the limits of what it can be told, of which it makes twice as much. */
const BUFFERS = {
  sndbuf: { size: 87_040, least: 4608 },
  rcvbuf: { size: 131_072, least: 2304 },
} as const;
const LARGEST_BUFFER = 212_992;

/** The options of a socket. Node cannot ask for them, and cannot set those of buffers. */
export class SocketOptions {
  private readonly values = new Map<SocketOption, number>();
  private isDelaySet = false;

  set(socket: Socket, option: SocketOption, value: number): void {
    if (option === "sndbuf" || option === "rcvbuf") {
      // below 0 is beyond all limits
      const wanted = value < 0 ? LARGEST_BUFFER : Math.min(value, LARGEST_BUFFER);
      this.values.set(option, Math.max(2 * wanted, BUFFERS[option].least));
      return;
    }
    this.values.set(option, value === 0 ? 0 : 1);
    if (option === "tcp-nodelay") this.isDelaySet = true;
    if (option === "keepalive") socket.setKeepAlive(value !== 0);
    else if (option === "tcp-nodelay") socket.setNoDelay(value !== 0);
  }

  get(option: SocketOption): number {
    return this.values.get(option) ?? (option === "sndbuf" || option === "rcvbuf" ? BUFFERS[option].size : 0);
  }

  /** nginx sets TCP_NODELAY when it first writes. */
  beforeWriting(socket: Socket): void {
    if (!this.isDelaySet) this.set(socket, "tcp-nodelay", 1);
  }
}
