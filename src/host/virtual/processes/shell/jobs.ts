/** Commands that run beside one another: pipelines, and what is in the background. */
import { ended } from "../calls.ts";
import { openDevice } from "../devices.ts";
import type { OpenFile } from "../open-file.ts";
import { makePipe } from "../pipe.ts";
import type { Process, Steps } from "../process.ts";
import { SIGNAL } from "../signals.ts";
import type { Shell } from "./shell.ts";
import type { Command } from "./syntax.ts";

/** So many are remembered after their end. */
const MOST_JOBS = 1000;

export function* runPipeline(shell: Shell, commands: readonly Command[]): Steps<number> {
  const children: Process[] = [];
  let input: OpenFile | undefined;
  for (const [at, command] of commands.entries()) {
    const isLast = at === commands.length - 1;
    const pipe = isLast ? undefined : makePipe();
    const replaced: [number, OpenFile][] = [];
    if (input !== undefined) replaced.push([0, input]);
    if (pipe !== undefined) replaced.push([1, pipe.writer]);
    children.push(shell.fork((subshell) => subshell.run(command, { isTested: false, isLast: true }), replaced));
    input = pipe?.reader;
  }
  for (const child of children) yield* ended(child);
  return yield* shell.waitFor(children.at(-1) as Process);
}

export function* runInBackground(shell: Shell, body: Command): Steps<number> {
  const child = shell.fork(
    function* (shell) {
      shell.process.setDisposition(SIGNAL.INT, "ignore");
      shell.process.setDisposition(SIGNAL.QUIT, "ignore");
      return yield* shell.run(body, { isTested: false, isLast: true });
    },
    [[0, openDevice("null") as OpenFile]],
  );
  if (shell.jobs.size >= MOST_JOBS) {
    for (const [pid, { exit }] of shell.jobs) if (exit !== undefined) shell.jobs.delete(pid);
  }
  shell.jobs.set(child.pid, child);
  shell.state.lastBackground = child.pid;
  yield;
  return 0;
}
