import type { PeerStream } from "../sockets/peer.ts";
import type { Database } from "./database.ts";
import { Failure, type Reply, write } from "./reply.ts";
import { RequestReader } from "./request.ts";
import type { RedisServer } from "./server.ts";

/** Who is connected, and what the connection has been told. */
export class Client {
  db: Database;
  isAuthenticated: boolean;
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  /** Commands after MULTI; undefined outside of a transaction. */
  queue: (readonly string[])[] | undefined;
  /** One of them could not be queued. */
  isQueueBroken = false;
  isExecuting = false;
  /** It waits for an item of a list: what comes meanwhile waits, too. */
  isBlocked = false;
  private readonly server: RedisServer;
  private readonly stream: PeerStream;
  private readonly requests = new RequestReader();
  private readonly watched = new Map<Database, Map<string, boolean>>();
  private isDirty = false;
  private isClosed = false;

  constructor(server: RedisServer, stream: PeerStream) {
    this.server = server;
    this.stream = stream;
    this.db = server.databases[0] as Database;
    this.isAuthenticated = server.password === undefined;
    const asked = (text: string) => {
      this.requests.add(text);
      this.serve();
    };
    const left = () => this.left();
    stream.onData = asked;
    stream.onClose = left;
  }

  get isSubscribed(): boolean {
    return this.subscriptions > 0;
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size;
  }

  answer(reply: Reply): void {
    if (!this.isClosed) this.stream.write(write(reply));
  }

  /** Runs what has come: a pipeline may hold thousands of commands, each of which looks at all keys. */
  serve(): void {
    while (!this.isBlocked && !this.isClosed && !this.server.world.isOverdue()) {
      const request = this.requests.next();
      if (request === undefined) return;
      if ("error" in request) {
        this.answer(new Failure(`ERR Protocol error: ${request.error}`));
        this.close();
        return;
      }
      const reply = this.server.take(this, request);
      if (reply !== undefined) this.answer(reply);
    }
  }

  /** EXEC does nothing once what is under the key changes. */
  watch(key: string): void {
    const keys = this.watched.get(this.db) ?? new Map<string, boolean>();
    this.watched.set(this.db, keys);
    if (!keys.has(key)) keys.set(key, this.db.get(key) !== undefined);
  }

  unwatch(): void {
    this.watched.clear();
    this.isDirty = false;
  }

  /** Something under a key has changed. */
  noticeChange(db: Database, key: string): void {
    if (this.watched.get(db)?.has(key)) this.isDirty = true;
  }

  get watchedHaveChanged(): boolean {
    const hasExpired = [...this.watched].some(([db, keys]) =>
      [...keys].some(([key, existed]) => existed && db.get(key) === undefined),
    );
    return this.isDirty || hasExpired;
  }

  endTransaction(): void {
    this.queue = undefined;
    this.isQueueBroken = false;
    this.unwatch();
  }

  /** RESET: as if it had just connected. */
  reset(): void {
    this.endTransaction();
    this.channels.clear();
    this.patterns.clear();
    this.db = this.server.databases[0] as Database;
    this.isAuthenticated = this.server.password === undefined;
  }

  close(): void {
    this.stream.close();
    this.left();
  }

  private left(): void {
    this.isClosed = true;
    this.server.clients.delete(this);
    this.server.forget(this);
  }
}
