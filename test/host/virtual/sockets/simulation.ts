/** A network of simulated peers on a clock that a test moves. */
import type { Connection } from "../../../../src/host/ports.ts";
import { Network, type ProcessSockets } from "../../../../src/host/virtual/sockets/network.ts";
import type { Peer } from "../../../../src/host/virtual/sockets/peer.ts";
import { VirtualClock } from "../../../../src/runtime/clock.ts";

export interface Simulation extends ProcessSockets {
  readonly clock: VirtualClock;
  readonly network: Network;
  /** What peers have failed with. */
  readonly failures: unknown[];
  /** What is no peer and was looked for. */
  readonly refused: readonly string[];
  /** How many wait for the host. */
  readonly outstanding: number;
  /** Lets happen what happens at once, or in the next milliseconds. */
  settle(ms?: number): void;
  /** An open connection. */
  open(ip: string, port: number): Connection;
}

export function simulate(
  peers: Readonly<Record<string, Peer>>,
  {
    startMs = 1_700_000_000_000,
    mostSockets = 64,
    isOverdue = () => false,
  }: { startMs?: number; mostSockets?: number; isOverdue?: () => boolean } = {},
): Simulation {
  const clock = new VirtualClock(startMs);
  const failures: unknown[] = [];
  const refused: string[] = [];
  let outstanding = 0;
  const network = new Network({
    clock,
    peers: Object.entries(peers),
    mostSockets,
    waitForHost: () => {
      outstanding++;
      return () => void outstanding--;
    },
    hostTurn: () => new Promise((resolve) => setImmediate(resolve)),
    random: () => 0.5,
    isOverdue,
    onRefused: (where) => refused.push(where),
    onPeerFailed: (_address, thrown) => failures.push(thrown),
  });
  const settle = (ms = 0) => clock.advance(ms);
  const { sockets, closeAll } = network.forProcess(() => 1000);
  return {
    clock,
    network,
    sockets,
    closeAll,
    failures,
    refused,
    settle,
    get outstanding() {
      return outstanding;
    },
    open(ip, port) {
      let failed: unknown = "nothing came of it";
      const connection = sockets.connect({ ip, port }, undefined, (error) => {
        failed = error;
      });
      settle(1000);
      if (failed !== undefined) throw new Error(`no connection: ${JSON.stringify(failed)}`);
      return connection;
    },
  };
}

/** Everything that has come, without waiting; "…" in front of the end, or of the name of an error. */
export function readAll(connection: Connection): string {
  let text = "";
  for (;;) {
    const piece = connection.readNow();
    if (piece === undefined) return text;
    if (piece === null) return `${text}…end`;
    if (typeof piece !== "string") return `${text}…${piece.code}`;
    text += piece;
  }
}
