/** What is not `run`. */
import { nearest } from "../reference/distance.ts";
import { adviceFor } from "./advice/advice.ts";
import { checkFiles } from "./check-files.ts";
import { explain } from "./explain.ts";
import { commandHelp, ngxboxHelp } from "./help.ts";
import { usage } from "./options/resty-usage.ts";
import { serveRun } from "./run/thread.ts";
import { versionLine } from "./version.ts";

export const loadCommands = () => ({
  adviceFor,
  checkFiles,
  explain,
  commandHelp,
  nearest,
  ngxboxHelp,
  usage,
  serveRun,
  versionLine,
});
