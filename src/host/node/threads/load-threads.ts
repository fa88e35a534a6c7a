/** Threads: few scripts start any. */
import { nodeThreads } from "./threads.ts";

export const loadNodeThreads = () => nodeThreads;
