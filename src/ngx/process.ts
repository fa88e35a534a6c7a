/** The library ngx.process: the kinds of nginx's processes. */
import { NOTHING } from "../vm/values.ts";
import { any, optional } from "./declaration/parameters.ts";
import { DISABLED_IN_CURRENT_CONTEXT, everywhere } from "./declaration/phases.ts";
import { library } from "./declare.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";

const inLua = { phases: everywhere, writtenInLua: "ngx/process.lua" } as const;
const DEFAULT_AGENT_CONNECTIONS = 512;

export const process = library(
  "ngx.process",
  {
    type: {
      ...inLua,
      does: 'What this process is: "single", "worker", "master" or "privileged agent".',
      params: [],
      run: ({ worker }) => worker.role.type,
    },
    get_master_pid: {
      ...inLua,
      does: "The process id of the master.",
      params: [],
      run: ({ worker }) => worker.masterPid,
    },
    enable_privileged_agent: {
      ...inLua,
      does: "Makes the master start one process more, which keeps the master's rights. Only in init.",
      params: [optional(any("connections"))],
      run: ({ worker, request: { phase } }, connections) => {
        if (phase !== "init") return [undefined, DISABLED_IN_CURRENT_CONTEXT];
        const wanted = connections === undefined || connections === false ? DEFAULT_AGENT_CONNECTIONS : connections;
        if (typeof wanted !== "number" || wanted < 0) {
          return [undefined, "bad 'connections' argument: number expected and greater than 0"];
        }
        const failure = worker.enablePrivilegedAgent(Math.trunc(wanted));
        return failure === undefined ? true : [undefined, failure];
      },
    },
    signal_graceful_exit: {
      ...inLua,
      does: "Tells this process to exit gracefully: no new work, timers fire as premature.",
      params: [],
      run: ({ worker }) => {
        worker.gracefulExit();
        return NOTHING;
      },
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);
