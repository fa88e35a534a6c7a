/** A network that ends at the sandbox: names, and the peers that connections lead to. */

import { addressName, type NetRules } from "../../confined/net-rules.ts";
import { closing, confinedSockets } from "../../confined/sockets.ts";
import { hostError } from "../../errno.ts";
import type { ConnectError, Connection, PeerAddress, Sockets } from "../../ports.ts";
import { isIp, parseAddress } from "./address.ts";
import { Agenda, type WakingClock } from "./agenda.ts";
import { Channel } from "./channel.ts";
import { VirtualConnection } from "./connection.ts";
import { VirtualDatagrams } from "./datagrams.ts";
import { type Peer, type PeerServer, PeerStream, type PeerWorld } from "./peer.ts";

export interface NetworkOptions {
  /** Nobody else may be woken by it. */
  readonly clock: WakingClock;
  /** By their addresses; one peer under several of them is one server. */
  readonly peers: readonly (readonly [address: string, peer: Peer])[];
  /** How many sockets may be open. */
  readonly mostSockets: number;
  readonly waitForHost: PeerWorld["waitForHost"];
  readonly hostTurn: PeerWorld["hostTurn"];
  readonly random: PeerWorld["random"];
  readonly isOverdue: PeerWorld["isOverdue"];
  /** Real sockets, and where they may lead. Peers come first. Undefined: there is nothing beyond the peers. */
  readonly beyond?: Beyond;
  /** A script has looked for what is no peer: a name, or an address as {@link NetworkOptions.peers} has it. */
  readonly onRefused: (where: string, pid: number) => void;
  readonly onPeerFailed: (address: string, thrown: unknown) => void;
}

export interface Beyond {
  readonly sockets: Sockets;
  readonly rules: NetRules;
  /** A script waits for one of them until the answer is called. */
  readonly waitForHost: () => () => void;
  /** One of them is open until the answer is called. */
  readonly opened: () => () => void;
}

interface Listener {
  readonly peer: Peer;
  readonly server: PeerServer;
}

/** The sockets of one process. */
export interface ProcessSockets {
  readonly sockets: Sockets;
  /** Closes all that are open, as the system does when a process ends. */
  closeAll(): void;
}

export class Network {
  private readonly options: NetworkOptions;
  private readonly agenda: Agenda;
  /** By "ip:port", or by "unix:path". */
  private readonly listeners = new Map<string, Listener>();
  private readonly addresses = new Map<string, string>([["localhost", LOOPBACK]]);
  /** Names under which there is a peer. */
  private readonly named = new Set<string>();
  private open = 0;

  constructor(options: NetworkOptions) {
    this.options = options;
    this.agenda = new Agenda(options.clock);
    const servers = new Map<Peer, Listener>();
    for (const [text, peer] of options.peers) {
      let listener = servers.get(peer);
      if (listener === undefined) {
        listener = { peer, server: peer.start(this.worldOf(text)) };
        servers.set(peer, listener);
      }
      const address = parseAddress(text);
      if (address === undefined) throw new RangeError(`${text} is no address`);
      if ("host" in address) this.named.add(address.host);
      const key = "path" in address ? keyOf(address) : keyOf({ ip: this.ipOf(address.host), port: address.port });
      this.listeners.set(key, listener);
    }
  }

  /** @param pid asked for whenever something is refused */
  forProcess(pid: () => number): ProcessSockets {
    const open = new Set<{ close(): void }>();
    const opened = <Opened extends { close(): void }>(make: (onClosed: () => void) => Opened): Opened => {
      const made: Opened = make(() => {
        this.open--;
        open.delete(made);
      });
      this.open++;
      open.add(made);
      return made;
    };
    return {
      sockets: {
        resolve: (name, how, done) => {
          const { beyond } = this.options;
          const { ipv4, ipv6 } = how;
          const plain = name.toLowerCase().replace(/\.$/, "");
          const isPeer = this.named.has(plain);
          if (!isPeer && beyond?.rules.allowsName(name)) {
            const refused = (where: string) => this.options.onRefused(where, pid());
            return waitingFor(beyond, (over) =>
              confinedSockets(beyond.sockets, beyond.rules, refused).resolve(name, how, (found) => {
                over();
                done(found);
              }),
            );
          }
          const ip = this.addresses.get(plain);
          if (ip === undefined) this.options.onRefused(name, pid());
          const isWanted = ip !== undefined && (ip.includes(":") ? ipv6 : ipv4);
          return this.agenda.after(0, () => done(isWanted ? [ip] : "not found"));
        },
        connect: (to, localIp, done) => opened((onClosed) => this.connect(to, localIp, done, onClosed, pid)),
        datagrams: (to, localIp) => {
          const refusal = this.refusal(localIp);
          if (refusal !== undefined) return refusal;
          const { agenda } = this;
          const { beyond } = this.options;
          if (beyond !== undefined && this.isBeyond(to)) {
            const real = beyond.sockets.datagrams(to, localIp);
            if ("code" in real) return real;
            const ended = beyond.opened();
            return opened((onClosed) =>
              closing(real, () => {
                ended();
                onClosed();
              }),
            );
          }
          const listener = this.find(to, pid);
          if (listener === undefined) return connectError("EACCES");
          return opened(
            (onClosed) => new VirtualDatagrams(agenda, listener.server, listener.peer.latencyMs ?? 0, onClosed),
          );
        },
      },
      closeAll: () => {
        for (const socket of [...open]) socket.close();
      },
    };
  }

