/** All attacks, in the order of the table. */
import type { Group } from "./attack.ts";
import { CHILDREN } from "./children.ts";
import { FILES } from "./files.ts";
import { GRANTED } from "./granted.ts";
import { HOST } from "./host.ts";
import { JAVASCRIPT } from "./javascript.ts";
import { LOOPS } from "./loops.ts";
import { MEMORY } from "./memory.ts";
import { NEIGHBOURS } from "./neighbours.ts";
import { WAITING } from "./waiting.ts";

export const GROUPS: Readonly<Record<string, Group>> = {
  loops: LOOPS,
  waiting: WAITING,
  memory: MEMORY,
  javascript: JAVASCRIPT,
  neighbours: NEIGHBOURS,
  files: FILES,
  children: CHILDREN,
  granted: GRANTED,
  host: HOST,
};
