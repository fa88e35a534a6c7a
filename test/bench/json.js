// JSON documents read and written by JavaScript's own JSON, as json.lua does it with cjson.

import { readFileSync } from "node:fs";
import { basename } from "node:path";

const rounds = 25;

function least(work) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const from = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(from);
    best = Math.min(best, user + system);
  }
  return best;
}

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "latin1");
  const name = basename(path, ".json");
  let value = JSON.parse(text);
  console.log(`${name}_decode ${least(() => (value = JSON.parse(text)))}`);
  console.log(`${name}_encode ${least(() => JSON.stringify(value))}`);
}
