import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Pcre2Binary } from "../../../src/host/ports.ts";

const path = createRequire(import.meta.url).resolve("@stephen-riley/pcre2-wasm/dist/libpcre2.wasm");

/** The binary, from the package as it is installed. */
export const pcre2Binary: Pcre2Binary = () => readFileSync(path);
