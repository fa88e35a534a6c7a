/**
 * The reference is larger than all that a run needs: in the bundle of the command line it is a file of its own
 * (.ci/lazy-packages.js), which only `explain` loads.
 */
import { explainTopic } from "../reference/explain.ts";

export const loadExplain = (): typeof explainTopic => explainTopic;
