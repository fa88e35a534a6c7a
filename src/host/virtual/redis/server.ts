/** A small Redis in memory, whose time is the sandbox's. */
import type { PeerStream, PeerWorld } from "../sockets/peer.ts";
import { Client } from "./client.ts";
import type { Commands } from "./command.ts";
import { CONNECTION } from "./commands/connection.ts";
import { HASHES } from "./commands/hashes.ts";
import { KEYS } from "./commands/keys.ts";
import { LISTS } from "./commands/lists.ts";
import { PUBLISHING } from "./commands/publishing.ts";
import { SETS } from "./commands/sets.ts";
import { SORTED_SETS } from "./commands/sorted-sets.ts";
import { STRINGS } from "./commands/strings.ts";
import { TRANSACTIONS } from "./commands/transactions.ts";
import { wrongCount } from "./commands/wrong-count.ts";
import { Database, OVERHEAD_BYTES } from "./database.ts";
import { matchesGlob } from "./glob.ts";
import { Failure, NO_LIST, QUEUED, type Reply } from "./reply.ts";

const COMMANDS: Commands = {
  ...CONNECTION,
  ...KEYS,
  ...STRINGS,
  ...HASHES,
  ...LISTS,
  ...SETS,
  ...SORTED_SETS,
  ...TRANSACTIONS,
  ...PUBLISHING,
};

const DATABASES = 16;
const OUT_OF_MEMORY = new Failure("OOM command not allowed when used memory > 'maxmemory'.");
const NOT_QUEUED = new Set(["exec", "discard", "multi", "watch", "quit", "reset"]);
const WITHOUT_PASSWORD = new Set(["auth", "quit", "reset"]);
const WHILE_SUBSCRIBED = new Set(["subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ping", "quit", "reset"]);
/** How much of unknown words an error repeats. */
const SHOWN = 128;

/** A client that waits until one of some lists has an item. */
interface Waiting {
  readonly client: Client;
  readonly db: Database;
  readonly keys: readonly string[];
  /** Takes an item. @returns the reply; undefined: there is still none */
  readonly attempt: () => Reply | undefined;
  /** 0: for ever. */
  readonly timeoutMs: number;
}

export class RedisServer {
  readonly databases: readonly Database[];
  readonly clients = new Set<Client>();
  readonly password: string | undefined;
  readonly random: () => number;
  readonly world: PeerWorld;
  private readonly mostBytes: number;
  /** About how much was written since it was last measured, and how much it was then. */
  private grownBytes = 0;
  private measuredBytes = 0;
  /** Who waits longest is first. */
  private readonly waiting = new Map<Client, { readonly what: Waiting; readonly cancel: () => void }>();

  constructor(world: PeerWorld, password: string | undefined, mostBytes: number) {
    this.world = world;
    this.password = password;
    this.mostBytes = mostBytes;
    this.random = () => world.random();
    this.databases = Array.from({ length: DATABASES }, () => {
      const db: Database = new Database(
        () => world.nowMs(),
        (key) => this.changed(db, key),
      );
      return db;
    });
  }

  accept(stream: PeerStream): void {
    this.clients.add(new Client(this, stream));
  }

  /** What a client is answered to a request; undefined: it has its answers, or gets one later. */
  take(client: Client, words: readonly string[]): Reply | undefined {
    const name = (words[0] ?? "").toLowerCase();
    const { queue } = client;
    const reply = this.refusal(client, name, words);
    if (reply !== undefined) {
      if (queue !== undefined) client.isQueueBroken = true;
      return reply;
    }
    if (queue !== undefined && !NOT_QUEUED.has(name)) {
      queue.push(words);
      return QUEUED;
    }
    return this.run(client, words);
  }

  /** Runs a command that may be run. */
  run(client: Client, words: readonly string[]): Reply | undefined {
    const name = (words[0] ?? "").toLowerCase();
    const { db } = client;
    try {
      return commandNamed(name)?.run({ server: this, client, db, nowMs: this.world.nowMs(), name }, ...words.slice(1));
    } catch (thrown) {
      if (thrown instanceof Failure) return thrown;
      throw thrown;
    }
  }

