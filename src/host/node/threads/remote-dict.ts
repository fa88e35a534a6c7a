import type { ListEnd, SharedDict, SharedEntry, SharedValue } from "../../ports.ts";

/** What is answered for a member of the dictionary, and whether that had to forget something. */
export interface DictAnswer {
  readonly value: unknown;
  readonly hasEvicted: boolean;
}

/** A dictionary that lies with another thread: each question stands still until it has answered. */
export class RemoteDict implements SharedDict {
  readonly capacityBytes: number;
  hasEvicted = false;
  private readonly askOther: (member: keyof SharedDict, args: readonly unknown[]) => DictAnswer;

  constructor(capacityBytes: number, ask: (member: keyof SharedDict, args: readonly unknown[]) => DictAnswer) {
    this.capacityBytes = capacityBytes;
    this.askOther = ask;
  }

  get freeBytes(): number {
    return this.askOther("freeBytes", []).value as number;
  }

  get(key: string, nowMs: number): SharedEntry | undefined {
    return this.ask("get", key, nowMs);
  }

  getStale(key: string, nowMs: number): SharedEntry | undefined {
    return this.ask("getStale", key, nowMs);
  }

  peek(key: string): SharedEntry | undefined {
    return this.ask("peek", key);
  }

  store(
    how: "set" | "add" | "replace",
    evicts: boolean,
    key: string,
    value: SharedValue,
    ttlMs: number,
    flags: number,
    nowMs: number,
  ): ReturnType<SharedDict["store"]> {
    return this.ask("store", how, evicts, key, value, ttlMs, flags, nowMs);
  }

  delete(key: string, nowMs: number): void {
    this.ask("delete", key, nowMs);
  }

  increment(
    key: string,
    by: number,
    start: number | undefined,
    ttlMs: number,
    nowMs: number,
  ): ReturnType<SharedDict["increment"]> {
    return this.ask("increment", key, by, start, ttlMs, nowMs);
  }

  expire(key: string, ttlMs: number, nowMs: number): boolean {
    return this.ask("expire", key, ttlMs, nowMs);
  }

  push(end: ListEnd, key: string, value: string | number, nowMs: number): ReturnType<SharedDict["push"]> {
    return this.ask("push", end, key, value, nowMs);
  }

  pop(end: ListEnd, key: string, nowMs: number): ReturnType<SharedDict["pop"]> {
    return this.ask("pop", end, key, nowMs);
  }

  length(key: string, nowMs: number): ReturnType<SharedDict["length"]> {
    return this.ask("length", key, nowMs);
  }

  flushAll(nowMs: number): void {
    this.ask("flushAll", nowMs);
  }

  flushExpired(most: number, nowMs: number): number {
    return this.ask("flushExpired", most, nowMs);
  }

  keys(most: number, nowMs: number): string[] {
    return this.ask("keys", most, nowMs);
  }

  private ask<Member extends Method>(
    member: Member,
    ...args: Parameters<SharedDict[Member]>
  ): ReturnType<SharedDict[Member]> {
    const { value, hasEvicted } = this.askOther(member, args);
    this.hasEvicted = hasEvicted;
    return value as ReturnType<SharedDict[Member]>;
  }
}

type Method = {
  [Member in keyof SharedDict]: SharedDict[Member] extends (...args: never[]) => unknown ? Member : never;
}[keyof SharedDict];
