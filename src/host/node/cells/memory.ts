/** How much memory V8 gives a cell. */

/**
 * Half of the young generation at its largest, in MiB: what one scavenge copies at most. V8 ends no thread in the middle of one, and
 * with its own 16 MiB it can take longer than a script may outlive its deadline.
 */
export const MOST_SEMI_SPACE_MB = 4;

/** Of a process. Each set of flags has a code cache of its own, and the build leaves one for the default limits. */
export function memoryFlags(memoryMb: number): string[] {
  return [`--max-old-space-size=${memoryMb}`, `--max-semi-space-size=${MOST_SEMI_SPACE_MB}`];
}
