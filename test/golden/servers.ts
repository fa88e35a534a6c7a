import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { redisIsInstalled, startRedis } from "../redis-server.ts";

/** A loopback peer that a recorded script talks to. */
export interface Peer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts the peer that a case's `server` section names. */
export async function startPeer(kind: string): Promise<Peer> {
  if (kind === "redis") return startRedis();
  if (kind === "tcp") return startLinePeer();
  throw new Error(`no peer is called ${kind}`);
}

/** Whether the program behind a peer is installed. */
export function peerIsInstalled(kind: string): boolean {
  return kind !== "redis" || redisIsInstalled();
}

async function startLinePeer(): Promise<Peer> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket.once("close", () => open.delete(socket)));
    socket.on("error", () => socket.destroy());
    void answerLines(socket);
  });
  const open = new Set<Socket>();
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** `close` closes, `sleep MS` answers late, `raw HEX` answers these bytes, every other line is echoed. One line at a time. */
async function answerLines(socket: Socket): Promise<void> {
  for await (const line of linesOf(socket)) {
    const [command, argument = ""] = line.toString("latin1").trim().split(/\s+/);
    if (command === "close") break;
    if (command === "sleep") await sleep(Number(argument));
    if (socket.destroyed) return;
    socket.write(command === "sleep" ? "awake\n" : command === "raw" ? Buffer.from(argument, "hex") : line);
  }
  socket.end(() => socket.destroy());
}

async function* linesOf(socket: Socket): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n")) {
        yield rest.subarray(0, end + 1);
        rest = rest.subarray(end + 1);
      }
    }
  } catch {
    return; // the script's side reset the connection
  }
  if (rest.length > 0) yield rest;
}
