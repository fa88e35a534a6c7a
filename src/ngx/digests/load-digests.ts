/** Digests. */
import { Digests } from "./digests.ts";

export const loadDigests = () => ({ Digests });
