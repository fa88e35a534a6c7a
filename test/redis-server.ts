import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A Redis of a test's own, without any file. */
export interface RedisServer {
  readonly port: number;
  /** The path of its Unix domain socket, if it was given one. */
  readonly path: string | undefined;
  /** Ends it as nothing can prevent. */
  kill(): void;
  stop(): Promise<void>;
}

export function redisIsInstalled(): boolean {
  return spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
}

/** @param path where it is to listen as well */
export async function startRedis(path?: string): Promise<RedisServer> {
  const port = await freePort();
  const socket = path === undefined ? [] : ["--unixsocket", path];
  const words = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", ...socket];
  const redis: ChildProcess = spawn("redis-server", words, { stdio: "ignore" });
  const ended = once(redis, "exit");
  await reachable(port);
  return {
    port,
    path,
    kill: () => void redis.kill("SIGKILL"),
    async stop() {
      redis.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function reachable(port: number): Promise<void> {
  for (let attempts = 100; attempts > 0; attempts--) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch {
      await sleep(20);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`redis-server does not answer on port ${port}`);
}
