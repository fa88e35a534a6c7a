import { parseArgs } from "node:util";
import { besideNginx, sharedDicts } from "./beside-nginx.ts";
import { budget } from "./budget.ts";
import { cpu, cpuWarm } from "./cpu.ts";
import { json } from "./json.ts";
import { library } from "./library.ts";
import { many } from "./many.ts";
import { memory } from "./memory.ts";
import { processes } from "./processes.ts";
import { redis } from "./redis.ts";
import { sandbox } from "./sandbox.ts";
import { start } from "./start.ts";
import { text } from "./text.ts";

// npm run bench -- [start] [nginx] [shdict] [cpu] [cpu-warm] [budget] [library] [json] [many] [memory] [processes] [redis] [sandbox] [text] [--quick]
// Prints figures, and never fails because of one: compare only what one run on one machine has measured.

const sections: Record<string, (quick: boolean) => void | Promise<void>> = {
  start,
  nginx: besideNginx,
  shdict: sharedDicts,
  cpu,
  "cpu-warm": cpuWarm,
  budget,
  library,
  json,
  many,
  memory,
  processes,
  redis,
  sandbox,
  text,
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !(name in sections));
if (unknown.length > 0) {
  process.stderr.write(`no section is called ${unknown.join(", ")}: there are ${Object.keys(sections).join(", ")}\n`);
  process.exit(2);
}
for (const [name, section] of Object.entries(sections)) {
  if (positionals.length === 0 || positionals.includes(name)) await section(options.quick);
}
