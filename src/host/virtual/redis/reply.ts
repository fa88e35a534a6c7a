/** What Redis answers, and how it is written in its protocol (RESP2). */

/** A number, text, nothing, a list, no list, a status or an error. Texts are byte strings. */
export type Reply = number | bigint | string | null | readonly Reply[] | typeof NO_LIST | Status | Failure;

export const NO_LIST = Symbol("no list");

export class Status {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export const OK = new Status("OK");
export const QUEUED = new Status("QUEUED");

/** An error as a reply. Commands throw it. */
export class Failure {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export const WRONG_TYPE = new Failure("WRONGTYPE Operation against a key holding the wrong kind of value");
export const SYNTAX_ERROR = new Failure("ERR syntax error");
export const NO_INTEGER = new Failure("ERR value is not an integer or out of range");
export const NO_FLOAT = new Failure("ERR value is not a valid float");
export const NO_SUCH_KEY = new Failure("ERR no such key");
export const OUT_OF_RANGE = new Failure("ERR index out of range");

export function write(reply: Reply): string {
  if (reply === null) return "$-1\r\n";
  if (reply === NO_LIST) return "*-1\r\n";
  switch (typeof reply) {
    case "string":
      return `$${reply.length}\r\n${reply}\r\n`;
    case "number":
    case "bigint":
      return `:${reply}\r\n`;
    default:
      if (reply instanceof Status) return `+${reply.text}\r\n`;
      // a line is a line, whatever a script's words were that it repeats
      if (reply instanceof Failure) return `-${reply.text.replace(/[\r\n]/g, " ")}\r\n`;
      return `*${(reply as readonly Reply[]).length}\r\n${(reply as readonly Reply[]).map(write).join("")}`;
  }
}
