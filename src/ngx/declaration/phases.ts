/** The phases in which Lua code runs, and the rules that say where a function may be called. */
import type { Phase } from "../../runtime/phases.ts";
import { LuaError } from "../../vm/errors.ts";
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";

/** Each phase with its name in error texts, and its bit as `ngx.get_raw_phase` tells it (ngx_http_lua_common.h). */
const PHASES = {
  init: { context: "init_by_lua*", raw: 0 },
  init_worker: { context: "init_worker_by_lua*", raw: 0x100 },
  server_rewrite: { context: "server_rewrite_by_lua*", raw: 0x8000 },
  set: { context: "set_by_lua*", raw: 0x1 },
  rewrite: { context: "rewrite_by_lua*", raw: 0x2 },
  access: { context: "access_by_lua*", raw: 0x4 },
  precontent: { context: "precontent_by_lua*", raw: 0x40000 },
  content: { context: "content_by_lua*", raw: 0x8 },
  balancer: { context: "balancer_by_lua*", raw: 0x200 },
  header_filter: { context: "header_filter_by_lua*", raw: 0x20 },
  body_filter: { context: "body_filter_by_lua*", raw: 0x40 },
  log: { context: "log_by_lua*", raw: 0x10 },
  timer: { context: "ngx.timer", raw: 0x80 },
  exit_worker: { context: "exit_worker_by_lua*", raw: 0x2000 },
} as const satisfies Record<Phase, { context: string; raw: number }>;

export const ALL_PHASES = Object.keys(PHASES) as readonly Phase[];

/** The phases of a client's request that may wait: where most of the API is at home. */
export const HANDLER_PHASES = ["server_rewrite", "rewrite", "access", "precontent", "content"] as const;

/** Every phase of a client's request. */
export const REQUEST_PHASES = [...HANDLER_PHASES, "set", "balancer", "header_filter", "body_filter", "log"] as const;

/** Where a function may be called. */
export interface PhaseRule {
  /** Undefined: everywhere, nothing to check. */
  readonly allows: Readonly<Record<Phase, boolean>> | undefined;
}

export const everywhere: PhaseRule = { allows: undefined };

export function only(...phases: readonly Phase[]): PhaseRule {
  return ruleOf((phase) => phases.includes(phase));
}

export function except(...phases: readonly Phase[]): PhaseRule {
  return ruleOf((phase) => !phases.includes(phase));
}

/** What a refused call says, where it is not the usual text. */
export interface Refusal {
  /** In `init`, where no request exists. Default: "no request found". */
  readonly withoutRequest?: string;
  /** In the other phases. Default: "API disabled in the context of …". */
  readonly elsewhere?: string;
  /** The place in the reference's own library that the text names instead of the caller's: "FILE:LINE". */
  readonly raisedAt?: string;
  /** The function itself answers nil and the text, but in `init`. */
  readonly isAnswered?: boolean;
}

/** The refusal of functions that the reference implements over its FFI: they do not name the context. */
export const DISABLED_IN_CURRENT_CONTEXT = "API disabled in the current context";

/** Raises what a call in `phase` gets that no rule allows. */
export function refuse(state: State, phase: Phase, refusal: Refusal | undefined): never {
  const text =
    phase === "init"
      ? (refusal?.withoutRequest ?? "no request found")
      : (refusal?.elsewhere ?? `API disabled in the context of ${contextName(phase)}`);
  if (refusal?.raisedAt !== undefined) throw new LuaError(`${refusal.raisedAt}: ${text}`);
  raise(state, text);
}

/** A phase as error texts and the error log name it: "content_by_lua*", "ngx.timer". */
export function contextName(phase: Phase): string {
  return PHASES[phase].context;
}

/** The number of `ngx.get_raw_phase`. */
export function rawPhase(phase: Phase): number {
  return PHASES[phase].raw;
}

/** The phases of a rule in words, for `explain`: "everywhere", "timer, content", "all but init". */
export function phasesInWords({ allows }: PhaseRule): string {
  if (allows === undefined) return "everywhere";
  const allowed = ALL_PHASES.filter((phase) => allows[phase]);
  const refused = ALL_PHASES.filter((phase) => !allows[phase]);
  return refused.length < allowed.length ? `all but ${refused.join(", ")}` : allowed.join(", ");
}

function ruleOf(allowed: (phase: Phase) => boolean): PhaseRule {
  return { allows: Object.fromEntries(ALL_PHASES.map((phase) => [phase, allowed(phase)])) as Record<Phase, boolean> };
}
