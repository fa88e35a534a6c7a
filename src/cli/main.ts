/** The command line's entry: picks the command. */
import { byteArguments, byteString } from "../host/node/arguments.ts";
import { nodeByteText } from "../host/node/byte-text.ts";
import { nodeStdio } from "../host/node/stdio.ts";
import { loadCommands } from "./load-commands.ts";
import { failed, type Outcome, printed } from "./outcome.ts";
import { loadPlayground } from "./playground/load-playground.ts";
import { defectReporter } from "./run/defect.ts";
import { run } from "./run/run.ts";
import { THREAD } from "./run/threads.ts";

export { underStartFlags } from "../host/node/engine-flags.ts";

/**
 * @param argv the words behind the program's name
 * @param home the folder of the package
 */
export function main(argv: string[], home: string): void {
  try {
    const outcome = execute(byteArguments(argv), byteString(home));
    if (outcome !== undefined) finish(outcome);
  } catch (thrown) {
    defectReporter((text) => finish(failed(DEFECT, text)))(thrown);
  }
}

/** Answers what to print and leave with, or nothing while a script runs. */
function execute(words: readonly string[], home: string): Outcome | undefined {
  const [command, ...rest] = words;
  switch (command) {
    case "run":
      return run(rest, "ngxbox run", home);
    // the second executable, which takes resty's command line as it is
    case "resty-box":
      return run(rest, "resty-box", home);
    case "check":
      return helpAsked(rest, command) ?? loadCommands().checkFiles(rest);
    case "explain":
      return helpAsked(rest, command) ?? loadCommands().explain(rest, isColoured());
    case "playground":
      return helpAsked(rest, command) ?? loadPlayground()(rest, home);
    case THREAD:
      return loadCommands().serveRun(home) ? undefined : failed(USAGE, unknownCommand(command));
    case "--version":
    case "-v":
    case "-V":
    case "version":
      return printed(loadCommands().versionLine());
    case "--help":
    case "-h":
    case "help":
      return helpAsked(["--help"], rest[0] ?? "") ?? printed(loadCommands().ngxboxHelp());
    case undefined:
      return failed(USAGE, loadCommands().ngxboxHelp());
    default:
      return failed(USAGE, unknownCommand(command));
  }
}

const USAGE = 2;
/** As C's programs leave on an internal error. */
const DEFECT = 70;

function helpAsked(words: readonly string[], command: string): Outcome | undefined {
  if (words[0] !== "-h" && words[0] !== "--help") return undefined;
  const text = loadCommands().commandHelp(command);
  return text === undefined ? undefined : printed(text);
}

/** Colours are for people who have not asked for none (no-color.org). */
function isColoured(): boolean {
  return nodeStdio().stdout.isTTY && !process.env.NO_COLOR;
}

const COMMANDS = ["run", "check", "explain", "playground", "help", "version"];

function unknownCommand(command: string): string {
  return `ngxbox: unknown command ${command}\n${hintOn(command)}`;
}

function hintOn(command: string): string {
  if (command.endsWith(".lua")) return `To run a script: ngxbox run ${command}\n`;
  if (command.startsWith("-")) return "To run a script: ngxbox run [options] script.lua\n";
  const meant = loadCommands().nearest(COMMANDS, command);
  return `${meant === undefined ? "" : `Did you mean ${meant}?\n`}ngxbox --help shows the commands.\n`;
}

/** Writes the texts, whose characters are bytes, and sets the exit status. A reader that went away is no error. */
function finish({ status, stdout, stderr }: Outcome): void {
  const { stdout: out, stderr: err } = nodeStdio();
  if (stdout !== "") out.write(nodeByteText.toBytes(stdout));
  out.flush();
  if (stderr !== "") err.write(nodeByteText.toBytes(stderr));
  process.exitCode = status;
}
