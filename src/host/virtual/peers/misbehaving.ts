import type { Peer, PeerServer, PeerStream, PeerWorld } from "../sockets/peer.ts";
import { latencyOf, type PeerOptions } from "./latency.ts";

/**
 * "unreachable": nobody accepts the connection; "refuses": it is refused, as where no server runs; "silent": nothing ever comes; "closes": it ends at once; "resets": it breaks
 * when something is sent; "drips": a byte of what was sent comes back each second; "garbage": random bytes come, no text.
 */
export type Misbehaviour = keyof typeof KINDS | (typeof UNCONNECTED)[number];

/** A peer that does what peers should not, so that a script's ways out can be tried. */
export function misbehavingPeer(how: Misbehaviour, options: PeerOptions = {}): Peer {
  const isUnconnected = (UNCONNECTED as readonly string[]).includes(how);
  if (!isUnconnected && !Object.hasOwn(KINDS, how)) {
    throw new TypeError(
      `misbehavingPeer: takes ${[...UNCONNECTED, ...Object.keys(KINDS)].join(", ")}, not ${String(how)}`,
    );
  }
  const start = (world: PeerWorld): PeerServer => ({
    accept: (stream) => (Object.hasOwn(KINDS, how) ? KINDS[how as keyof typeof KINDS](stream, world) : undefined),
  });
  const recipe = { kind: "misbehaving", how, options } as const;
  const latencyMs = latencyOf("misbehavingPeer", options);
  return { latencyMs, isUnreachable: how === "unreachable", isRefusing: how === "refuses", recipe, start };
}

/** With these no connection comes about. */
const UNCONNECTED = ["unreachable", "refuses"] as const;

const DRIP_MS = 1000;
const GARBAGE_BYTES = 64;

const KINDS = {
  silent() {},
  closes: (stream: PeerStream) => stream.close(),
  resets(stream: PeerStream) {
    stream.onData = () => stream.reset();
  },
  drips(stream: PeerStream, world: PeerWorld) {
    let waiting = "";
    let cancel: (() => void) | undefined;
    const drip = () => {
      stream.write(waiting.slice(0, 1));
      waiting = waiting.slice(1);
      cancel = waiting === "" ? undefined : world.after(DRIP_MS, drip);
    };
    stream.onData = (text) => {
      waiting += text;
      cancel ??= world.after(DRIP_MS, drip);
    };
    stream.onClose = () => cancel?.();
  },
  garbage(stream: PeerStream, world: PeerWorld) {
    stream.onData = () => {
      const bytes = Array.from({ length: GARBAGE_BYTES }, () => Math.floor(world.random() * 256));
      stream.write(String.fromCharCode(...bytes));
    };
  },
} satisfies Record<string, (stream: PeerStream, world: PeerWorld) => void>;
