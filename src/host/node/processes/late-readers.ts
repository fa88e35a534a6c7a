import { closeSync, constants, openSync } from "node:fs";

const FIRST_DELAY_MS = 1;
const LONGEST_DELAY_MS = 256;

/**
 * Helps children that open "/dev/stdin" once nobody writes to it any more. Opening a pipe with a name, as ours are, waits for
 * a writer, while a pipe without one can always be opened: so a writer comes and goes now and then. It writes nothing, and
 * who reads already still finds the end.
 *
 * @param descriptor the last writer's, about to be closed
 * @returns what ends the help
 */
export function helpLateReaders(descriptor: number): () => void {
  const reader = reopen(descriptor, constants.O_RDONLY);
  if (reader === undefined) return () => {};
  let timer: NodeJS.Timeout;
  const helpAfter = (delayMs: number) => {
    timer = setTimeout(() => {
      const writer = reopen(reader, constants.O_WRONLY);
      if (writer !== undefined) closeSync(writer);
      helpAfter(Math.min(delayMs * 2, LONGEST_DELAY_MS));
    }, delayMs);
    timer.unref();
  };
  helpAfter(FIRST_DELAY_MS);
  return () => {
    clearTimeout(timer);
    closeSync(reader);
  };
}

/** Undefined where the system cannot do it: then there is no help. */
function reopen(descriptor: number, access: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${descriptor}`, access | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}
