import type { Peer, PeerServer, PeerStream, PeerWorld } from "../sockets/peer.ts";
import { latencyOf, type PeerOptions } from "./latency.ts";

/**
 * "unreachable": nobody accepts the connection; "silent": nothing ever comes; "closes": it ends at once; "resets": it breaks
 * when something is sent; "drips": a byte of what was sent comes back each second; "garbage": random bytes come, no text.
 */
export type Misbehaviour = keyof typeof KINDS | "unreachable";

/** A peer that does what peers should not, so that a script's ways out can be tried. */
export function misbehavingPeer(how: Misbehaviour, options: PeerOptions = {}): Peer {
  if (how !== "unreachable" && !Object.hasOwn(KINDS, how)) {
    throw new TypeError(
      `misbehavingPeer: takes ${["unreachable", ...Object.keys(KINDS)].join(", ")}, not ${String(how)}`,
    );
  }
  const start = (world: PeerWorld): PeerServer => ({
    accept: (stream) => (how === "unreachable" ? undefined : KINDS[how](stream, world)),
  });
  const recipe = { kind: "misbehaving", how, options } as const;
  return { latencyMs: latencyOf("misbehavingPeer", options), isUnreachable: how === "unreachable", recipe, start };
}

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
