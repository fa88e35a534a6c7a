/** `ngxbox run project.json`: a project runs in a sandbox, on virtual time, as the playground runs it. */
import { byteString } from "../../host/node/arguments.ts";
import { nodeByteText } from "../../host/node/byte-text.ts";
import { ownHeap } from "../../host/node/heap.ts";
import { sandboxHost } from "../../host/node/sandbox-host.ts";
import { nodeSignals } from "../../host/node/signals.ts";
import { nodeStdio } from "../../host/node/stdio.ts";
import { playProject } from "../../sandbox/project/play.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { textOfBytes } from "../../vm/byte-text.ts";
import { adviceForProject } from "../advice/advice.ts";
import { taught } from "../lessons.ts";
import type { RestyRun } from "../options/resty-options.ts";
import { failed, type Outcome } from "../outcome.ts";
import { defectReporter } from "../run/defect.ts";
import { RunSignals } from "../run/signals.ts";
import { TraceFile } from "../run/trace-file.ts";
import { notRun, type ProjectAt } from "./project-file.ts";

/** How long a run that a signal ends waits for who should read what it printed. */
const LAST_WORDS_MS = 500;
const DEFECT = 70;

/**
 * Starts the project. The process ends with it.
 * @param home the folder of the package
 */
export function runProject({ path, text }: ProjectAt, command: RestyRun, home: string): Outcome | undefined {
  const option = optionOfScripts(command);
  if (option !== undefined) {
    return failed(1, `ERROR: ${option} cannot be had with a project: it says by itself what it runs with.\n`);
  }
  let box: Sandbox | undefined;
  const signals: RunSignals = new RunSignals(
    {
      quit: () => void box?.close(),
      exit: (status) => {
        stdio.stdout.hurry(LAST_WORDS_MS);
        process.exit(signals.exitStatus(status));
      },
      // no script sends signals to this process
      die: () => {},
      flush: () => void stdio.stdout.flush(),
      complain: () => {},
    },
    nodeSignals,
  );
  const stdio = nodeStdio({ onBrokenPipe: () => process.exit(0), waits: signals });
  const writeError = (said: string) => void stdio.stderr.write(nodeByteText.toBytes(said));
  const advice = adviceForProject(text);
  const lessons = (said: string) => (stdio.stderr.isTTY ? taught(said, advice(said)) : "");
  const fail = (said: string) => writeError(`ERROR: ${byteString(said)}\n${lessons(said)}`);
  const trace = command.traceFile === undefined ? undefined : new TraceFile(command.traceFile);
  const playing = playProject({
    text,
    args: command.args.length === 0 ? undefined : command.args.map(textOfBytes),
    host: {
      ...sandboxHost(home),
      heap: ownHeap(),
      onPrinted: (stream, bytes) => {
        stdio[stream].write(bytes);
        if (stream === "stderr" && stdio.stderr.isTTY) writeError(lessons(nodeByteText.toText(bytes)));
      },
      ...(trace === undefined ? {} : { onEvent: trace.record }),
    },
    onOpened: (opened) => {
      box = opened;
    },
  });
  const leave = (status: number) => process.exit(signals.exitStatus(status));
  playing.then(
    (result) => {
      if ("refused" in result) writeError(notRun(path, byteString(result.refused)).stderr);
      else if ("failed" in result) fail(result.failed);
      else if (result.error?.code === "error")
        fail([result.error.message, result.error.traceback].join("\n").trimEnd());
      else if (result.error !== undefined) writeError(`ngxbox: ${byteString(result.error.message)}\n`);
      if (trace !== undefined) writeError(trace.write());
      leave("exitCode" in result ? result.exitCode : 1);
    },
    (thrown) => {
      defectReporter(writeError)(thrown);
      leave(DEFECT);
    },
  );
  return undefined;
}

/** The first option that is about scripts, if there is one. */
function optionOfScripts(command: RestyRun): string | undefined {
  const { inline, includeDirs, sharedDicts, httpConf, mainConf, streamConf, httpIncludes, mainIncludes } = command;
  const given: readonly (readonly [isGiven: boolean, option: string])[] = [
    [inline !== undefined, "-e, -l or -j"],
    [includeDirs.length > 0, "-I"],
    [sharedDicts.length > 0, "--shdict"],
    [httpConf.length > 0, "--http-conf"],
    [mainConf.length > 0, "--main-conf"],
    [streamConf.length > 0, "--stream-conf"],
    [httpIncludes.length > 0, "--http-include"],
    [mainIncludes.length > 0, "--main-include"],
    [command.nameservers.length > 0, "--ns"],
    [command.noBundled.length > 0, "--no-bundled"],
    [command.dumpNginxConf, "--dump-nginx-conf"],
    [command.reportTimers, "--timers"],
    [command.vm !== "auto", "--vm"],
    [command.sandbox !== undefined, "--sandbox, --allow-* or --limit"],
  ];
  return given.find(([isGiven]) => isGiven)?.[1];
}
