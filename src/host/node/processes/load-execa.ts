import { execa } from "execa";

/** Execa. The command line's bundle has it loaded by the first call (.ci/lazy-packages.js): few scripts start children. */
export function loadExeca(): typeof execa {
  return execa;
}
