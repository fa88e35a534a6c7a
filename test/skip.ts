/** How many tests of this run were left out; the runner subtracts them from those that passed. */
export const skips: { count: number } = { count: 0 };

/** Leaves a test out, for a program that is not installed here. Where `CI` is set, everything is installed: there it fails. */
export function skip(reason: string): void {
  if (process.env.CI) throw new Error(`skipped, which continuous integration does not accept: ${reason}`);
  skips.count++;
  process.stdout.write(`\nskipped: ${reason}\n`);
}
