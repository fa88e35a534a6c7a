/** The form in which each command is declared. */
import type { Client } from "./client.ts";
import type { Database } from "./database.ts";
import type { Reply } from "./reply.ts";
import type { RedisServer } from "./server.ts";

/** What a command runs in. */
export interface Call {
  readonly server: RedisServer;
  readonly client: Client;
  readonly db: Database;
  readonly nowMs: number;
  /** Its name, in small letters. */
  readonly name: string;
}

export interface Command {
  /** How many words it takes, its name included; below 0: at least so many. */
  readonly arity: number;
  /** It may need memory. */
  readonly grows?: true;
  /** @returns undefined where it has answered by itself, or will. @throws Failure */
  run(call: Call, ...args: string[]): Reply | undefined;
}

export type Commands = Readonly<Record<string, Command>>;

/** A command that only reads, or takes away. */
export function command(arity: number, run: Command["run"]): Command {
  return { arity, run };
}

/** A command that may need memory. */
export function growing(arity: number, run: Command["run"]): Command {
  return { arity, run, grows: true };
}
