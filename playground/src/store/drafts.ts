/**
 * Drafts: what somebody has typed, kept in the browser. Each page that is open has a draft of its own, under a key of its own, so
 * that no page ever writes over what another one has; a lock with the draft's name tells the others that it is open. A page
 * that is loaded anew has its draft again (the session knows which), and a new page takes the last one that no other has open.
 */
import type { Project } from "../../../src/sandbox/project.ts";

export interface DraftInfo {
  readonly id: string;
  /** What it is called in lists: a title that it was opened with, or its main file. */
  readonly name: string;
  readonly savedAt: Date;
}

/** "full": there is no room; "missing": the browser has no store for this page. */
export type StoreProblem = "full" | "missing";

interface Kept {
  readonly name: string;
  readonly savedAtMs: number;
  readonly project: unknown;
}

const PREFIX = "ngxbox:draft:";
const SESSION_KEY = "ngxbox:draft";
const LOCK = "ngxbox-draft-";
/** So many are kept besides those that are open. */
const MOST_DRAFTS = 40;
/** How long a page that is loaded anew waits for what it was before to be gone. */
const RELOAD_MS = 600;

export class Drafts {
  private current = newId();
  private release: (() => void) | undefined;

  get id(): string {
    return this.current;
  }

  /**
   * The draft that this page had before it was loaded anew, or else the last one that no page has open. A page that was
   * doubled begins with a copy.
   */
  async resume(): Promise<Kept | undefined> {
    const before = sessionItem();
    if (before !== undefined) {
      const isOwn = await this.take(before, RELOAD_MS);
      if (!isOwn) await this.begin();
      return read(before);
    }
    const open = await openDrafts();
    const last = listed().find(({ id }) => !open.has(id));
    if (last !== undefined && (await this.take(last.id))) return read(last.id);
    await this.begin();
    return undefined;
  }

  /** From now on this page writes a new draft; what it had stays as it is. */
  async begin(): Promise<void> {
    await this.take(newId());
  }

  /** From now on this page writes that draft. @returns undefined where another page has it open, or it is gone */
  async open(id: string): Promise<Kept | undefined> {
    const kept = read(id);
    return kept !== undefined && (await this.take(id)) ? kept : undefined;
  }

  save(name: string, project: Project): StoreProblem | undefined {
    const text = JSON.stringify({ name, savedAtMs: Date.now(), project } satisfies Kept);
    const key = PREFIX + this.current;
    try {
      localStorage.setItem(key, text);
      return undefined;
    } catch (thrown) {
      return thrown instanceof DOMException && isFull(thrown) ? "full" : "missing";
    }
  }

  /** The others, the last one first. */
  async others(): Promise<readonly (DraftInfo & { readonly isOpen: boolean })[]> {
    const open = await openDrafts();
    return listed()
      .filter(({ id }) => id !== this.current)
      .map((draft) => ({ ...draft, isOpen: open.has(draft.id) }));
  }

  remove(id: string): void {
    localStorage.removeItem(PREFIX + id);
  }

  /** Removes the oldest of too many, none that a page has open. */
  async prune(): Promise<void> {
    const others = (await this.others()).filter(({ isOpen }) => !isOpen);
    for (const { id } of others.slice(MOST_DRAFTS)) this.remove(id);
  }

  /** @returns whether it is this page's now: no other page has it open, at the latest after `patienceMs` */
  private async take(id: string, patienceMs = 0): Promise<boolean> {
    if (id === this.current && this.release !== undefined) return true;
    const release = await lock(LOCK + id, patienceMs);
    if (release === undefined) return false;
    this.release?.();
    this.release = release;
    this.current = id;
    try {
      sessionStorage.setItem(SESSION_KEY, id);
    } catch {
      // the page begins with another draft when it is loaded anew
    }
    return true;
  }
}

/** Holds a lock as long as the page lives. @returns what gives it back; undefined: somebody else has it */
async function lock(name: string, patienceMs: number): Promise<(() => void) | undefined> {
  if (navigator.locks === undefined) return () => {};
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const release = await new Promise<(() => void) | undefined>((resolve) => {
      const held = navigator.locks.request(name, { ifAvailable: true }, (given) => {
        if (given === null) return resolve(undefined);
        return new Promise<void>((end) => resolve(end));
      });
      held.catch(() => resolve(() => {}));
    });
    if (release !== undefined || performance.now() >= giveUpAt) return release;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function openDrafts(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.flatMap(({ name = "" }) => (name.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])));
}

function listed(): readonly DraftInfo[] {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    const drafts = keys.flatMap((key) => {
      const kept = read(key.slice(PREFIX.length));
      return kept === undefined
        ? []
        : [{ id: key.slice(PREFIX.length), name: kept.name, savedAt: new Date(kept.savedAtMs) }];
    });
    return drafts.sort((one, other) => other.savedAt.getTime() - one.savedAt.getTime());
  } catch {
    return [];
  }
}

function read(id: string): Kept | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + id) ?? "null") as Partial<Kept> | null;
    if (typeof kept?.name !== "string" || typeof kept.savedAtMs !== "number") return undefined;
    return { name: kept.name, savedAtMs: kept.savedAtMs, project: kept.project };
  } catch {
    return undefined;
  }
}

function sessionItem(): string | undefined {
  try {
    return sessionStorage.getItem(SESSION_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function isFull({ name }: DOMException): boolean {
  return name === "QuotaExceededError" || name === "NS_ERROR_DOM_QUOTA_REACHED";
}

function newId(): string {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}
