import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

// Runs the built command line: `npm test` builds it first.

const root = fileURLToPath(new URL("../", import.meta.url));

/** What each example prints. How often a period fits in depends on the machine. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  "cancel.lua": /^tick 1\ntick 2\ntick 3\ncancelled: true, pending: 0\n$/,
  "every.lua": /^tick 1\n(tick \d\n)*the worker exits\n$/,
  "hello.lua": /^hello, world!\na timer fired, premature: false\nfirst to finish: quick\n$/,
  "once.lua": /^worker 2: taken\nworker 3: taken\nworker 1 warms up\n$/,
  "pending-count.lua": /^1\n$/,
  "pipe.lua": /^hello world\n$/,
  "process-type.lua": /^process type:single\n$/,
  "reload.lua": /^the master waits\nreloading the configuration\nit ended: true\n$/,
  "running-count.lua": /^2\n$/,
  "shell.lua": /^hello, world\n\n$/,
  "zero-delay-timer.lua": /^made: 1 \nin the timer, premature: false, phase: timer\n$/,
};

/** The options that an example asks for. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = { "once.lua": ["--shdict", "ngxbox_timer 100k"] };

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(example: string): Promise<Run> {
  return new Promise((done) => {
    const argv = [`${root}dist/ngxbox.cjs`, "run", ...(OPTIONS[example] ?? []), `${root}lua/examples/${example}`];
    execFile(process.execPath, argv, { encoding: "utf8" }, (error, stdout, stderr) =>
      done({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const examples = readdirSync(`${root}lua/examples`).sort();
const runs = new Map(examples.map((example) => [example, run(example)]));

test("every example is tested", () => {
  assert.equal(examples, Object.keys(PRINTED).sort());
});

for (const [example, printed] of Object.entries(PRINTED)) {
  test(`${example} prints what it says`, async () => {
    const { status, stdout, stderr } = (await runs.get(example)) as Run;
    assert.match(stdout, printed);
    assert.equal({ status, stderr }, { status: 0, stderr: "" });
  });
}

test.run();
