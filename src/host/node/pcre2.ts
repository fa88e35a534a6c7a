import { readFileSync } from "node:fs";
import type { Pcre2Loader } from "../ports.ts";
import { builtin } from "./builtin.ts";

/** The binary that the build puts beside the bundle. @param home the folder of the package */
export function pcre2At(home: string): Pcre2Loader {
  return { binary: () => readFileSync(`${home}/dist/pcre2.wasm`), compile };
}

/**
 * V8 would compile the matcher, one function of 300 kB, a second time in the background: for seconds that a process cannot end
 * before, into code that is five times slower than that of its quick compiler. Its flags are asked where a function is
 * compiled, so all are at once. They are those of the whole process, which may have other WebAssembly, and under which V8
 * takes no code cache that was made without them.
 */
function compile(bytes: Uint8Array): object {
  const { setFlagsFromString } = builtin<typeof import("node:v8")>("node:v8");
  for (const flag of ["liftoff-only", ...OFF.map((name) => `no-${name}`)]) setFlagsFromString(`--${flag}`);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    for (const flag of ["no-liftoff-only", ...OFF]) setFlagsFromString(`--${flag}`);
  }
}

const OFF = ["wasm-tier-up", "wasm-dynamic-tiering", "wasm-lazy-compilation"];
