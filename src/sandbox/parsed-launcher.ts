import { type ParsedFunction, parseChunk } from "../vm/parser/parse.ts";
import { LAUNCHER, LAUNCHER_CHUNK_NAME } from "./launcher.ts";

/** The launcher, parsed. The bundles have it so from the start (.ci/parsed-launcher.js): parsing takes longer than running it. */
export const parsedLauncher = (): ParsedFunction => parseChunk(LAUNCHER, LAUNCHER_CHUNK_NAME);
