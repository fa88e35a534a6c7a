/**
 * What resty says to a command line that it cannot take, and the status it leaves with. It is a Perl script: `die` leaves
 * with the last system error (2 for a missing file) or with 255, and names its own line where the text ends without one.
 */
import { loadCommands } from "../load-commands.ts";
import { failed, type Outcome } from "../outcome.ts";

const DIED = 255;
const NO_SUCH_FILE = 2;

export function missingArgument(option: string): Outcome {
  return failed(DIED, `option ${option} takes an argument but found none.\n`);
}

export function duplicateOption(option: string): Outcome {
  const text = option.startsWith("--") ? `ERROR: duplicate ${option} options\n` : `duplicate ${option} option found.\n`;
  return failed(DIED, text);
}

/** resty shows its help, which pushes the error off the screen: `ngxbox run` names what may be meant instead. */
export function unknownOption(option: string, program: string, options: readonly string[]): Outcome {
  const error = `ERROR: unknown option ${option}\n`;
  if (program === "resty-box") return failed(1, `${error}\n${loadCommands().usage(program)}`);
  const meant = loadCommands().nearest(options, option.replace(/=.*$/s, ""));
  const hint = meant === undefined ? "" : `Did you mean ${meant}?\n`;
  return failed(1, `${error}${hint}${program} --help shows the options.\n`);
}

export function unknownJitOption(value: string, program: string): Outcome {
  return failed(1, `ERROR: unknown -j option value: ${value}.\n${loadCommands().usage(program)}`);
}

export function unknownVm(value: string): Outcome {
  return failed(1, `ERROR: unknown --vm option value: ${value}.\n  (expecting auto, interpreter or compiler)\n`);
}

export function notANumberOfConnections(value: string): Outcome {
  return failed(DIED, `option -c value must be a number but found '${value}'.\n`);
}

/** Only for what is no word at all; a word that is no level is nginx's business. */
export function badErrlogLevel(value: string, program: string): Outcome {
  return failed(DIED, `bad --errlog-level option value: ${value} (${program} takes a word such as warn).\n`);
}

export function badNameserver(value: string): Outcome {
  return failed(DIED, `ERROR: Invalid --ns option value: ${value}\n  (expecting an IP address)\n`);
}

export function badSharedDict(value: string): Outcome {
  return failed(DIED, `ERROR: invalid --shdict option value: ${value}\n  (expecting NAME SIZE)\n`);
}

export function nothingToRun(): Outcome {
  return failed(DIED, 'Neither Lua input file nor -e "" option specified.\n');
}

/** @param errno why it cannot be found: Perl's `die` leaves with the system's number */
export function scriptNotFound(path: string, errno: number | undefined): Outcome {
  return failed(errno ?? NO_SUCH_FILE, `Lua input file ${path} not found.\n`);
}

/** @param kind whose option named the file: `--main-include` or `--http-include` */
export function includeNotFound(kind: "main" | "http", path: string): Outcome {
  return failed(NO_SUCH_FILE, `ERROR: could not find ${kind} include file '${path}'.\n`);
}

/** nginx's refusal of the configuration: `error` as readConfig in nginx/conf answers it. */
export function badConfiguration(error: string): Outcome {
  return failed(1, `${error}\n`);
}

/** A dictionary that nginx accepts, and that then has no room for its own records. */
export function sharedDictTooSmall(): Outcome {
  return failed(1, "nginx: [crit] ngx_slab_alloc() failed: no memory\n");
}

/** An option whose work needs an nginx process. */
export function needsNginx(option: string, why: string): Outcome {
  return failed(1, `ERROR: ${option} cannot be had here: ${why}.\n`);
}
