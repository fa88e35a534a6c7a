import { parseArgs } from "node:util";
import { besideNginx, sharedDicts } from "./beside-nginx.ts";
import { cpu } from "./cpu.ts";
import { library } from "./library.ts";
import { many } from "./many.ts";
import { processes } from "./processes.ts";
import { startUp } from "./start-up.ts";
import { text } from "./text.ts";

// npm run bench -- [start-up] [nginx] [shdict] [cpu] [library] [many] [processes] [text] [--quick]
// Prints figures, and never fails because of one: compare only what one run on one machine has measured.

const sections: Record<string, (quick: boolean) => void> = {
  "start-up": startUp,
  nginx: besideNginx,
  shdict: sharedDicts,
  cpu,
  library,
  many,
  processes,
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
  if (positionals.length === 0 || positionals.includes(name)) section(options.quick);
}
