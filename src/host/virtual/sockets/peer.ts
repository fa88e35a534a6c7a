/** What a simulated peer is to the network, and its side of a connection. */

import { hostError } from "../../errno.ts";
import { noEffect } from "../no-effect.ts";
import type { Channel } from "./channel.ts";

/** A program that connections of a sandbox lead to. One may serve several sandboxes: each has a server of its own. */
export interface Peer {
  /** How many milliseconds what is sent is under way, in each direction. */
  readonly latencyMs: number;
  /** Nobody is there: who connects waits until that takes too long. */
  readonly isUnreachable?: boolean;
  /** Refuses connections, as a computer does on which no server runs. */
  readonly isRefusing?: boolean;
  start(world: PeerWorld): PeerServer;
  /** Loads what `start` needs, before the sandbox is made. */
  load?(): Promise<void>;
  /** How another like it is made, where plain values say so: isolated sandboxes make their own. */
  readonly recipe?: PeerRecipe;
}

export type PeerRecipe =
  | { readonly kind: "echo"; readonly options: object }
  | { readonly kind: "redis"; readonly options: object }
  | { readonly kind: "misbehaving"; readonly how: string; readonly options: object };

/** A peer at work. All texts are byte strings. */
export interface PeerServer {
  /** Takes a connection; called before anything has come on it. */
  accept(stream: PeerStream): void;
  /** Takes a datagram. Without it there is no peer for datagrams. */
  datagram?(text: string, answer: (text: string) => void): void;
}

/** What a peer has of the sandbox. */
export interface PeerWorld {
  /** Milliseconds since 1970, of the sandbox's clock. */
  nowMs(): number;
  /** Calls `act` in so many milliseconds of that. @returns what takes it back */
  after(ms: number, act: () => void): () => void;
  /** The peer waits for its host until the answer is called: virtual time stands still. */
  waitForHost(): () => void;
  /** Resolves when the host has had a turn. */
  hostTurn(): Promise<void>;
  /** From 0 to below 1, the same in each run. */
  random(): number;
  /** The call under way has taken longer than it may, and is about to be ended: what a peer does now is for nobody. */
  isOverdue(): boolean;
  /** The peer's program has failed. */
  report(thrown: unknown): void;
}

/** So much may wait for a script to read it: until then nothing more is read from that. */
const MOST_BACKLOG = 1_048_576;

export class PeerStream {
  /** Called with what the script has sent. */
  onData: (text: string) => void = () => {};
  /** Called once, when the script has closed its side, and will not read any more either. */
  onClose: () => void = () => {};
  /** Called when everything that was written is out of the peer's hands. */
  onDrain: () => void = () => {};
  private readonly fromScript: Channel;
  private readonly toScript: Channel;
  private isClosed = false;

  constructor(fromScript: Channel, toScript: Channel) {
    this.fromScript = fromScript;
    this.toScript = toScript;
    const deliver = () => this.deliver();
    const progressed = (isAll: boolean) => {
      if (isAll) this.onDrain();
      this.deliver();
    };
    fromScript.onArrival = deliver;
    toScript.onProgress = progressed;
  }

  /** How much was written that waits for the script to read. */
  get backlog(): number {
    return this.toScript.backlog;
  }

  write(text: string): void {
    this.toScript.send(text);
  }

  /** Sends nothing more; what the script sends still comes. */
  end(): void {
    this.toScript.close();
  }

  /** Ends both directions: whatever the script sends now breaks the connection. */
  close(): void {
    this.isClosed = true;
    this.toScript.close();
  }

  /** Breaks the connection. */
  reset(): void {
    this.isClosed = true;
    this.toScript.fail(hostError("ECONNRESET"));
  }

  private deliver(): void {
    while (this.toScript.backlog <= MOST_BACKLOG) {
      const piece = this.fromScript.take();
      if (piece === undefined) return;
      if (typeof piece !== "string") {
        const { onClose } = this;
        this.onClose = noEffect;
        this.isClosed = true;
        onClose();
        return;
      }
      if (this.isClosed) this.toScript.fail(hostError("ECONNRESET"));
      else this.onData(piece);
    }
  }
}
