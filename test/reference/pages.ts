/** The reference of what is declared in src/, as the command line has it. */
import { referenceSources } from "../../src/cli/reference-sources.ts";
import type { Page } from "../../src/reference/entry.ts";
import { reference } from "../../src/reference/reference.ts";

let made: readonly Page[] | undefined;

export function pages(): readonly Page[] {
  made ??= reference(referenceSources());
  return made;
}
