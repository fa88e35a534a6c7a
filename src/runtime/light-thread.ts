/** Light threads: the entry thread of a request and the user threads that `ngx.thread.spawn` makes. */
import type { Coroutine } from "../vm/coroutine.ts";
import type { Value } from "../vm/values.ts";
import type { Request } from "./request.ts";

/** `zombie`: ended, and its parent has not asked for the results yet. */
export type LightThreadStatus = "alive" | "zombie" | "dead";

export class LightThread {
  readonly id: number;
  readonly coroutine: Coroutine;
  readonly request: Request;
  /** The coroutine that spawned it; null for an entry thread. Only that one may wait for it or kill it. */
  readonly spawnedBy: Coroutine | null;
  /** The light thread that spawned it. */
  readonly parent: LightThread | null;
  status: LightThreadStatus = "alive";
  /** True while {@link parent} waits for it. */
  waited = false;
  /** What `ngx.thread.wait` answers, once it ended. */
  outcome: readonly Value[] = [];
  /** Ends what it waits for. */
  cancelWait: (() => void) | null = null;
  /** The user threads that it waits for, any of them. */
  waitsFor: readonly LightThread[] = [];

  constructor(
    id: number,
    coroutine: Coroutine,
    request: Request,
    parent: LightThread | null,
    spawnedBy: Coroutine | null,
  ) {
    this.id = id;
    this.coroutine = coroutine;
    this.request = request;
    this.parent = parent;
    this.spawnedBy = spawnedBy;
    coroutine.host = this;
  }
}

/** The light thread that `coroutine` is the body of, if it is one. */
export function lightThreadOf(coroutine: Coroutine): LightThread | undefined {
  return coroutine.host instanceof LightThread ? coroutine.host : undefined;
}
