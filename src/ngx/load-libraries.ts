/** Small libraries. */
import { balancer } from "./balancer.ts";
import { errlog } from "./errlog.ts";
import { process } from "./process.ts";
import { restyCoreBase, restyCoreUtils } from "./resty-core-base.ts";
import { restySignal } from "./resty-signal.ts";
import { semaphore } from "./semaphore.ts";

export const loadLibraries = () => ({
  balancer,
  errlog,
  process,
  restyCoreBase,
  restyCoreUtils,
  restySignal,
  semaphore,
});
