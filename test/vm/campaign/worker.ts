/** Runs batches of programs in a thread of its own. */
import { parentPort } from "node:worker_threads";
import { type Batch, type Difference, firstDifference } from "./compare.ts";
import { plantFault } from "./faults.ts";
import { counting, type Roads, takeRoads } from "./roads.ts";

export interface Job {
  readonly batch: Batch;
  /** Whether to count the roads that compiled code takes. */
  readonly counts?: boolean;
  /** The fault that the machine has meanwhile, by its name. */
  readonly fault?: string;
}

export interface Outcome {
  readonly difference: Difference | undefined;
  readonly roads: Roads;
  /** Whether anything ran that the fault changes. */
  readonly faultIsMet: boolean;
}

parentPort?.on("message", (job: Job) => parentPort?.postMessage(done(job)));

function done({ batch, counts = false, fault }: Job): Outcome {
  const compare = () => firstDifference(batch, fault === undefined);
  if (fault !== undefined) {
    const planted = plantFault(fault);
    try {
      return { difference: compare(), roads: {}, faultIsMet: planted.isMet() };
    } finally {
      planted.remove();
    }
  }
  const difference = counts ? counting(compare) : compare();
  return { difference, roads: takeRoads(), faultIsMet: false };
}
