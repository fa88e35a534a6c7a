import type { Peer } from "../sockets/peer.ts";
import { latencyOf, type PeerOptions } from "./latency.ts";

/** A peer that sends back what it gets, on connections and by datagrams (RFC 862). */
export function echoPeer(options: PeerOptions = {}): Peer {
  return {
    latencyMs: latencyOf("echoPeer", options),
    recipe: { kind: "echo", options },
    start: () => ({
      accept(stream) {
        const echo = (text: string) => stream.write(text);
        stream.onData = echo;
      },
      datagram: (text, answer) => answer(text),
    }),
  };
}
