/** ngx.worker: the process that runs the script. */
import { Table } from "../vm/table.ts";
import { DISABLED_IN_CURRENT_CONTEXT, everywhere } from "./declaration/phases.ts";
import { module } from "./declare.ts";

const inLua = { phases: everywhere, params: [], writtenInLua: "resty/core/worker.lua" } as const;

export const worker = module("ngx.worker", {
  id: {
    ...inLua,
    does: "The number of this worker, from 0; nil in a process that is no worker.",
    run: ({ worker }) => worker.role.id,
  },
  count: { ...inLua, does: "How many workers the server has.", run: ({ worker }) => worker.count },
  pid: { ...inLua, does: "The process id of this worker.", run: ({ worker }) => worker.role.pid },
  pids: {
    ...inLua,
    does: "The process ids of all workers.",
    run: ({ worker, request: { phase } }) => {
      if (phase === "init" || phase === "init_worker") return [undefined, DISABLED_IN_CURRENT_CONTEXT];
      return Table.fromArray([...worker.pids()]);
    },
  },
  exiting: {
    ...inLua,
    does: "Whether this worker has been told to exit gracefully.",
    run: ({ worker }) => worker.isExiting(),
  },
});
