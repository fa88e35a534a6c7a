/** Connections that wait to be used again, by the name of their pool, and light threads that wait until one may be made. */
import type { Connection } from "../../host/ports.ts";
import { Chain } from "../../vm/chain.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Deadline } from "../timer-heap.ts";

/** A connection out of a pool, and how often it was used again. */
export interface Kept {
  readonly connection: Connection;
  readonly reusedTimes: number;
  /** How the log names the peer. */
  readonly peer: string;
  /** Set where TLS has begun. */
  readonly session: { readonly value: unknown } | undefined;
}

interface Idle extends Kept {
  readonly deadline: Deadline | undefined;
}

/** All pools of a worker. A pool is there as long as it has connections. */
export class ConnectionPools {
  private readonly scheduler: Scheduler;
  private readonly pools = new Map<string, ConnectionPool>();

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  find(name: string): ConnectionPool | undefined {
    return this.pools.get(name);
  }

  /** @param backlog how many may wait for a connection; undefined: any number of connections is made at once */
  open(name: string, size: number, backlog: number | undefined): ConnectionPool {
    const pool = new ConnectionPool(this.scheduler, size, backlog, () => {
      if (this.pools.get(name) === pool) this.pools.delete(name);
    });
    this.pools.set(name, pool);
    return pool;
  }

  /** Closes the connections that nobody uses. */
  closeIdle(): void {
    for (const pool of this.pools.values()) pool.closeIdle();
  }
}

export class ConnectionPool {
  readonly size: number;
  private readonly backlog: number | undefined;
  private readonly scheduler: Scheduler;
  private readonly onEmpty: () => void;
  /** Those that are used, idle, being made or waited for. */
  private connections = 0;
  /** The one that was used last stands at the end. */
  private idle: Idle[] = [];
  private readonly waiting = new Chain<() => void>();

  constructor(scheduler: Scheduler, size: number, backlog: number | undefined, onEmpty: () => void) {
    this.scheduler = scheduler;
    this.size = size;
    this.backlog = backlog;
    this.onEmpty = onEmpty;
  }

  /** Takes the connection that was used last. */
  take(): Kept | undefined {
    const kept = this.idle.pop();
    if (kept !== undefined) this.unwatch(kept);
    return kept;
  }

  /** Counts a connection that is to be made; "wait" for {@link onFree} first, or there are too many. */
  enter(): "make" | "wait" | "too many" {
    if (this.backlog !== undefined && this.connections >= this.size + this.backlog) return "too many";
    this.connections++;
    return this.backlog !== undefined && this.connections > this.size ? "wait" : "make";
  }

  /** As {@link enter}, for one that has waited: its turn has come. */
  enterAgain(): void {
    this.connections++;
  }

  /** A connection is gone, or was not made. */
  leave(): void {
    this.connections--;
    if (this.connections <= 0) {
      this.onEmpty();
      return;
    }
    this.wakeNext();
  }

  /** One that waits no longer: no other may be made for it. */
  giveUp(): void {
    this.connections--;
    if (this.connections <= 0) this.onEmpty();
  }

  /** Calls `free` once a connection is gone or can be taken. @returns what cancels */
  onFree(free: () => void): () => void {
    let isCancelled = false;
    const act = () => {
      if (!isCancelled) free();
    };
    const link = this.waiting.add(act);
    return () => {
      isCancelled = true;
      this.waiting.remove(link);
    };
  }

  /**
   * Keeps a connection until somebody takes it, the peer closes it or sends something, or its time is over.
   * @param isCounted whether it was made for this pool
   * @param timeoutMs 0: no limit; below: it is over at once
   */
  keep(kept: Kept, isCounted: boolean, timeoutMs: number): void {
    if (this.idle.length < this.size) {
      if (!isCounted) this.connections++;
    } else {
      const oldest = this.idle.shift();
      if (oldest !== undefined) {
        this.unwatch(oldest);
        oldest.connection.close();
      }
      if (isCounted) this.connections--;
    }
    const drop = () => this.drop(kept.connection);
    const { connection } = kept;
    this.idle.push({
      deadline: timeoutMs !== 0 ? this.scheduler.after(timeoutMs, drop) : undefined,
      ...kept,
    });
    connection.watch(() => this.scheduler.arrive(drop));
    this.wakeNext();
  }

  closeIdle(): void {
    for (const { connection } of [...this.idle]) this.drop(connection);
  }

  /** Closes a connection that is idle. */
  drop(connection: Connection): void {
    const at = this.idle.findIndex((one) => one.connection === connection);
    const dropped = this.idle[at];
    if (dropped === undefined) return;
    this.idle.splice(at, 1);
    this.unwatch(dropped);
    connection.close();
    this.leave();
  }

  private wakeNext(): void {
    const next = this.waiting.shift();
    if (next !== undefined) this.scheduler.postEvent(next);
  }

  private unwatch({ connection, deadline }: Idle): void {
    connection.watch(undefined);
    if (deadline !== undefined) this.scheduler.cancel(deadline);
  }
}
