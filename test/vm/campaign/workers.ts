/** Threads that share the batches of a campaign. */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Equipment, Job, Outcome } from "./worker.ts";

/** A batch that takes longer will never end. */
const LONGEST_BATCH_MS = 120_000;

/**
 * Does the jobs, several at a time, until one finds a difference. Answers what all found.
 * @param script bundleWorker's
 */
export async function doJobs(
  script: string,
  jobs: Iterator<Job>,
  equipment: Equipment = {},
  threads = availableParallelism(),
): Promise<Outcome> {
  const roads: Record<string, number> = {};
  let found: Outcome = { difference: undefined, roads, faultIsMet: false };
  let isOver = false;

  async function work(): Promise<void> {
    const worker = startWorker(script, equipment);
    try {
      while (!isOver) {
        const { value: job, done } = jobs.next();
        if (done === true) break;
        const { difference, faultIsMet, roads: taken } = await does(worker, job);
        for (const [road, count] of Object.entries(taken)) roads[road] = (roads[road] ?? 0) + count;
        found = { ...found, faultIsMet: found.faultIsMet || faultIsMet };
        if (difference === undefined) continue;
        found = { ...found, difference };
        isOver = true;
      }
    } finally {
      isOver = true;
      await worker.terminate();
    }
  }

  await Promise.all(Array.from({ length: threads }, work));
  return found;
}

function startWorker(script: string, equipment: Equipment): Worker {
  // Nothing of what it generates is worth the engine's count of what was reached.
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  return new Worker(script, { eval: true, execArgv: [], env, workerData: equipment });
}

async function does(worker: Worker, job: Job): Promise<Outcome> {
  const { dialect, seed } = job.batch;
  worker.postMessage(job);
  try {
    const [outcome] = await once(worker, "message", { signal: AbortSignal.timeout(LONGEST_BATCH_MS) });
    return outcome;
  } catch (cause) {
    throw new Error(`the batch of seed ${seed} in the dialect of ${dialect} failed or does not end`, { cause });
  }
}
