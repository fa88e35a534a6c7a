import { type ParsedFunction, parseChunk } from "../../vm/parser/parse.ts";
import { LAUNCHER, LAUNCHER_CHUNK_NAME } from "./launcher.ts";

/** The launcher, parsed. The bundles have it so from the start (.ci/parsed-launcher.js): parsing takes longer than running it. */
export function parsedLauncher(): ParsedFunction {
  parsed ??= parseChunk(LAUNCHER, LAUNCHER_CHUNK_NAME);
  return parsed;
}

/** The same for all machines: nothing changes it. */
let parsed: ParsedFunction | undefined;
