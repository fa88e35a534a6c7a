/** AES itself, which is loaded when the first key is made, or ahead of a script: .ci/lazy-packages.js sees to that in the bundles. */
import * as ciphers from "./ciphers.ts";

export type Ciphers = typeof ciphers;

export const loadCiphers = (): Ciphers => ciphers;

/** In a page nothing can be loaded while a script waits: this comes first. */
export const fetchCiphers = async (): Promise<void> => {};