  private connect(
    to: PeerAddress,
    localIp: string | undefined,
    done: (error: ConnectError | undefined) => void,
    onClosed: () => void,
    pid: () => number,
  ): Connection {
    const { agenda } = this;
    const { beyond } = this.options;
    const refusal = this.refusal(localIp);
    const isBeyond = this.isBeyond(to);
    if (beyond !== undefined && isBeyond && refusal?.code !== "EMFILE") {
      const ended = beyond.opened();
      let over = () => {};
      const real = beyond.sockets.connect(to, localIp, (error) => {
        over();
        done(error);
      });
      over = beyond.waitForHost();
      return closing(real, () => {
        over();
        ended();
        onClosed();
      });
    }
    const listener = isBeyond ? undefined : this.find(to, pid);
    const { latencyMs = 0, isUnreachable = false, isRefusing = false } = listener?.peer ?? {};
    const [toPeer, toScript] = [new Channel(agenda, latencyMs), new Channel(agenda, latencyMs)];
    let isClosed = false;
    const connection = new VirtualConnection(agenda, toPeer, toScript, () => {
      isClosed = true;
      onClosed();
    });
    const tell = (afterMs: number, error: ConnectError | undefined) =>
      agenda.after(afterMs, () => {
        if (!isClosed) done(error);
      });
    if (refusal !== undefined) tell(0, refusal);
    else if (listener === undefined) tell(0, connectError("EACCES"));
    else if (isRefusing) tell(2 * latencyMs, connectError("ECONNREFUSED"));
    else if (!isUnreachable) {
      agenda.after(latencyMs, () => {
        if (!isClosed) listener.server.accept(new PeerStream(toPeer, toScript));
      });
      tell(2 * latencyMs, undefined);
    }
    return connection;
  }

  private find(to: PeerAddress, pid: () => number): Listener | undefined {
    const listener = this.listeners.get(keyOf(to));
    if (listener === undefined) this.options.onRefused(addressName(to), pid());
    return listener;
  }

  /** Whether a real socket may lead there. */
  private isBeyond(to: PeerAddress): boolean {
    return !this.listeners.has(keyOf(to)) && (this.options.beyond?.rules.allows(to) ?? false);
  }

  /** Why there can be no socket. */
  private refusal(localIp: string | undefined): ConnectError | undefined {
    if (this.open >= this.options.mostSockets) return connectError("EMFILE");
    const isOwn = localIp === undefined || localIp.startsWith("127.") || localIp === "0.0.0.0" || localIp === "::1";
    return isOwn ? undefined : { ...hostError("EADDRNOTAVAIL"), call: "bind" };
  }

  /** The address of a peer; a name gets one of its own. */
  private ipOf(host: string): string {
    if (isIp(host)) return host;
    let ip = this.addresses.get(host);
    if (ip === undefined) {
      const number = this.addresses.size;
      ip = `${NAMED_NETWORK}.${number >> 8}.${number & 255}`;
      this.addresses.set(host, ip);
    }
    return ip;
  }

  private worldOf(address: string): PeerWorld {
    const { agenda } = this;
    const { waitForHost, hostTurn, random, isOverdue, onPeerFailed } = this.options;
    return {
      nowMs: () => agenda.epochMs,
      after: (ms, act) => agenda.after(ms, act),
      waitForHost,
      hostTurn,
      random,
      isOverdue,
      report: (thrown) => onPeerFailed(address, thrown),
    };
  }
}

/** Looks for something outside: `over` is called once it is there, or nobody wants it any more. @returns what cancels */
function waitingFor(beyond: Beyond, look: (over: () => void) => () => void): () => void {
  const over = beyond.waitForHost();
  const cancel = look(over);
  return () => {
    over();
    cancel();
  };
}

const LOOPBACK = "127.0.0.1";
/** Addresses that are set aside for tests of networks (RFC 2544). */
const NAMED_NETWORK = "198.18";

function keyOf(address: PeerAddress): string {
  return "path" in address ? `unix:${address.path}` : `${address.ip}:${address.port}`;
}

function connectError(code: string): ConnectError {
  return { ...hostError(code), call: "connect" };
}
