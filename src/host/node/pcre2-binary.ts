import { readFileSync } from "node:fs";
import type { Pcre2Binary } from "../ports.ts";

/** The binary that the build puts beside the bundle. @param home the folder of the package */
export function pcre2Binary(home: string): Pcre2Binary {
  return () => readFileSync(`${home}/dist/pcre2.wasm`);
}
