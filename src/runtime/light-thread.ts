/** Light threads: the entry thread of a request and the user threads that `ngx.thread.spawn` makes. */
import type { Link } from "../vm/chain.ts";
import { Coroutine } from "../vm/coroutine.ts";
import type { Value } from "../vm/values.ts";
import type { Request } from "./request.ts";

/** `zombie`: ended, and its parent has not asked for the results; once that has ended too it is as good as dead. */
export type LightThreadStatus = "alive" | "zombie" | "dead";

export class LightThread {
  readonly id: number;
  readonly coroutine: Coroutine;
  readonly request: Request;
  /** The coroutine that spawned it; null for an entry thread. Only that one may wait for it or kill it. */
  readonly spawnedBy: Coroutine | null;
  status: LightThreadStatus = "alive";
  /**
   * True once its parent has named it to `ngx.thread.wait`, also when that has returned for another thread: its end then
   * resumes the parent wherever that waits, be it in `ngx.sleep` (openresty/lua-nginx-module issue 1439, open since 2018).
   */
  waited = false;
  /** What `ngx.thread.wait` answers, once it ended. */
  outcome: readonly Value[] = [];
  /** True while it is in line to run: then nothing else may resume it. */
  isPosted = false;
  /** Observers were told that it is suspended. */
  isToldSuspended = false;
  /** Its place among the user threads of its request that are alive. */
  link: Link<LightThread> | undefined = undefined;
  /** Takes back what it has asked to be woken by. */
  cancelWait: (() => void) | null = null;

  constructor(id: number, coroutine: Coroutine, request: Request, spawnedBy: Coroutine | null) {
    this.id = id;
    this.coroutine = coroutine;
    this.request = request;
    this.spawnedBy = spawnedBy;
    coroutine.host = this;
  }
}

/** Whether `coroutine`, a light thread or not, has run to its end. */
export function hasEnded(coroutine: Coroutine): boolean {
  const light = lightThreadOf(coroutine);
  return light === undefined ? coroutine.status === "dead" : light.status !== "alive";
}

/** The light thread that `coroutine` is the body of, if it is one. */
export function lightThreadOf(coroutine: Coroutine): LightThread | undefined {
  return coroutine.host instanceof LightThread ? coroutine.host : undefined;
}

/**
 * The coroutine that spawned `coroutine`, or that was the last to resume it; null where there is none, or it is dead. A
 * zombie is not.
 */
export function parentOf(coroutine: Coroutine): Coroutine | null {
  const { host } = coroutine;
  const parent = host instanceof LightThread ? host.spawnedBy : host instanceof Coroutine ? host : null;
  if (parent === null) return null;
  return (lightThreadOf(parent)?.status ?? parent.status) === "dead" ? null : parent;
}

/** The light thread that `coroutine` waits in, if it is the one that is to be resumed there. */
export function lightThreadWaitingIn(coroutine: Coroutine): LightThread | undefined {
  if (coroutine.status !== "running") return undefined;
  let outermost = coroutine;
  while (outermost.resumer !== null && lightThreadOf(outermost) === undefined) outermost = outermost.resumer;
  const thread = lightThreadOf(outermost);
  return thread?.status === "alive" && !thread.isPosted ? thread : undefined;
}