  /** @throws Failure where a single value of so many bytes is too large */
  checkRoom(bytes: number): void {
    if (bytes > this.mostBytes) throw OUT_OF_MEMORY;
  }

  /** @returns how many have got it */
  publish(channel: string, text: string): number {
    let count = 0;
    for (const client of this.clients) {
      if (client.channels.has(channel)) {
        client.answer(["message", channel, text]);
        count++;
      }
      for (const pattern of client.patterns) {
        if (!matchesGlob(pattern, channel)) continue;
        client.answer(["pmessage", pattern, channel, text]);
        count++;
      }
    }
    return count;
  }

  waitForList(what: Waiting): void {
    const { client, timeoutMs } = what;
    client.isBlocked = true;
    const expired = () => this.goOn(client, NO_LIST);
    this.waiting.set(client, { what, cancel: timeoutMs === 0 ? () => {} : this.world.after(timeoutMs, expired) });
  }

  /** A list has got items: whoever waits for one gets it, once the command is over. */
  listGrew(db: Database, key: string): void {
    if (![...this.waiting.values()].some(({ what }) => what.db === db && what.keys.includes(key))) return;
    this.world.after(0, () => {
      for (const [client, { what }] of [...this.waiting]) {
        if (what.db !== db || !what.keys.includes(key) || !this.waiting.has(client)) continue;
        const reply = this.attempt(what);
        if (reply !== undefined) this.goOn(client, reply);
      }
    });
  }

  /** A client is gone. */
  forget(client: Client): void {
    this.waiting.get(client)?.cancel();
    this.waiting.delete(client);
  }

  private attempt({ attempt }: Waiting): Reply | undefined {
    try {
      return attempt();
    } catch {
      // it is no list: who waits for one goes on waiting
      return undefined;
    }
  }

  private goOn(client: Client, reply: Reply): void {
    this.forget(client);
    client.isBlocked = false;
    client.answer(reply);
    client.serve();
  }

  private refusal(client: Client, name: string, words: readonly string[]): Failure | undefined {
    const command = commandNamed(name);
    if (command === undefined) return unknown(words);
    const { arity } = command;
    if (arity > 0 ? words.length !== arity : words.length < -arity) return wrongCount(name);
    if (!client.isAuthenticated && !WITHOUT_PASSWORD.has(name)) return new Failure("NOAUTH Authentication required.");
    if (client.isSubscribed && !WHILE_SUBSCRIBED.has(name)) {
      return new Failure(
        `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
      );
    }
    if (command.grows) {
      const bytes = words.reduce((sum, word) => sum + word.length + OVERHEAD_BYTES, 0);
      // as Redis: what is full takes nothing more, whatever the command would replace
      if (bytes > this.mostBytes || this.isFull) return OUT_OF_MEMORY;
      this.grownBytes += bytes;
    }
    return undefined;
  }

  /** What was taken away since it was last measured is found out when it matters. */
  private get isFull(): boolean {
    if (this.measuredBytes + this.grownBytes > this.mostBytes) {
      this.measuredBytes = this.databases.reduce((sum, db) => sum + db.measure(), 0);
      this.grownBytes = 0;
    }
    return this.measuredBytes > this.mostBytes;
  }

  private changed(db: Database, key: string): void {
    for (const client of this.clients) client.noticeChange(db, key);
  }
}

function commandNamed(name: string) {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

function unknown([name = "", ...words]: readonly string[]): Failure {
  let shown = "";
  for (const word of words) {
    if (shown.length >= SHOWN) break;
    shown += `'${asInC(word.slice(0, SHOWN - shown.length))}' `;
  }
  return new Failure(`ERR unknown command '${asInC(name.slice(0, SHOWN))}', with args beginning with: ${shown}`);
}

/** As C's "%s" shows a text: up to its first zero byte. */
function asInC(text: string): string {
  return text.split("\0", 1)[0] ?? "";
}
