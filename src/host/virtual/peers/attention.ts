import type { PeerWorld } from "../sockets/peer.ts";

/**
 * Tells the sandbox whether a peer's program is at work, or waits for what only time or a script brings. While it is at work
 * virtual time stands still: so it may wait for the host in any way.
 */
export class Attention {
  private readonly world: PeerWorld;
  private release: (() => void) | undefined;
  private waits = 0;
  private hasEnded = false;

  constructor(world: PeerWorld) {
    this.world = world;
  }

  /** The program goes on. */
  begin(): void {
    if (!this.hasEnded) this.release ??= this.world.waitForHost();
  }

  /** It waits for time or the script, or is done. */
  rest(): void {
    this.release?.();
    this.release = undefined;
  }

  /** What it does from now on holds nobody up. */
  end(): void {
    this.hasEnded = true;
    this.rest();
  }

  /** A promise that the program waits for. @param start gets what resolves it */
  wait<Result>(start: (resolve: (result: Result) => void) => void): Promise<Result> {
    this.waits++;
    this.rest();
    return new Promise((resolve) => {
      start((result) => {
        this.waits--;
        this.begin();
        resolve(result);
        // it may already wait for something else that it asked for before: then nothing says so
        if (this.waits > 0) {
          void this.world.hostTurn().then(() => {
            if (this.waits > 0) this.rest();
          });
        }
      });
    });
  }
}
