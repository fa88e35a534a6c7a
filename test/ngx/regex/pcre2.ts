import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pcre2At } from "../../../src/host/node/pcre2.ts";
import type { Pcre2Loader } from "../../../src/host/ports.ts";

const path = createRequire(import.meta.url).resolve("@stephen-riley/pcre2-wasm/dist/libpcre2.wasm");

/** PCRE2 from the package as it is installed. */
export const pcre2: Pcre2Loader = { ...pcre2At(""), binary: () => readFileSync(path) };
