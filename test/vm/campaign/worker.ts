/** Runs batches of programs in a thread of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { type Batch, type Difference, firstDifference } from "./compare.ts";
import { plantFault } from "./faults.ts";
import { counting, type Roads, takeRoads } from "./roads.ts";

export interface Job {
  readonly batch: Batch;
  /** Whether to count the roads that compiled code takes. */
  readonly counts: boolean;
}

export interface Outcome {
  readonly difference: Difference | undefined;
  readonly roads: Roads;
  /** Whether anything ran that the planted fault changes. */
  readonly faultIsMet: boolean;
}

/** The fault to plant before anything runs, by its name. */
export interface Equipment {
  readonly fault?: string;
}

const { fault } = workerData as Equipment;
const isMet = fault === undefined ? () => false : plantFault(fault);

parentPort?.on("message", ({ batch, counts }: Job) => {
  const compare = () => firstDifference(batch, fault === undefined);
  const difference = counts ? counting(compare) : compare();
  parentPort?.postMessage({ difference, roads: takeRoads(), faultIsMet: isMet() } satisfies Outcome);
});
