import type { Random } from "../ports.ts";
import { builtin } from "./builtin.ts";

/** Chance from the operating system. */
export const nodeRandom: Random = {
  bytes: (count) => builtin<typeof import("node:crypto")>("node:crypto").randomBytes(count),
};
