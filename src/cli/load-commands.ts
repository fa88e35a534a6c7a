/** What is not `run`. */
import { checkFiles } from "./check-files.ts";
import { explain } from "./explain.ts";
import { commandHelp, ngxboxHelp } from "./help.ts";
import { usage } from "./resty-usage.ts";
import { serveRun } from "./thread.ts";
import { versionLine } from "./version.ts";

export const loadCommands = () => ({ checkFiles, explain, commandHelp, ngxboxHelp, usage, serveRun, versionLine });
