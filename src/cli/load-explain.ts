/** The reference is larger than all that a run needs: only `explain` loads it. */
import { explainTopic } from "../reference/explain.ts";

export const loadExplain = () => explainTopic;
