/** ngx.get_phase and ngx.get_raw_phase. */
import { any, optional } from "./declaration/parameters.ts";
import { everywhere, rawPhase } from "./declaration/phases.ts";
import { module } from "./declare.ts";

export const phase = module("ngx", {
  get_phase: {
    does: 'The name of the phase that runs: "timer", "content", "init_worker" and so on.',
    phases: everywhere,
    params: [],
    writtenInLua: "resty/core/phase.lua",
    run: ({ request }) => request.phase,
  },
  get_raw_phase: {
    does: "The phase that runs as a number, for libraries that test it often.",
    phases: everywhere,
    params: [optional(any("request"))],
    writtenInLua: "resty/core/phase.lua",
    run: ({ request }) => rawPhase(request.phase),
  },
});
