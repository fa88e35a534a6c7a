import { readFileSync } from "node:fs";
import type { Pcre2Loader } from "../ports.ts";
import { type EngineFlag, resetFlags, setFlags } from "./engine-flags.ts";

/** The binary that the build puts beside the bundle. @param home the folder of the package */
export function pcre2At(home: string): Pcre2Loader {
  return { binary: () => readFileSync(`${home}/dist/pcre2.wasm`), compile };
}

/**
 * V8 would compile the matcher, one function of 300 kB, a second time in the background: for seconds that a process cannot end
 * before, into code that is five times slower than that of its quick compiler. It asks its flags where it compiles a function,
 * which is at the first call, so in this turn; later it must not find them, because they are the whole process's, which may
 * have other WebAssembly.
 */
function compile(bytes: Uint8Array): object {
  setFlags(COMPILED_ONCE);
  setImmediate(() => resetFlags(COMPILED_ONCE)).unref();
  return new WebAssembly.Module(bytes);
}

const COMPILED_ONCE: readonly EngineFlag[] = [
  ["--liftoff-only", "--no-liftoff-only"],
  ["--no-wasm-tier-up", "--wasm-tier-up"],
  ["--no-wasm-dynamic-tiering", "--wasm-dynamic-tiering"],
];
