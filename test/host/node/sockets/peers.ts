/** Real peers on this computer, and what waits for them. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { nodeSockets } from "../../../../src/host/node/sockets/sockets.ts";
import type { ConnectError, Connection, HostError, PeerAddress } from "../../../../src/host/ports.ts";

export interface Peer {
  readonly port: number;
  /** The sockets that were accepted and are not closed. */
  readonly accepted: ReadonlySet<Socket>;
  stop(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1, or at a path. */
export async function listen(serve: (socket: Socket) => void, path?: string): Promise<Peer> {
  const accepted = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => accepted.delete(socket));
    serve(socket);
  });
  await once(path === undefined ? server.listen(0, "127.0.0.1") : server.listen(path), "listening");
  return {
    port: path === undefined ? (server.address() as AddressInfo).port : 0,
    accepted,
    async stop() {
      for (const socket of accepted) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** @throws the error as the port tells it */
export async function connect(to: PeerAddress, localIp?: string): Promise<Connection> {
  let connection: Connection | undefined;
  const error = await new Promise<ConnectError | undefined>((done) => {
    connection = nodeSockets.connect(to, localIp, done);
  });
  if (error !== undefined || connection === undefined) throw error;
  return connection;
}

/** Reads so many bytes, or up to the end; answers how the stream ended, where it did. */
export async function read(
  connection: Connection,
  length = Number.POSITIVE_INFINITY,
): Promise<{ text: string; end?: null | HostError }> {
  let text = "";
  while (text.length < length) {
    const got = connection.readNow();
    if (typeof got === "string") text += got;
    else if (got !== undefined) return { text, end: got };
    else await new Promise<void>((done) => connection.watch(done));
  }
  return { text };
}

/** Writes all, however long it takes. */
export function write(connection: Connection, text: string, progress = () => {}): Promise<HostError | undefined> {
  return new Promise((done) => {
    const written = connection.write(text, done, progress);
    if (written !== "later") done(written === "sent" ? undefined : written);
  });
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
