/** What programs say of mistakes, as GNU's do in the locale C. */
import type { HostError } from "../../../ports.ts";
import { complain } from "../calls.ts";
import { ExitStatus, type Process, type Steps } from "../process.ts";

/** Complains as the program `name`, and ends it. */
export function* fail(process: Process, name: string, message: string, status = 1): Steps<never> {
  yield* complain(process, `${name}: ${message}\n`);
  throw new ExitStatus(status);
}

/** As {@link fail}, with a hint at the program's help. */
export function* failUsage(process: Process, name: string, message: string, status = 1): Steps<never> {
  return yield* fail(process, name, `${message}\nTry '${name} --help' for more information.`, status);
}

/** A word in quotes, whatever it is. */
export function quoted(word: string): string {
  return word.includes("'") ? quotedOddly(word) : `'${visible(word)}'`;
}

/** A file's name, in quotes where it must be. */
export function named(word: string): string {
  return /^[\w/.,:+@%^-][\w/.,:=+@%^~#-]*$/.test(word) ? word : quoted(word);
}

function quotedOddly(word: string): string {
  return /["$`\\]/.test(word) ? `'${visible(word).replaceAll("'", "'\\''")}'` : `"${visible(word)}"`;
}

function visible(word: string): string {
  return word.replace(/[^\x20-\x7e]/g, (char) => `'$'\\${char.charCodeAt(0).toString(8).padStart(3, "0")}''`);
}

/** "cat: x: No such file or directory" */
export function* complainOf(process: Process, name: string, file: string, { message }: HostError): Steps<void> {
  yield* complain(process, `${name}: ${named(file)}: ${message}\n`);
}
