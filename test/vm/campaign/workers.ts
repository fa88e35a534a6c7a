/** Threads that share the batches of a campaign. */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { bundleWorker } from "./bundle.ts";
import type { Job, Outcome } from "./worker.ts";

/** A batch that takes longer will never end. */
const LONGEST_BATCH_MS = 120_000;

/** Does one job. */
export type Do = (job: Job) => Promise<Outcome>;

/** Starts a thread for each processor, and has `work` done in all of them at once. */
export async function inThreads(work: (does: Do) => Promise<void>): Promise<void> {
  const script = await bundleWorker();
  const inThread = async () => {
    const worker = startWorker(script);
    try {
      await work((job) => does(worker, job));
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, inThread));
}

function startWorker(script: string): Worker {
  // Nothing of what it generates is worth the engine's count of what was reached.
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  return new Worker(script, { eval: true, execArgv: [], env });
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
