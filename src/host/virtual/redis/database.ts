/** The keys of a database, and what they hold. */
import { WRONG_TYPE } from "./reply.ts";
import { SortedSet } from "./sorted-set.ts";

export class List {
  items: string[] = [];
}
export class Hash {
  readonly fields = new Map<string, string>();
}
export class SetOfTexts {
  readonly members = new Set<string>();
}
export type Held = string | List | Hash | SetOfTexts | SortedSet;

interface Entry {
  held: Held;
  /** Milliseconds since 1970; undefined: it does not expire. */
  expiresAtMs: number | undefined;
}

type Kind<T> = new () => T;

export class Database {
  private readonly entries = new Map<string, Entry>();
  private readonly nowMs: () => number;
  private readonly onChange: (key: string) => void;

  /** @param onChange called whenever what is under a key changes */
  constructor(nowMs: () => number, onChange: (key: string) => void) {
    this.nowMs = nowMs;
    this.onChange = onChange;
  }

  get size(): number {
    return this.keys().length;
  }

  keys(): string[] {
    const now = this.nowMs();
    return [...this.entries].filter(([, { expiresAtMs = now + 1 }]) => expiresAtMs > now).map(([key]) => key);
  }

  get(key: string): Held | undefined {
    return this.entry(key)?.held;
  }

  /** A string, or undefined. @throws Failure where it is something else */
  text(key: string): string | undefined {
    const held = this.get(key);
    if (held !== undefined && typeof held !== "string") throw WRONG_TYPE;
    return held;
  }

  /** What is of that kind, or undefined. @throws Failure where it is something else */
  find<T extends object & Held>(kind: Kind<T>, key: string): T | undefined {
    const held = this.get(key);
    if (held === undefined || held instanceof kind) return held;
    throw WRONG_TYPE;
  }

  /** As {@link find}; makes an empty one where there is none. Call {@link changed} afterwards. */
  findOrMake<T extends object & Held>(kind: Kind<T>, key: string): T {
    const found = this.find(kind, key);
    if (found !== undefined) return found;
    const held = new kind();
    this.entries.set(key, { held, expiresAtMs: undefined });
    return held;
  }

  /** @param expires when; "keep": as it did; undefined: never */
  set(key: string, held: Held, expires?: number | "keep"): void {
    const expiresAtMs = expires === "keep" ? this.entry(key)?.expiresAtMs : expires;
    this.entries.delete(key);
    this.entries.set(key, { held, expiresAtMs });
    this.onChange(key);
  }

  /** Puts text in the place of other text, which keeps its time to live. */
  update(key: string, text: string): void {
    const entry = this.entry(key);
    if (entry === undefined) this.set(key, text);
    else {
      entry.held = text;
      this.onChange(key);
    }
  }

  /** What is under a key was changed in place: what has become empty is gone. */
  changed(key: string): void {
    const held = this.entries.get(key)?.held;
    if (held !== undefined && isEmpty(held)) this.entries.delete(key);
    this.onChange(key);
  }

  delete(key: string): boolean {
    if (this.entry(key) === undefined) return false;
    this.entries.delete(key);
    this.onChange(key);
    return true;
  }

  clear(): void {
    for (const key of [...this.entries.keys()]) this.delete(key);
  }

  /** Milliseconds since 1970; null: never; undefined: there is no such key. */
  expiry(key: string): number | null | undefined {
    const entry = this.entry(key);
    return entry === undefined ? undefined : (entry.expiresAtMs ?? null);
  }

  setExpiry(key: string, atMs: number | undefined): void {
    const entry = this.entry(key);
    if (entry === undefined) return;
    entry.expiresAtMs = atMs;
    if (atMs !== undefined && atMs <= this.nowMs()) this.entries.delete(key);
    this.onChange(key);
  }

  /** About how many bytes everything takes. */
  measure(): number {
    let bytes = 0;
    for (const [key, { held }] of this.entries) bytes += key.length + OVERHEAD_BYTES + sizeOf(held);
    return bytes;
  }

  /** An entry that has not expired. */
  private entry(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry?.expiresAtMs === undefined || entry.expiresAtMs > this.nowMs()) return entry;
    this.entries.delete(key);
    return undefined;
  }
}

/** What an entry of anything takes besides its text. */
export const OVERHEAD_BYTES = 64;

function sizeOf(held: Held): number {
  if (typeof held === "string") return held.length;
  const texts =
    held instanceof List
      ? held.items
      : held instanceof Hash
        ? [...held.fields].flat()
        : held instanceof SetOfTexts
          ? [...held.members]
          : [...held.members()];
  return texts.reduce((sum, text) => sum + text.length + OVERHEAD_BYTES, 0);
}

function isEmpty(held: Held): boolean {
  if (held instanceof List) return held.items.length === 0;
  if (held instanceof Hash) return held.fields.size === 0;
  if (held instanceof SetOfTexts) return held.members.size === 0;
  return held instanceof SortedSet && held.size === 0;
}
