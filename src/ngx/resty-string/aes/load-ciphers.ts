/** AES itself, which is loaded when the first key is made: .ci/lazy-packages.js sees to that in the bundles. */
import { cbc, cfb, ctr, ecb, gcm, unsafe } from "@noble/ciphers/aes.js";

const ciphers = { cbc, cfb, ctr, ecb, gcm, unsafe };

export type Ciphers = typeof ciphers;

export const loadCiphers = (): Ciphers => ciphers;
