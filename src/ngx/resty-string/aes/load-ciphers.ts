/** AES itself, which is loaded when the first key is made. */
import { cbc, cfb, ctr, ecb, gcm, unsafe } from "./ciphers.ts";

export const loadCiphers = () => ({ cbc, cfb, ctr, ecb, gcm, unsafe });

export type Ciphers = ReturnType<typeof loadCiphers>;
