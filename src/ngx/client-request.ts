/** What functions of a client's request have in common. */
import { raise } from "../vm/raise.ts";
import type { ClientRequest, NgxContext } from "./context.ts";
import { DISABLED_IN_CURRENT_CONTEXT, HANDLER_PHASES, only, REQUEST_PHASES } from "./declaration/phases.ts";

/** Every phase of a client's request. */
export const ofRequest = {
  phases: only(...REQUEST_PHASES),
  refusal: { elsewhere: DISABLED_IN_CURRENT_CONTEXT },
} as const;

/** Its phases that may wait. Their refusal names the context. */
export const ofHandlers = { phases: only(...HANDLER_PHASES) } as const;

/** What functions written in C say where there is no request at all, each kind in its own words. */
export const NO_REQUEST_OBJECT = "no request object found";
export const REQUEST_OBJECT_NOT_FOUND = "request object not found";

/** What only a client has; a phase of a request without one is a pretended request. */
export function clientOf({ state, request }: NgxContext): ClientRequest {
  return request.client ?? raise(state, "no request found");
}

/** For what needs a client that has sent something, or waits for something: none does before there is a server. */
export function unserved({ state }: NgxContext): never {
  raise(state, "no request found");
}
